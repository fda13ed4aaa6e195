/** What the rules on protected memory pass over, and what they excuse in an output. */
import { describe, expect, it } from 'vitest';
import { judgeCall, judgeImage, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { AT, clean, v1 } from '../../vectors/base-images.ts';
import { REQUEST, appended, rewritten } from '../../vectors/calls.ts';
import { cut, filled, insert, setU32, setWords } from '../../vectors/patch.ts';
import { callOf } from '../../support/calls.ts';

function ruleNamed(id: RuleId) {
  const rule = ruleOf(id);
  if (rule?.scope !== 'image') throw new Error(`there is no rule ${id} on images`);
  return rule;
}

/** What a rule says of an output, given the input. */
function verdictOf(id: RuleId, input: Uint8Array, output: Uint8Array): Verdict {
  const after = readImage(output);
  const call = callOf({
    before: imageIn(input),
    requests: [REQUEST] as const,
    answer: rewritten(output),
    after,
  });
  return judgeCall(ruleNamed(id), call);
}

/** File offset of PointerToRawData of the section that {@link appended} has more than {@link clean}. */
const NEW_POINTER = AT.tableEnd + 20;

describe('PE-NX-006', () => {
  it('has nothing to say where the entry point lies in no section', () => {
    for (const address of [0xfff, 0x4800, 2 ** 32 - 1]) {
      const reading = readImage(setU32(clean(), AT.addressOfEntryPoint, address));
      expect(judgeImage(ruleNamed('PE-NX-006'), reading)).toEqual({
        kind: 'skip',
        reason: 'the entry point is not in any section',
      });
    }
  });
});

describe('PE-NX-007', () => {
  const reason = 'unavoidable: the first free place in the file is inside a page';

  it('excuses new data at the first free place', () => {
    expect(verdictOf('PE-NX-007', clean(), appended())).toEqual({ kind: 'skip', reason });
  });

  /** Headers and sections placed anew: offset and size of the data of `.text`, of `.data` and of the new section. */
  function placed(image: Uint8Array, ...numbers: readonly number[]): Uint8Array {
    const { text, data } = AT;
    const fields = [text.pointerToRawData, text.sizeOfRawData, data.pointerToRawData, data.sizeOfRawData, NEW_POINTER];
    const longer = insert(image, image.length, filled(0x4000, 0));
    return setWords(longer, ...numbers.map((value, index) => [fields[index] ?? 0, value] as const));
  }

  it.each([
    ['behind a section without data that points elsewhere', [0x1000, 0x1e00, 0x8001, 0], 0x2e00],
    ['right where the old data ends inside a block', [0x1000, 0x2000, 0x3000, 0x1ff], 0x31ff],
    ['behind the data of a section that stands earlier in the table', [0x2000, 0x1e00, 0x1000, 0x200], 0x3e00],
  ])('excuses new data %s', (_, numbers, pointer) => {
    const output = placed(appended(), ...numbers, pointer);
    expect(verdictOf('PE-NX-007', placed(clean(), ...numbers), output)).toEqual({ kind: 'skip', reason });
  });

  it('excuses no old data that was moved to a free place', () => {
    const output = placed(appended(), 0x1000, 0x1e00, 0x2e00, 0x200, 0x3000);
    expect(verdictOf('PE-NX-007', placed(clean(), 0x1000, 0x1e00, 0x3000, 0x200), output).kind).toBe('fail');
  });

  it('excuses neither a block more nor an old section', () => {
    const gap = insert(setU32(appended(), NEW_POINTER, 0x3400), 0x3200, filled(0x200, 0));
    expect(verdictOf('PE-NX-007', clean(), gap).kind).toBe('fail');
    const moved = setWords(
      insert(appended(), 0x3000, filled(0x200, 0)),
      [AT.data.pointerToRawData, 0x3200],
      [NEW_POINTER, 0x3400],
    );
    expect(verdictOf('PE-NX-007', clean(), moved).kind).toBe('fail');
  });
});

describe.each(['PE-NX-012', 'PE-NX-013'] as const)('%s', (id) => {
  /** {@link clean} with headers that end 8 bytes before a block does, and all data 8 bytes further up. */
  function shifted(image: Uint8Array): Uint8Array {
    const fields = [AT.text.pointerToRawData, AT.data.pointerToRawData];
    const moved = setWords(cut(image, 0x800, 8), [AT.sizeOfHeaders, 0xff8], [AT.payloadOffset, 0x27f8]);
    return setWords(moved, ...fields.map((field, index) => [field, 0xff8 + 0x2000 * index] as const));
  }

  /** The output for it, with the new data so many bytes behind the old. */
  function output(distance: number, sizeOfHeaders = 0xff8): Uint8Array {
    const placed = setWords(shifted(appended()), [NEW_POINTER, 0x31f8 + distance], [AT.sizeOfHeaders, sizeOfHeaders]);
    return insert(placed, 0x31f8, filled(distance, 0));
  }

  it('holds where new data follows data that ends inside a block, and excuses no gap behind it', () => {
    expect(verdictOf(id, shifted(clean()), output(0))).toEqual({ kind: 'pass' });
    for (const distance of [8, 0x1f8, 0x200]) {
      expect(verdictOf(id, shifted(clean()), output(distance)).kind, `${distance}`).toBe('fail');
    }
  });

  it('excuses no gap behind the headers and no bytes that two parts have', () => {
    expect(verdictOf(id, shifted(clean()), output(8, 0xff0)).kind).toBe('fail');
    const shared = setU32(output(8), NEW_POINTER, 0x31f0);
    expect(verdictOf(id, shifted(clean()), shared).kind).toBe('fail');
    expect(verdictOf(id, clean(), insert(setU32(v1(), NEW_POINTER, 0x3208), 0x3200, filled(8, 0))).kind).toBe('fail');
  });
});

describe('PE-NX-012', () => {
  /** An image with such a FileAlignment. */
  const aligned = (image: Uint8Array, alignment: number): Uint8Array => setU32(image, AT.fileAlignment, alignment);
  /** An output that ends 4 bytes before a multiple of 8. */
  const short = (): Uint8Array => setU32(appended().slice(0, 0x35fc), NEW_POINTER - 4, 0x3fc);

  it('excuses an end inside the unit of padding where FileAlignment is smaller than that', () => {
    const reason = "unavoidable: the input's FileAlignment is less than 8";
    expect(verdictOf('PE-NX-012', aligned(clean(), 4), aligned(short(), 4))).toEqual({ kind: 'skip', reason });
    expect(verdictOf('PE-NX-012', aligned(clean(), 8), aligned(short(), 8)).kind).toBe('fail');
  });
});

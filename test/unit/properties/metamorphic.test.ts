/** The rules on an append as a whole, held against plain loops over every byte. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAppend, ruleOf } from '../../../properties/index.ts';
import type { AppendRule, RuleId } from '../../../properties/index.ts';
import { differenceBetween } from '../../../properties/append/edited-bytes.ts';
import { joined, without } from '../../../properties/bytes/spans.ts';
import { loadImage, stretchesBelow } from '../../../properties/append/memory-model.ts';
import type { Loaded } from '../../../properties/append/memory-model.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { loaded, memoryEndOf } from '../../support/memory-model.ts';
import { viewPe } from '../../support/pe-view.ts';
import { addedTo, imageIn, pairOf, put, sectionOf } from '../../vectors/append-pairs.ts';
import type { Pair, PairName } from '../../vectors/append-pairs.ts';
import { clean, v0 } from '../../vectors/base-images.ts';
import { filled, flip, insert, setBytes, truncate } from '../../vectors/patch.ts';

function appendRule(id: RuleId): AppendRule {
  const rule = ruleOf(id);
  if (rule?.scope !== 'append') throw new Error(`there is no rule ${id} on appends`);
  return rule;
}

/** What a rule says of a pair with another output, or `null` when that cannot be read. */
function verdictWith(id: RuleId, { before, requests }: Pair, output: Uint8Array): Verdict | null {
  const reading = readImage(output);
  return reading.ok ? judgeAppend(appendRule(id), { before, after: reading.image, requests }) : null;
}

/** Every offset below a limit, and from there on one of 37. */
function probed(limit: number, length: number): readonly number[] {
  return Array.from({ length }, (_, offset) => offset).filter((offset) => offset < limit || offset % 37 === 0);
}

function isIn(offset: number, spans: readonly { offset: number; length: number }[]): boolean {
  return spans.some((span) => offset >= span.offset && offset < span.offset + span.length);
}

describe('PR-META-001', () => {
  it.each(['plain', 'checked', 'two'] as const)(
    'sees every byte that is not what it was, but for edited ones: %s',
    (name) => {
      const pair = pairOf(name);
      const { coffHeader, optionalHeader, sectionTable, sections } = pair.before;
      const table = sectionTable.offset + sectionTable.length;
      const edited = [
        coffHeader.numberOfSections,
        coffHeader.pointerToSymbolTable,
        optionalHeader.sizeOfInitializedData,
        optionalHeader.sizeOfImage,
        optionalHeader.checkSum,
        { offset: table, length: 40 * pair.requests.length },
        { offset: addedTo(pair).rawData.offset, length: pair.output.length },
      ];
      const missed = probed(table + 200, pair.output.length).filter((offset) => {
        const verdict = verdictWith('PR-META-001', pair, flip(pair.output, offset));
        // Where a section with data seems to have moved the rule has nothing to say.
        if (
          verdict === null ||
          isIn(offset, [sectionOf(pair.after, 0).pointerToRawData, coffHeader.sizeOfOptionalHeader])
        )
          return false;
        return (verdict.kind === 'fail') === isIn(offset, edited);
      });
      expect(missed).toEqual([]);
      expect(sections.length).toBeGreaterThan(0);
    },
  );

  it('has nothing to say where something had to move', () => {
    const reason = (name: PairName): Verdict => judgeAppend(appendRule('PR-META-001'), pairOf(name));
    expect(reason('grown')).toEqual({ kind: 'skip', reason: 'there is no free room for the new section headers' });
    expect(reason('debug')).toEqual({ kind: 'skip', reason: 'there is no free room for the new section headers' });
    const pair = pairOf('plain');
    const pointers = pair.after.sections
      .filter(({ rawData }) => rawData.length > 0)
      .map((each) => each.pointerToRawData);
    const headers = pointers.reduce((bytes, field) => put(bytes, field, field.value + 0x200), pair.output);
    const moved = insert(headers, sectionOf(pair.after, 0).rawData.offset, new Uint8Array(0x200));
    expect(verdictWith('PR-META-001', pair, moved)).toEqual({ kind: 'skip', reason: 'the data moved' });
  });
});

/** Whether the memory of the old image is the same but for fields that an append edits, byte by byte. */
function sameMemory({ input, output, before, after }: Pair, changed: Uint8Array): boolean {
  const page = before.optionalHeader.sectionAlignment.value;
  const end = Math.ceil(memoryEndOf(viewPe(input)) / page) * page;
  // The good output is the measure, so that the edited fields need not be named again here.
  const [expected, found] = [loaded(viewPe(output), end), loaded(viewPe(changed), end)];
  return Buffer.compare(expected, found) === 0 && after.sections.length > 0;
}

describe('PR-META-004', () => {
  it.each(['plain', 'grown', 'mapped', 'loaded', 'debug'] as const)(
    'sees every byte of the memory that changed: %s',
    (name) => {
      const pair = pairOf(name);
      const wrong: number[] = [];
      for (const offset of probed(0, pair.output.length)) {
        const changed = flip(pair.output, offset);
        // Bytes of the headers have their own test: which of them are edited is the question there.
        if (offset < pair.after.optionalHeader.sizeOfHeaders.value) continue;
        const isPointer = pair.after.debugEntries.some(({ pointerToRawData }) => isIn(offset, [pointerToRawData]));
        const verdict = verdictWith('PR-META-004', pair, changed);
        if (verdict !== null && (verdict.kind === 'pass') !== (isPointer || sameMemory(pair, changed)))
          wrong.push(offset);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('sees every byte of the headers but for fields that an append edits', () => {
    const pair = pairOf('plain');
    const { coffHeader, optionalHeader, zbootHeader, sections, sectionTable } = pair.after;
    const slot = { offset: sectionTable.offset + 40 * pair.before.sections.length, length: 40 };
    const edited = [
      zbootHeader.payloadOffset,
      coffHeader.numberOfSections,
      coffHeader.pointerToSymbolTable,
      optionalHeader.sizeOfInitializedData,
      optionalHeader.sizeOfImage,
      optionalHeader.sizeOfHeaders,
      optionalHeader.checkSum,
      ...pair.after.directories.slice(4, 5).flatMap(({ virtualAddress, size }) => [virtualAddress, size]),
      ...sections.flatMap(({ pointerToRelocations, pointerToLinenumbers }) => [
        pointerToRelocations,
        pointerToLinenumbers,
      ]),
      slot,
    ];
    // Where data seems to lie elsewhere, or not to fit, memory changes with the field.
    const places = sections.flatMap((section) => [section.pointerToRawData, section.sizeOfRawData]);
    const wrong = probed(0x1000, 0x1000).filter((offset) => {
      const verdict = verdictWith('PR-META-004', pair, flip(pair.output, offset));
      if (verdict === null || isIn(offset, [...places, optionalHeader.sizeOfHeaders, coffHeader.numberOfSections]))
        return false;
      return (verdict.kind === 'pass') !== isIn(offset, edited);
    });
    // A new section at another address may take one of the old image's, and so may one of another size.
    expect(wrong.filter((offset) => !isIn(offset, [slot]))).toEqual([]);
  });

  it('says where zeros were before, and where they are now', () => {
    const pair = pairOf('plain');
    const [text, , bss] = [0, 1, 2].map((index) => sectionOf(pair.after, index));
    if (text === undefined || bss === undefined) throw new Error('the pair has three sections');
    const rest = text.sizeOfRawData.value - 0x200;
    const shorter = verdictWith('PR-META-004', pair, put(pair.output, text.sizeOfRawData, 0x200));
    expect(shorter).toMatchObject({
      findings: [
        { about: 'memory of the old image' },
        { actual: 'zeros', at: [{ file: 'before', offset: text.rawData.offset + 0x200 }] },
      ],
    });
    expect(rest).toBeGreaterThan(0);
    const filledBss = put(put(pair.output, bss.sizeOfRawData, 0x200), bss.pointerToRawData, text.rawData.offset);
    expect(verdictWith('PR-META-004', pair, filledBss)).toMatchObject({
      findings: [{}, { expected: { kind: 'zero-bytes' }, at: [{ file: 'after', offset: text.rawData.offset }] }],
    });
  });

  it('has nothing to say of an input in which two parts have one address', () => {
    const pair = pairOf('plain');
    const before = imageIn(put(pair.input, sectionOf(pair.before, 1).virtualAddress, 0x1000));
    expect(judgeAppend(appendRule('PR-META-004'), { ...pair, before })).toEqual({
      kind: 'skip',
      reason: 'two parts of the input share an address',
    });
  });
});

describe('PR-META-005', () => {
  it('has nothing to say of an input that breaks both rules itself', () => {
    const pair = pairOf('plain');
    const before = imageIn(put(pair.input, pair.before.optionalHeader.sizeOfHeaders, 0x200));
    expect(judgeAppend(appendRule('PR-META-005'), { ...pair, before })).toEqual({
      kind: 'skip',
      reason: 'the input has no single digest over every byte itself',
    });
  });

  it('still asks for every byte once where the input has two digests', () => {
    const pair = pairOf('plain');
    const before = imageIn(insert(pair.input, pair.input.length, filled(1, 1)));
    const { pointerToRawData } = addedTo(pair);
    const raised = put(pair.output, pointerToRawData, pointerToRawData.value + 0x200);
    const after = imageIn(insert(raised, pointerToRawData.value, filled(0x200, 0)));
    expect(judgeAppend(appendRule('PR-META-005'), { ...pair, before, after })).toMatchObject({
      findings: [{ about: 'signed bytes (PE-NX-013)' }],
    });
    const odd = imageIn(insert(pair.output, pair.output.length, filled(1, 1)));
    expect(judgeAppend(appendRule('PR-META-005'), { ...pair, before, after: odd })).toEqual({ kind: 'pass' });
  });
});

describe('loadImage', () => {
  it('loads what a plain loader does', () => {
    for (const name of ['plain', 'grown', 'paged'] as const) {
      const { input, before } = pairOf(name);
      const end = memoryEndOf(viewPe(input));
      const memory = loadImage(before);
      if (memory.kind === 'ambiguous') throw new Error('the parts of a good image have addresses of their own');
      const found = new Uint8Array(end);
      for (const { offset, length, from } of memory.runs) found.set(input.subarray(from, from + length), offset);
      expect(Buffer.compare(found, loaded(viewPe(input), end))).toBe(0);
    }
  });

  it('loads no more than the file has, nor more than there are addresses', () => {
    const runs = (bytes: Uint8Array): readonly Loaded[] => {
      const memory = loadImage(imageIn(bytes));
      return memory.kind === 'loaded' ? memory.runs : [];
    };
    const image = imageIn(clean());
    const [text, data] = [sectionOf(image, 0), sectionOf(image, 1)];
    expect(runs(v0())).toEqual([
      { offset: 0, length: 0x1000, from: 0 },
      { offset: 0x1000, length: 0x2000, from: 0x1000 },
      { offset: 0x3000, length: 0x200, from: 0x3000 },
    ]);
    expect(runs(truncate(clean(), 0x3001)).at(-1)).toEqual({ offset: 0x3000, length: 1, from: 0x3000 });
    expect(runs(truncate(clean(), 0x3000))).toHaveLength(2);
    expect(runs(put(clean(), data.virtualSize, 0x1ff)).at(-1)).toEqual({ offset: 0x3000, length: 0x1ff, from: 0x3000 });
    expect(runs(put(clean(), data.virtualSize, 0)).at(-1)).toEqual({ offset: 0x3000, length: 0x200, from: 0x3000 });
    expect(runs(put(clean(), image.optionalHeader.sizeOfHeaders, 0))[0]).toMatchObject({ offset: 0x1000 });
    expect(runs(truncate(clean(), 0x800))).toEqual([{ offset: 0, length: 0x800, from: 0 }]);
    const blank = [data.virtualAddress, data.virtualSize, data.sizeOfRawData].reduce(
      (bytes, field) => put(bytes, field, 0),
      clean(),
    );
    expect(runs(blank)).toHaveLength(2);
    expect(loadImage(imageIn(put(clean(), text.virtualAddress, 0xfff))).kind).toBe('ambiguous');
    expect(loadImage(imageIn(put(clean(), text.virtualSize, 0x2001))).kind).toBe('ambiguous');
    const later = put(put(clean(), text.virtualAddress, 0x8000), text.virtualSize, 0x1000);
    expect(runs(later).map(({ offset }) => offset)).toEqual([0, 0x3000, 0x8000]);
  });
});

const RUNS = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 5 }), from: fc.nat(50) }), { maxLength: 5 })
  .map((steps) => {
    let end = 0;
    return steps.map(({ gap, length, from }) => {
      const run = { offset: end + gap, length, from };
      end = run.offset + length;
      return run;
    });
  });

describe('the walk over two memories', () => {
  it('gives every address below the limit to the right bytes of both files', () => {
    const byteAt = (runs: readonly Loaded[], address: number): number | null => {
      const run = runs.find(({ offset, length }) => address >= offset && address < offset + length);
      return run === undefined ? null : run.from + address - run.offset;
    };
    fc.assert(
      fc.property(RUNS, RUNS, fc.nat(30), (before, after, limit) => {
        const found = [...stretchesBelow(limit, before, after)].flatMap(({ offset, length, ...places }) =>
          Array.from({ length }, (_, index) => [
            offset + index,
            places.before === null ? null : places.before + index,
            places.after === null ? null : places.after + index,
          ]),
        );
        const expected = Array.from({ length: limit }, (_, address) => [
          address,
          byteAt(before, address),
          byteAt(after, address),
        ]).filter(([, one, other]) => one !== null || other !== null);
        expect(found).toEqual(expected);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('leaves out exactly the bytes that are named', () => {
    const span = fc.record({ offset: fc.nat(30), length: fc.nat(6) });
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 6 }), (range, spans) => {
        const rest = [...without(range, joined(spans))].flatMap(({ offset, length }) =>
          Array.from({ length }, (_, index) => offset + index),
        );
        const expected = Array.from({ length: range.length }, (_, index) => range.offset + index);
        expect(rest).toEqual(expected.filter((offset) => !isIn(offset, spans)));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('finds the first byte that differs, also where one of the files ends', () => {
    const [before, after] = [imageIn(clean()), imageIn(setBytes(clean(), 0x1010, [0]))];
    expect(differenceBetween(before, before, 0x1000, 0x1000, 0x2000)).toBeNull();
    expect(differenceBetween(before, after, 0x1000, 0x1000, 0x2000)).toBe(0x10);
    expect(differenceBetween(before, before, 0x3000, 0x3000, 0x201)).toBe(0x200);
    expect(differenceBetween(before, imageIn(truncate(clean(), 0x3100)), 0x3000, 0x3000, 0x200)).toBe(0x100);
    expect(differenceBetween(imageIn(truncate(clean(), 0x3100)), before, 0x3000, 0x3000, 0x200)).toBe(0x100);
    expect(differenceBetween(before, before, 0x9000, 0x9000, 0)).toBeNull();
  });
});

/** What an append does to header fields when the input leaves it no choice is no failure; anything else still is one. */
import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { AT, IDEAL_AT, headersOnly, ideal } from '../../vectors/base-images.ts';
import { PE32_AT, ideal32 } from '../../vectors/image-optional-pe32.ts';
import { setBytes, setU16, setU32, setWords } from '../../vectors/patch.ts';
import { callOf } from '../../support/calls.ts';

/** What a rule says of an output, given its input. */
function verdictOf(id: RuleId, input: Uint8Array, output: Uint8Array): Verdict {
  const [before, after, rule] = [readImage(input), readImage(output), ruleOf(id)];
  if (!before.ok || rule === undefined) throw new Error(`${id} judges an input that can be read`);
  const requests = [{ name: '.bpf', content: new Uint8Array(1000), characteristics: 0x40000040 }] as const;
  const answer = { kind: 'rewritten', bytes: output } as const;
  return judgeCall(rule, callOf({ before: before.image, requests, answer, after }));
}

function unavoidable(reason: string): Verdict {
  return { kind: 'skip', reason: `unavoidable: ${reason}` };
}

/** So many section headers of zeros, and room for a hundred. */
function sectionsOfZeros(count: number): Uint8Array {
  const blank = setBytes(headersOnly(), AT.text.name, new Uint8Array(0x1200 - AT.text.name));
  return setU16(setU32(blank, AT.sizeOfHeaders, 0x1200), AT.numberOfSections, count);
}

describe('PE-COF-004', () => {
  it('is skipped when an append adds to 96 sections', () => {
    const reason = "an append adds a section to the input's 96";
    expect(verdictOf('PE-COF-004', sectionsOfZeros(96), sectionsOfZeros(97))).toEqual(unavoidable(reason));
  });
});

describe('PE-OPT-021', () => {
  /** Headers of so many bytes and an entry point in front of the only section, or in it. */
  function headers(sizeOfHeaders: number, entryPoint: number): Uint8Array {
    return setWords(ideal(), [AT.sizeOfHeaders, sizeOfHeaders], [AT.addressOfEntryPoint, entryPoint]);
  }

  it('is skipped when headers grow over an entry point that was in no section', () => {
    const reason = "the input's entry point is outside all sections, where headers may grow";
    expect(verdictOf('PE-OPT-021', headers(0x400, 0x800), headers(0xa00, 0x800))).toEqual(unavoidable(reason));
  });

  it('fails when headers grow over an entry point that was in a section', () => {
    expect(verdictOf('PE-OPT-021', headers(0x1000, 0x1000), headers(0x1001, 0x1000)).kind).toBe('fail');
  });

  it('fails when the entry point is moved into the headers', () => {
    expect(verdictOf('PE-OPT-021', headers(0x400, 0x800), headers(0x400, 0x3ff)).kind).toBe('fail');
  });
});

describe('PE-DIR-024', () => {
  const RELOCATIONS = 0xf0;

  /** Relocations of so many bytes at address 8, where there are none, in an image that ends at an address. */
  function relocations(size: number, sizeOfImage: number): Uint8Array {
    return setWords(ideal(), [RELOCATIONS, 8], [RELOCATIONS + 4, size], [AT.sizeOfImage, sizeOfImage]);
  }

  it('is skipped when an append makes the image so large that the relocations lie in it', () => {
    const reason = "the input's relocations are not within the image";
    expect(verdictOf('PE-DIR-024', relocations(0x4ff9, 0x5000), relocations(0x4ff9, 0x6000))).toEqual(
      unavoidable(reason),
    );
  });

  it('fails when relocations come to be that were in the image and in order', () => {
    expect(verdictOf('PE-DIR-024', relocations(0, 0x5000), relocations(0x4ff8, 0x5000)).kind).toBe('fail');
  });
});

describe('PE-OPT-022', () => {
  /** {@link ideal} without its last section, whose `.sbat` is 0xf00 bytes in memory, where they are counted. */
  function before(): Uint8Array {
    const shorter = setU16(ideal(), AT.numberOfSections, 3);
    return setWords(shorter, [IDEAL_AT.sbat.virtualSize, 0xf01], [AT.sizeOfInitializedData, 0x1f01]);
  }

  /** {@link before} with its fourth section of 0x801 bytes, and the three sums. */
  function after([code, data, bss]: readonly [number, number, number]): Uint8Array {
    const longer = setU32(setU16(before(), AT.numberOfSections, 4), IDEAL_AT.sbom.virtualSize, 0x801);
    return setWords(longer, [AT.sizeOfCode, code], [AT.sizeOfInitializedData, data], [AT.sizeOfUninitializedData, bss]);
  }

  it('is skipped when the size in the file is added to a sum of sizes in memory', () => {
    const reason = 'an append adds the size in the file, and the input counts otherwise';
    expect(verdictOf('PE-OPT-022', before(), before()).kind).toBe('pass');
    expect(verdictOf('PE-OPT-022', before(), after([0x2000, 0x2f01, 0]))).toEqual(unavoidable(reason));
  });

  it.each([
    ['nothing is added', [0x2000, 0x1f01, 0]],
    ['a byte too many is added', [0x2000, 0x2f02, 0]],
    ['the sum of code changes too', [0x2001, 0x2f01, 0]],
    ['the sum of zero-filled memory changes too', [0x2000, 0x2f01, 1]],
  ] as const)('fails when %s', (_, sums) => {
    expect(verdictOf('PE-OPT-022', before(), after(sums)).kind).toBe('fail');
  });
});

describe('PE-OPT-023', () => {
  const [CODE, DATA, BSS] = [0x60000020, 0x40000040, 0xc0000080];

  /** {@link ideal32} with the flags of as many sections as it is to have, and its two bases. */
  function bases(flags: readonly number[], baseOfCode: number, baseOfData: number): Uint8Array {
    const changes = flags.map((value, index) => [PE32_AT.characteristics[index] ?? 0, value] as const);
    const image = setU16(ideal32(), AT.numberOfSections, flags.length);
    return setWords(image, ...changes, [AT.baseOfCode, baseOfCode], [PE32_AT.baseOfData, baseOfData]);
  }

  const REASON = 'the input has no section that the base could refer to';

  it.each([
    ['the first section of data is new', bases([CODE], 0x1000, 0), bases([CODE, DATA], 0x1000, 0)],
    ['the first section of code is new', bases([DATA], 0, 0x1000), bases([DATA, CODE], 0, 0x1000)],
    ['the first sections of both kinds are new', bases([BSS], 0, 0), bases([BSS, CODE, DATA], 0, 0)],
  ])('is skipped when %s', (_, input, output) => {
    expect(verdictOf('PE-OPT-023', input, output)).toEqual(unavoidable(REASON));
  });

  it.each([
    ['BaseOfCode of old code changes', bases([CODE], 0x1000, 0), bases([CODE, DATA], 0x1001, 0)],
    ['BaseOfData of old data changes', bases([DATA], 0, 0x1000), bases([DATA, CODE], 0, 0x1001)],
  ])('fails when %s', (_, input, output) => {
    expect(verdictOf('PE-OPT-023', input, output).kind).toBe('fail');
  });
});

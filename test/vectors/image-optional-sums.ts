import { AT, IDEAL_AT, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { PE32_AT, ideal32 } from './image-optional-pe32.ts';
import { setU32, setWords } from './patch.ts';

const SIZE_OF_CODE = { offset: AT.sizeOfCode, length: 4 };
const SIZE_OF_DATA = { offset: AT.sizeOfInitializedData, length: 4 };
const SIZE_OF_BSS = { offset: AT.sizeOfUninitializedData, length: 4 };
const BASE_OF_CODE = { offset: AT.baseOfCode, length: 4 };
const BASE_OF_DATA = { offset: PE32_AT.baseOfData, length: 4 };

/** The distance from a section's name to its flags. */
const FLAGS = 36;
const CODE = 0x60000020;
const DATA = 0x40000040;
const BSS = 0xc0000080;

/** {@link ideal} with one of its words changed, or several. */
function words(...changes: readonly (readonly [number, number])[]): Uint8Array {
  return setWords(ideal(), ...changes);
}

/**
 * {@link ideal} with sizes that tell the sums apart: FileAlignment 0x200, `.text` 0x1c01 bytes in memory and 0x1e00 in the
 * file, `.data` 0x801 and 0x600, and the other two sections without a kind.
 */
function uneven(sizeOfCode: number, sizeOfInitializedData: number): Uint8Array {
  return words(
    [AT.fileAlignment, 0x200],
    [AT.sizeOfCode, sizeOfCode],
    [AT.sizeOfInitializedData, sizeOfInitializedData],
    [IDEAL_AT.text.virtualSize, 0x1c01],
    [IDEAL_AT.text.sizeOfRawData, 0x1e00],
    [IDEAL_AT.data.virtualSize, 0x801],
    [IDEAL_AT.data.sizeOfRawData, 0x5ff],
    [IDEAL_AT.sbat.name + FLAGS, 0x40000000],
    [IDEAL_AT.sbom.name + FLAGS, 0x40000000],
  );
}

/** {@link uneven} with a FileAlignment of 0. */
function unaligned(sizeOfCode: number, sizeOfInitializedData: number): Uint8Array {
  return setU32(uneven(sizeOfCode, sizeOfInitializedData), AT.fileAlignment, 0);
}

/** {@link ideal} whose last section is zero-filled memory of 0x801 bytes. */
function withBss(sizeOfUninitializedData: number, sizeOfRawData = 0): Uint8Array {
  return words(
    [AT.fileAlignment, 0x200],
    [AT.sizeOfInitializedData, 0x2000],
    [AT.sizeOfUninitializedData, sizeOfUninitializedData],
    [IDEAL_AT.sbom.name + FLAGS, BSS],
    [IDEAL_AT.sbom.virtualSize, 0x801],
    [IDEAL_AT.sbom.sizeOfRawData, sizeOfRawData],
  );
}

/** {@link ideal} with two sections that claim 2^31 bytes of the file each. */
function huge(sizeOfInitializedData: number): Uint8Array {
  return words(
    [AT.sizeOfInitializedData, sizeOfInitializedData],
    [IDEAL_AT.data.sizeOfRawData, 2 ** 31],
    [IDEAL_AT.sbat.sizeOfRawData, 2 ** 31],
  );
}

/** {@link ideal32} with other flags of its four sections and the two bases. */
function bases(flags: readonly number[], baseOfCode: number, baseOfData: number): Uint8Array {
  const changes = flags.map((value, index) => [PE32_AT.characteristics[index] ?? 0, value] as const);
  return setWords(ideal32(), ...changes, [AT.baseOfCode, baseOfCode], [PE32_AT.baseOfData, baseOfData]);
}

/** Violations of the rules on sums and bases. */
export const SUM_VIOLATIONS: readonly ImageViolation[] = [
  ...[0, 0x1fff, 0x2001, 0x5000].map((value) => ({
    rule: 'PE-OPT-022' as const,
    name: `SizeOfCode is ${value} for 0x2000 bytes of code`,
    base: ideal,
    make: () => words([AT.sizeOfCode, value]),
    at: SIZE_OF_CODE,
    actual: value,
    wanted: { kind: 'one-of' as const, values: [0x2000] },
  })),
  ...[0, 0x1000, 0x2fff, 0x3001, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-022' as const,
    name: `SizeOfInitializedData is ${value} for 0x3000 bytes of data`,
    base: ideal,
    make: () => words([AT.sizeOfInitializedData, value]),
    at: SIZE_OF_DATA,
    actual: value,
    wanted: { kind: 'one-of' as const, values: [0x3000] },
  })),
  {
    rule: 'PE-OPT-022',
    name: 'SizeOfUninitializedData is 1 without such a section',
    base: ideal,
    make: () => words([AT.sizeOfUninitializedData, 1]),
    at: SIZE_OF_BSS,
    actual: 1,
    wanted: { kind: 'one-of', values: [0] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'code of uneven size is counted wrongly',
    base: () => uneven(0x1e00, 0x5ff),
    make: () => uneven(0x1e01, 0x5ff),
    at: SIZE_OF_CODE,
    wanted: { kind: 'one-of', values: [0x1e00, 0x1c01] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'data of uneven size is counted wrongly',
    base: () => uneven(0x1e00, 0x5ff),
    make: () => uneven(0x1e00, 0x600 + 0x801),
    at: SIZE_OF_DATA,
    wanted: { kind: 'one-of', values: [0x5ff, 0x600, 0x801, 0xa00] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'nothing can be rounded, for FileAlignment is 0, and no code is counted',
    base: () => unaligned(0x1e00, 0x5ff),
    make: () => unaligned(0, 0x5ff),
    at: SIZE_OF_CODE,
    wanted: { kind: 'one-of', values: [0x1e00, 0x1c01] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'nothing can be rounded, for FileAlignment is 0, and no data is counted',
    base: () => unaligned(0x1e00, 0x5ff),
    make: () => unaligned(0x1e00, 0),
    at: SIZE_OF_DATA,
    wanted: { kind: 'one-of', values: [0x5ff, 0x801] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'zero-filled memory is counted by its bytes in the file',
    base: () => withBss(0x801),
    make: () => withBss(0x600, 0x600),
    at: SIZE_OF_BSS,
    actual: 0x600,
    also: ['PE-SEC-027'],
    wanted: { kind: 'one-of', values: [0x801, 0xa00] },
  },
  {
    rule: 'PE-OPT-022',
    name: 'the sum of two sections passes 2^32 and its field has what is left in 32 bits',
    base: () => huge(0x3000),
    make: () => huge(0x1000),
    at: SIZE_OF_DATA,
    actual: 0x1000,
    wanted: { kind: 'one-of', values: [2 ** 32 + 0x1000, 0x3000] },
  },
  ...[0, 0xfff, 0x1001, 0x3000].map((value) => ({
    rule: 'PE-OPT-023' as const,
    name: `BaseOfCode is ${value} where code starts at 0x1000`,
    base: ideal,
    make: () => words([AT.baseOfCode, value]),
    at: BASE_OF_CODE,
    actual: value,
    wanted: { kind: 'equals' as const, value: 0x1000 },
  })),
  ...[0, 0x1000, 0x4000].map((value) => ({
    rule: 'PE-OPT-023' as const,
    name: `BaseOfData is ${value} where data starts at 0x3000`,
    base: ideal32,
    make: () => bases([], 0x1000, value),
    at: BASE_OF_DATA,
    actual: value,
    wanted: { kind: 'equals' as const, value: 0x3000 },
  })),
  {
    rule: 'PE-OPT-023',
    name: 'code starts with the second section and BaseOfCode leads to the third',
    base: () => bases([DATA, CODE, CODE], 0x3000, 0x1000),
    make: () => bases([DATA, CODE, CODE], 0x4000, 0x1000),
    at: BASE_OF_CODE,
    actual: 0x4000,
    wanted: { kind: 'equals', value: 0x3000 },
  },
  {
    rule: 'PE-OPT-023',
    name: 'BaseOfData leads to zero-filled memory',
    base: () => bases([CODE, BSS, DATA], 0x1000, 0x4000),
    make: () => bases([CODE, BSS, DATA], 0x1000, 0x3000),
    at: BASE_OF_DATA,
    actual: 0x3000,
    wanted: { kind: 'equals', value: 0x4000 },
  },
  {
    rule: 'PE-OPT-023',
    name: 'an image without code has a wrong BaseOfData',
    base: () => bases([DATA], 0, 0x1000),
    make: () => bases([DATA], 0, 0x1001),
    at: BASE_OF_DATA,
    actual: 0x1001,
  },
  {
    rule: 'PE-OPT-023',
    name: 'a 32-bit image without data has a wrong BaseOfCode',
    base: () => bases([CODE, CODE, CODE, CODE], 0x1000, 0),
    make: () => bases([CODE, CODE, CODE, CODE], 0, 0),
    at: BASE_OF_CODE,
    actual: 0,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const SUM_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-OPT-022', name: 'all sums are alike', make: ideal },
  { rule: 'PE-OPT-022', name: 'the sums are those of the file', make: () => uneven(0x1e00, 0x5ff) },
  { rule: 'PE-OPT-022', name: 'the sums are those of the file, rounded', make: () => uneven(0x1e00, 0x600) },
  { rule: 'PE-OPT-022', name: 'the sums are those of memory', make: () => uneven(0x1c01, 0x801) },
  { rule: 'PE-OPT-022', name: 'the sums are those of memory, rounded', make: () => uneven(0x1e00, 0xa00) },
  { rule: 'PE-OPT-022', name: 'zero-filled memory is counted', make: () => withBss(0x801) },
  { rule: 'PE-OPT-022', name: 'zero-filled memory is counted in blocks', make: () => withBss(0xa00) },
  {
    rule: 'PE-OPT-022',
    name: 'nothing can be rounded, for FileAlignment is 0',
    make: () => unaligned(0x1c01, 0x5ff),
  },
  { rule: 'PE-OPT-023', name: 'BaseOfCode leads to the first section', make: ideal },
  { rule: 'PE-OPT-023', name: 'both bases lead to their sections', make: ideal32 },
  {
    rule: 'PE-OPT-023',
    name: 'BaseOfData leads to data behind zero-filled memory',
    make: () => bases([CODE, BSS, DATA], 0x1000, 0x4000),
  },
  {
    rule: 'PE-OPT-023',
    name: 'an image without data has any BaseOfData',
    make: () => bases([CODE, BSS, BSS, BSS], 0x1000, 0x123),
  },
  { rule: 'PE-OPT-023', name: 'an image without code has any BaseOfCode', make: () => bases([DATA], 0x123, 0x1000) },
];

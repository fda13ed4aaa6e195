import { hex } from '../../src/results/index.ts';
import { AT, headersOnly, ideal, withoutZboot } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { PE32_AT, ideal32 } from './image-optional-pe32.ts';
import { setBytes, setU16, setU32, setWords } from './patch.ts';

const SIZE_OF_HEADERS = { offset: AT.sizeOfHeaders, length: 4 };
const SIZE_OF_IMAGE = { offset: AT.sizeOfImage, length: 4 };
const SUBSYSTEM = { offset: AT.subsystem, length: 2 };
const DIRECTORY_COUNT = { offset: AT.numberOfRvaAndSizes, length: 4 };
const IMAGE_VERSION = { offset: AT.majorImageVersion, length: 2 };
const UEFI_SUBSYSTEMS = [10, 11, 12, 13];

function headersSize(value: number, fileAlignment = 0x200): Uint8Array {
  return setWords(headersOnly(), [AT.sizeOfHeaders, value], [AT.fileAlignment, fileAlignment]);
}

function subsystem(value: number, image = ideal): Uint8Array {
  return setU16(image(), AT.subsystem, value);
}

/** An image of headers with so many directories in an optional header of just that size. */
function directories(count: number): Uint8Array {
  const blank = setBytes(headersOnly(), AT.directories, new Uint8Array(0xe00 - AT.directories));
  return setU16(setU32(blank, AT.numberOfRvaAndSizes, count), AT.sizeOfOptionalHeader, 112 + 8 * count);
}

/** {@link ideal} with the low and the high half of a reserve and of the commit that follows it. */
function reserveAndCommit(at: number, halves: readonly [number, number, number, number]): Uint8Array {
  return setWords(ideal(), ...halves.map((value, index) => [at + 4 * index, value] as const));
}

/** Violations of the rules on single fields of the optional header. */
export const FIELD_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-OPT-015',
    name: 'SizeOfHeaders is a block more than the section table needs',
    base: () => headersSize(0x200),
    make: () => headersSize(0x400),
    at: SIZE_OF_HEADERS,
    actual: 0x400,
    wanted: { kind: 'equals', value: 0x200 },
  },
  {
    rule: 'PE-OPT-015',
    name: 'SizeOfHeaders ends with the section table, inside a block',
    base: () => headersSize(0x200),
    make: () => headersSize(AT.text.name),
    also: ['PE-OPT-014'],
    at: SIZE_OF_HEADERS,
    wanted: { kind: 'equals', value: 0x200 },
  },
  {
    rule: 'PE-OPT-015',
    name: 'FileAlignment is 2^32 - 1, up to which the headers are to be rounded',
    base: () => headersSize(0x200),
    make: () => headersSize(0x200, 2 ** 32 - 1),
    also: ['PE-OPT-004', 'PE-OPT-005', 'PE-OPT-014', 'PE-OPT-033', 'PE-LAF-010'],
    at: SIZE_OF_HEADERS,
    wanted: { kind: 'equals', value: 2 ** 32 - 1 },
  },
  ...[1, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-016' as const,
    name: `Win32VersionValue is ${value}`,
    base: ideal,
    make: () => setU32(ideal(), AT.win32VersionValue, value),
    at: { offset: AT.win32VersionValue, length: 4 },
    actual: value,
    wanted: { kind: 'equals' as const, value: 0 },
  })),
  ...[1, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-016' as const,
    name: `LoaderFlags is ${value}`,
    base: ideal,
    make: () => setU32(ideal(), AT.loaderFlags, value),
    at: { offset: AT.loaderFlags, length: 4 },
    actual: value,
    wanted: { kind: 'equals' as const, value: 0 },
  })),
  {
    rule: 'PE-OPT-016',
    name: 'LoaderFlags of a 32-bit image is 1',
    base: ideal32,
    make: () => setU32(ideal32(), PE32_AT.loaderFlags, 1),
    at: { offset: PE32_AT.loaderFlags, length: 4 },
    actual: 1,
  },
  ...[0, 3, 9, 11, 12, 13, 0xffff].map((value) => ({
    rule: 'PE-OPT-018' as const,
    name: `the subsystem of a zboot image is ${value}`,
    base: ideal,
    make: () => subsystem(value),
    at: SUBSYSTEM,
    actual: value,
    wanted: { kind: 'equals' as const, value: 10 },
  })),
  ...[0, 3, 9, 14, 0xffff].map((value) => ({
    rule: 'PE-OPT-018' as const,
    name: `the subsystem of an image without a zboot header is ${value}`,
    base: withoutZboot,
    // Neither a time stamp nor an image version of 0 is anybody's business where there is no kernel.
    make: () => setU16(setU32(subsystem(value, withoutZboot), AT.timeDateStamp, 1), AT.majorImageVersion, 0),
    at: SUBSYSTEM,
    actual: value,
    wanted: { kind: 'one-of' as const, values: UEFI_SUBSYSTEMS },
  })),
  {
    rule: 'PE-OPT-024',
    name: 'there are 17 directories',
    base: () => directories(16),
    make: () => directories(17),
    also: ['PE-OPT-026'],
    at: DIRECTORY_COUNT,
    actual: 17,
    wanted: { kind: 'at-most', value: 16 },
  },
  {
    rule: 'PE-OPT-024',
    name: 'there are 2^32 - 1 directories',
    base: headersOnly,
    make: () => setU32(headersOnly(), AT.numberOfRvaAndSizes, 2 ** 32 - 1),
    also: ['PE-COF-005', 'PE-COF-006'],
    at: DIRECTORY_COUNT,
    actual: 2 ** 32 - 1,
  },
  {
    rule: 'PE-OPT-031',
    name: 'there are five directories',
    base: headersOnly,
    make: () => directories(5),
    also: ['PE-OPT-025'],
    at: DIRECTORY_COUNT,
    actual: 5,
  },
  ...[4, 3, 0].map((count) => ({
    rule: 'PE-OPT-025' as const,
    name: `there are ${count} directories`,
    base: headersOnly,
    make: () => directories(count),
    at: DIRECTORY_COUNT,
    actual: count,
    wanted: { kind: 'at-least' as const, value: 6 },
  })),
  ...[6, 15].map((count) => ({
    rule: 'PE-OPT-026' as const,
    name: `there are ${count} directories`,
    base: () => directories(16),
    make: () => directories(count),
    at: DIRECTORY_COUNT,
    actual: count,
    wanted: { kind: 'equals' as const, value: 16 },
  })),
  ...[2 ** 31, 2 ** 32 - 0x1000].map((value) => ({
    rule: 'PE-OPT-027' as const,
    name: `SizeOfImage is ${value}`,
    base: headersOnly,
    make: () => setU32(headersOnly(), AT.sizeOfImage, value),
    also: ['PE-LAM-010'] as const,
    at: SIZE_OF_IMAGE,
    actual: value,
    wanted: { kind: 'at-most' as const, value: 2 ** 31 - 1 },
  })),
  {
    rule: 'PE-OPT-029',
    name: 'the image version is 0.255',
    base: ideal,
    make: () => setU32(ideal(), AT.majorImageVersion, 0xff0000),
    at: IMAGE_VERSION,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  ...(
    [
      [AT.sizeOfStackReserve, [0, 0, 1, 0]],
      [AT.sizeOfStackReserve, [2 ** 32 - 1, 0, 0, 1]],
      [AT.sizeOfHeapReserve, [0x1000, 0, 0x1001, 0]],
      [AT.sizeOfHeapReserve, [2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1]],
    ] as const
  ).map(([at, halves]) => {
    const [reserveLow, reserveHigh, low, high] = halves;
    const commit = hex(BigInt(high) * 2n ** 32n + BigInt(low));
    const reserve = hex(BigInt(reserveHigh) * 2n ** 32n + BigInt(reserveLow));
    return {
      rule: 'PE-OPT-030' as const,
      name: `${commit} of ${reserve} are committed, of the ${at === AT.sizeOfStackReserve ? 'stack' : 'heap'}`,
      base: ideal,
      make: () => reserveAndCommit(at, halves),
      at: { offset: at + 8, length: 8 },
      actual: commit,
      wanted: { kind: 'form' as const, name: `at most ${reserve}` },
    };
  }),
  {
    rule: 'PE-OPT-030',
    name: 'a 32-bit image commits a byte of heap and reserves none',
    base: ideal32,
    make: () => setU32(ideal32(), PE32_AT.sizeOfHeapCommit, 1),
    at: { offset: PE32_AT.sizeOfHeapCommit, length: 4 },
    actual: '0x1',
  },
];

/** Images on which these rules hold by the smallest margin. */
export const FIELD_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-OPT-015', name: 'SizeOfHeaders is the section table, rounded up', make: ideal },
  {
    rule: 'PE-OPT-015',
    name: 'the section table ends with a block',
    make: () => headersSize(AT.text.name, AT.text.name),
  },
  { rule: 'PE-OPT-015', name: 'FileAlignment is 1', make: () => headersSize(AT.text.name, 1) },
  { rule: 'PE-OPT-016', name: 'both reserved fields are zero', make: ideal },
  { rule: 'PE-OPT-016', name: 'both reserved fields of a 32-bit image are zero', make: ideal32 },
  { rule: 'PE-OPT-018', name: 'a zboot image is an application', make: ideal },
  ...UEFI_SUBSYSTEMS.map((value) => ({
    rule: 'PE-OPT-018' as const,
    name: `the subsystem of an image without a zboot header is ${value}`,
    make: () => subsystem(value, withoutZboot),
  })),
  { rule: 'PE-OPT-024', name: 'there are 16 directories', make: ideal },
  { rule: 'PE-OPT-025', name: 'there are six directories', make: headersOnly },
  { rule: 'PE-OPT-031', name: 'there are six directories', make: headersOnly },
  { rule: 'PE-OPT-031', name: 'there are four directories', make: () => directories(4) },
  { rule: 'PE-OPT-026', name: 'there are 16 directories', make: ideal },
  {
    rule: 'PE-OPT-027',
    name: 'SizeOfImage is 2^31 - 1',
    make: () => setU32(headersOnly(), AT.sizeOfImage, 2 ** 31 - 1),
  },
  { rule: 'PE-OPT-029', name: 'the image version is 1', make: () => setU16(ideal(), AT.majorImageVersion, 1) },
  { rule: 'PE-OPT-030', name: 'nothing is reserved and nothing committed', make: ideal },
  {
    rule: 'PE-OPT-030',
    name: 'all of 2^64 - 1 bytes of stack is committed',
    make: () => reserveAndCommit(AT.sizeOfStackReserve, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1]),
  },
  {
    rule: 'PE-OPT-030',
    name: 'more than 2^32 bytes of heap are reserved and less committed',
    make: () => reserveAndCommit(AT.sizeOfHeapReserve, [0, 1, 2 ** 32 - 1, 0]),
  },
];

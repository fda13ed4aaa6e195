import { AT, clean, headersOnly, tiny, v0, withoutZboot } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setU16, setU32, setWords } from './patch.ts';

const SIZE_OF_IMAGE = { offset: AT.sizeOfImage, length: 4 };
const SIZE_OF_HEADERS = { offset: AT.sizeOfHeaders, length: 4 };
const OPTIONAL_SIZE = { offset: AT.sizeOfOptionalHeader, length: 2 };
const CHECK_SUM = { offset: AT.checkSum, length: 4 };
/** The checksum of `v0`, as six independent tools write it. */
const RIGHT = 0xd9f4;
/** The first address behind the sections of `clean`. */
const MEMORY_END = 0x4800;

function imageSize(value: number): Uint8Array {
  return setU32(clean(), AT.sizeOfImage, value);
}

function headerSize(value: number): Uint8Array {
  return setU32(clean(), AT.sizeOfHeaders, value);
}

function headersSize(value: number): Uint8Array {
  return setU32(headersOnly(), AT.sizeOfHeaders, value);
}

function tinyHeaderSize(value: number): Uint8Array {
  return setWords(tiny(), [AT.sizeOfHeaders, value], [AT.fileAlignment, 1]);
}

/** A zboot image whose last section ends one byte before a multiple of 512. */
function odd(sizeOfImage: number): Uint8Array {
  return setU32(imageSize(sizeOfImage), AT.data.virtualSize, 0x17ff);
}

function directories(count: number): Uint8Array {
  return setU32(clean(), AT.numberOfRvaAndSizes, count);
}

/** Violations of the rules on the COFF header and the optional header. */
export const HEADER_VIOLATIONS: readonly ImageViolation[] = [
  ...[7, 16, 2 ** 32 - 1].map((count) => ({
    rule: 'PE-COF-005' as const,
    name: `NumberOfRvaAndSizes is ${count} where there is room for 6`,
    make: () => directories(count),
    also: count > 16 ? ['PE-COF-006' as const, 'PE-OPT-024' as const] : ['PE-COF-006' as const],
    at: OPTIONAL_SIZE,
    actual: 0xa0,
  })),
  {
    rule: 'PE-COF-005',
    name: 'SizeOfOptionalHeader is one byte short',
    base: headersOnly,
    make: () => setU16(headersOnly(), AT.sizeOfOptionalHeader, 0x9f),
    at: OPTIONAL_SIZE,
    actual: 0x9f,
    also: ['PE-COF-006', 'PE-COF-014'],
  },
  {
    rule: 'PE-OPT-008',
    name: 'SizeOfImage is rounded to 512, as kernels do',
    make: () => imageSize(MEMORY_END),
    at: SIZE_OF_IMAGE,
    actual: MEMORY_END,
  },
  {
    rule: 'PE-OPT-008',
    name: 'SizeOfImage is one more than a multiple',
    make: () => imageSize(0x5001),
    also: ['PE-OPT-010'],
    at: SIZE_OF_IMAGE,
  },
  {
    rule: 'PE-OPT-009',
    name: 'SizeOfImage ends one byte before the last section does',
    make: () => imageSize(MEMORY_END - 1),
    also: ['PE-OPT-008', 'PE-OPT-010', 'PE-SEC-016', 'PE-LAM-006'],
    at: SIZE_OF_IMAGE,
    actual: MEMORY_END - 1,
  },
  {
    rule: 'PE-OPT-009',
    name: 'SizeOfImage is 0',
    make: () => imageSize(0),
    also: ['PE-LAM-006', 'PE-LAM-007', 'PE-NX-005', 'PE-OPT-010', 'PE-OPT-013', 'PE-OPT-019', 'PE-SEC-016'],
    at: SIZE_OF_IMAGE,
    actual: 0,
  },
  {
    rule: 'PE-OPT-009',
    name: 'SizeOfImage is one less than SizeOfHeaders',
    base: headersOnly,
    make: () => setWords(headersOnly(), [AT.sizeOfImage, 0xdff], [AT.sectionAlignment, 1]),
    also: ['PE-NX-003', 'PE-OPT-004', 'PE-OPT-006', 'PE-OPT-013'],
    at: SIZE_OF_IMAGE,
    actual: 0xdff,
  },
  {
    rule: 'PE-OPT-010',
    name: 'SizeOfImage is one page too large',
    make: () => imageSize(0x6000),
    at: SIZE_OF_IMAGE,
    actual: 0x6000,
  },
  {
    rule: 'PE-OPT-010',
    name: 'an ordinary PE image has SizeOfImage rounded to 512',
    base: withoutZboot,
    make: () => setU32(withoutZboot(), AT.sizeOfImage, MEMORY_END),
    also: ['PE-OPT-008'],
    at: SIZE_OF_IMAGE,
    actual: MEMORY_END,
  },
  {
    rule: 'PE-OPT-010',
    name: 'SizeOfImage of a zboot image is not rounded',
    make: () => odd(0x47ff),
    also: ['PE-OPT-008'],
    at: SIZE_OF_IMAGE,
    actual: 0x47ff,
    wanted: { kind: 'equals', value: 0x5000 },
  },
  {
    rule: 'PE-OPT-011',
    name: 'SizeOfHeaders ends one byte before the section table does',
    base: () => tinyHeaderSize(0x120),
    make: () => tinyHeaderSize(0x11f),
    at: SIZE_OF_HEADERS,
    actual: 0x11f,
    also: ['PE-OPT-015'],
  },
  {
    rule: 'PE-OPT-011',
    name: 'SizeOfHeaders is 0',
    base: () => tinyHeaderSize(0x120),
    make: () => tinyHeaderSize(0),
    also: ['PE-LAM-004', 'PE-NX-012', 'PE-NX-013', 'PE-OPT-015'],
    at: SIZE_OF_HEADERS,
    actual: 0,
  },
  {
    rule: 'PE-OPT-012',
    name: 'SizeOfHeaders is one byte more than the file has',
    base: () => tinyHeaderSize(0x120),
    make: () => tinyHeaderSize(0x149),
    at: SIZE_OF_HEADERS,
    actual: 0x149,
    also: ['PE-LAF-005', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013', 'PE-OPT-015'],
  },
  {
    rule: 'PE-OPT-012',
    name: 'SizeOfHeaders is 2^32 - 1',
    make: () => headerSize(2 ** 32 - 1),
    also: [
      'PE-LAF-011',
      'PE-LAM-004',
      'PE-LAM-009',
      'PE-NX-012',
      'PE-NX-013',
      'PE-OPT-009',
      'PE-OPT-013',
      'PE-OPT-014',
      'PE-OPT-021',
      'PE-SEC-018',
      'PE-SEC-019',
      'ZB-005',
    ],
    at: SIZE_OF_HEADERS,
    actual: 2 ** 32 - 1,
  },
  {
    rule: 'PE-OPT-013',
    name: 'SizeOfHeaders equals SizeOfImage',
    base: headersOnly,
    make: () => setWords(headersOnly(), [AT.sizeOfHeaders, 0x1000], [AT.sizeOfImage, 0x1000]),
    at: SIZE_OF_HEADERS,
    actual: 0x1000,
  },
  ...[1, 511].map((excess) => ({
    rule: 'PE-OPT-014' as const,
    name: `SizeOfHeaders is ${excess} more than a multiple of FileAlignment`,
    base: headersOnly,
    make: () => headersSize(0xe00 + excess),
    at: SIZE_OF_HEADERS,
    actual: 0xe00 + excess,
  })),
  ...[1, RIGHT - 1, RIGHT + 1, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-017' as const,
    name: `CheckSum is 0x${value.toString(16)}`,
    base: v0,
    make: () => setU32(v0(), AT.checkSum, value),
    at: CHECK_SUM,
    actual: value,
    wanted: { kind: 'one-of' as const, values: [0, RIGHT] },
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const HEADER_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-COF-005', name: 'the optional header ends with its directories', make: clean },
  { rule: 'PE-COF-005', name: 'the optional header has room for more directories', make: () => directories(0) },
  { rule: 'PE-OPT-008', name: 'SizeOfImage is a multiple of SectionAlignment', make: clean },
  { rule: 'PE-OPT-008', name: 'SizeOfImage is 2^31', make: () => imageSize(2 ** 31) },
  { rule: 'PE-OPT-009', name: 'SizeOfImage ends with the last section', make: () => imageSize(MEMORY_END) },
  { rule: 'PE-OPT-009', name: 'SizeOfImage is 2^32 - 1', make: () => imageSize(2 ** 32 - 1) },
  { rule: 'PE-OPT-010', name: 'SizeOfImage is rounded to SectionAlignment', make: clean },
  { rule: 'PE-OPT-010', name: 'SizeOfImage of a zboot image is rounded to 512', make: v0 },
  { rule: 'PE-OPT-010', name: 'SizeOfImage of a zboot image is rounded up to 512', make: () => odd(MEMORY_END) },
  {
    rule: 'PE-OPT-010',
    name: 'SizeOfImage is no multiple of 2 with a SectionAlignment of 1',
    make: () => setU32(odd(0x47ff), AT.sectionAlignment, 1),
  },
  { rule: 'PE-OPT-010', name: 'the image has one section', make: tiny },
  {
    rule: 'PE-OPT-010',
    name: 'the one section has no addresses at address 0',
    make: () => setWords(tiny(), [AT.text.virtualAddress, 0], [AT.text.virtualSize, 0], [AT.sizeOfImage, 0]),
  },
  { rule: 'PE-OPT-011', name: 'SizeOfHeaders ends with the section table', make: () => tinyHeaderSize(0x120) },
  { rule: 'PE-OPT-012', name: 'SizeOfHeaders ends with the file', make: () => tinyHeaderSize(0x148) },
  { rule: 'PE-OPT-013', name: 'SizeOfHeaders is one less than SizeOfImage', make: () => headersSize(0x1fff) },
  { rule: 'PE-OPT-014', name: 'SizeOfHeaders is a multiple of FileAlignment', make: () => headersSize(0x1000) },
  { rule: 'PE-OPT-014', name: 'SizeOfHeaders is 0', make: () => headersSize(0) },
  { rule: 'PE-OPT-017', name: 'CheckSum is zero', make: clean },
  { rule: 'PE-OPT-017', name: 'CheckSum is right', make: () => setU32(v0(), AT.checkSum, RIGHT) },
];

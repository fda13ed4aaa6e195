import { AT, headersOnly, ideal, movedHeader } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { PE32_AT, ideal32 } from './image-optional-pe32.ts';
import { setBytes, setU16, setU32 } from './patch.ts';

const MACHINE = { offset: AT.machine, length: 2 };
const SECTION_COUNT = { offset: AT.numberOfSections, length: 2 };
const OPTIONAL_SIZE = { offset: AT.sizeOfOptionalHeader, length: 2 };
const TIME_STAMP = { offset: AT.timeDateStamp, length: 4 };

/** i386, Arm Thumb and Thumb-2, RISC-V 32, LoongArch 32. */
const NARROW_MACHINES = [0x14c, 0x1c2, 0x1c4, 0x5032, 0x6232];
/** Itanium, x86-64, arm64, RISC-V 64 and 128, LoongArch 64. */
const WIDE_MACHINES = [0x200, 0x8664, 0xaa64, 0x5064, 0x5128, 0x6264];
const BYTE_CODE = 0xebc;

const word = (value: number): string => `0x${value.toString(16)}`;

function machine(value: number, image = ideal): Uint8Array {
  return setU16(image(), AT.machine, value);
}

function optionalSize(value: number, image = headersOnly): Uint8Array {
  return setU16(image(), AT.sizeOfOptionalHeader, value);
}

/** So many section headers of zeros behind headers without a payload, and room for a hundred. */
function sectionsOfZeros(count: number): Uint8Array {
  const blank = setBytes(headersOnly(), AT.text.name, new Uint8Array(0x1200 - AT.text.name));
  return setU16(setU32(blank, AT.sizeOfHeaders, 0x1200), AT.numberOfSections, count);
}

/** {@link headersOnly} with its PE header `distance` bytes further up and SizeOfOptionalHeader changed. */
function movedTable(distance: number, optionalHeaderSize: number): Uint8Array {
  const moved = setU16(movedHeader(distance), AT.numberOfSections + distance, 0);
  return setU16(moved, AT.sizeOfOptionalHeader + distance, optionalHeaderSize);
}

/** Violations of the rules on the machine, the count of sections, their table and the time stamp. */
export const COFF_VIOLATIONS: readonly ImageViolation[] = [
  ...[0, 1, 0x14b, 0x14d, 0x1c3, 0x1ff, 0x201, 0xebb, 0xebd, 0x8663, 0x8665, 0xaa65, 0x6263, 0xffff].map((value) => ({
    rule: 'PE-COF-001' as const,
    name: `the machine is ${word(value)}`,
    base: ideal,
    make: () => machine(value),
    also: ['ZB-021'] as const,
    at: MACHINE,
    actual: value,
    wanted: {
      kind: 'one-of' as const,
      values: [...NARROW_MACHINES, ...WIDE_MACHINES, BYTE_CODE].sort((a, b) => a - b),
    },
  })),
  {
    rule: 'PE-COF-001',
    name: 'the machine of a 32-bit image is 0',
    base: ideal32,
    make: () => machine(0, ideal32),
    at: MACHINE,
    actual: 0,
  },
  ...NARROW_MACHINES.map((value) => ({
    rule: 'PE-COF-002' as const,
    name: `the machine is ${word(value)} and the optional header 64 bits wide`,
    base: ideal,
    make: () => machine(value),
    also: ['ZB-021'] as const,
    at: MACHINE,
    actual: value,
    wanted: { kind: 'one-of' as const, values: WIDE_MACHINES },
  })),
  ...WIDE_MACHINES.map((value) => ({
    rule: 'PE-COF-002' as const,
    name: `the machine is ${word(value)} and the optional header 32 bits wide`,
    base: ideal32,
    make: () => machine(value, ideal32),
    at: MACHINE,
    actual: value,
    wanted: { kind: 'one-of' as const, values: NARROW_MACHINES },
  })),
  {
    rule: 'PE-COF-003',
    name: 'the image has no section',
    base: () => sectionsOfZeros(1),
    make: () => sectionsOfZeros(0),
    also: ['PE-NX-012'],
    at: SECTION_COUNT,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  ...[97, 100].map((count) => ({
    rule: 'PE-COF-004' as const,
    name: `the image has ${count} sections`,
    base: () => sectionsOfZeros(96),
    make: () => sectionsOfZeros(count),
    at: SECTION_COUNT,
    actual: count,
    wanted: { kind: 'at-most' as const, value: 96 },
  })),
  {
    rule: 'PE-COF-006',
    name: 'SizeOfOptionalHeader is eight bytes more than the directories need',
    base: headersOnly,
    make: () => optionalSize(0xa8),
    at: OPTIONAL_SIZE,
    actual: 0xa8,
    wanted: { kind: 'equals', value: 0xa0 },
  },
  {
    rule: 'PE-COF-006',
    name: 'SizeOfOptionalHeader is four bytes less than the directories need',
    base: headersOnly,
    make: () => optionalSize(0x9c),
    also: ['PE-COF-005'],
    at: OPTIONAL_SIZE,
    actual: 0x9c,
  },
  {
    rule: 'PE-COF-006',
    name: 'there are 15 directories in room for 16',
    base: ideal,
    make: () => setU32(ideal(), AT.numberOfRvaAndSizes, 15),
    also: ['PE-OPT-026'],
    at: OPTIONAL_SIZE,
    actual: 0xf0,
    wanted: { kind: 'equals', value: 0xe8 },
  },
  {
    rule: 'PE-COF-006',
    name: 'there are 15 directories in room for 16 of a 32-bit image',
    base: ideal32,
    make: () => setU32(ideal32(), PE32_AT.numberOfRvaAndSizes, 15),
    also: ['PE-OPT-026'],
    at: OPTIONAL_SIZE,
    actual: 0xe0,
    wanted: { kind: 'equals', value: 0xd8 },
  },
  {
    rule: 'PE-COF-006',
    name: 'there are 2^32 - 1 directories, which end 34 GB further on',
    base: headersOnly,
    make: () => setU32(headersOnly(), AT.numberOfRvaAndSizes, 2 ** 32 - 1),
    also: ['PE-COF-005', 'PE-OPT-024'],
    at: OPTIONAL_SIZE,
    wanted: { kind: 'equals', value: 112 + 8 * (2 ** 32 - 1) },
  },
  ...[1, 2, 3].map((excess) => ({
    rule: 'PE-COF-014' as const,
    name: `SizeOfOptionalHeader is ${excess} more than a multiple of 4`,
    base: () => optionalSize(0xa4),
    make: () => optionalSize(0xa4 + excess),
    at: OPTIONAL_SIZE,
    actual: 0xf8 + 4 + excess,
    wanted: { kind: 'multiple-of' as const, value: 4 },
  })),
  ...[1, 2, 3].map((distance) => ({
    rule: 'PE-COF-014' as const,
    name: `the PE header starts ${distance} after a multiple of 4`,
    base: () => movedTable(4, 0xa0),
    make: () => movedTable(distance, 0xa0),
    at: { offset: AT.peHeaderOffset, length: 4 },
    actual: 0xf8 + distance,
  })),
  ...[1, 2 ** 31, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-COF-015' as const,
    name: `the time stamp is ${word(value)}`,
    base: ideal,
    make: () => setU32(ideal(), AT.timeDateStamp, value),
    at: TIME_STAMP,
    actual: value,
    wanted: { kind: 'equals' as const, value: 0 },
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const COFF_HOLDS: readonly ImageHold[] = [
  ...[...NARROW_MACHINES, ...WIDE_MACHINES, BYTE_CODE].map((value) => ({
    rule: 'PE-COF-001' as const,
    name: `the machine is ${word(value)}`,
    make: () => machine(value),
  })),
  ...NARROW_MACHINES.map((value) => ({
    rule: 'PE-COF-002' as const,
    name: `the machine is ${word(value)} and the optional header 32 bits wide`,
    make: () => machine(value, ideal32),
  })),
  ...WIDE_MACHINES.map((value) => ({
    rule: 'PE-COF-002' as const,
    name: `the machine is ${word(value)} and the optional header 64 bits wide`,
    make: () => machine(value),
  })),
  { rule: 'PE-COF-003', name: 'the image has one section', make: () => sectionsOfZeros(1) },
  { rule: 'PE-COF-004', name: 'the image has 96 sections', make: () => sectionsOfZeros(96) },
  { rule: 'PE-COF-006', name: 'the optional header ends with six directories', make: headersOnly },
  { rule: 'PE-COF-006', name: 'the optional header ends with 16 directories', make: ideal },
  { rule: 'PE-COF-006', name: 'the optional header of a 32-bit image ends with its directories', make: ideal32 },
  {
    rule: 'PE-COF-006',
    name: 'the optional header ends where it has no directories',
    make: () => setU32(optionalSize(0x70), AT.numberOfRvaAndSizes, 0),
  },
  { rule: 'PE-COF-014', name: 'SizeOfOptionalHeader is a multiple of 4 and not of 8', make: () => optionalSize(0xa4) },
  { rule: 'PE-COF-014', name: 'the PE header starts at a multiple of 4 and not of 8', make: () => movedTable(4, 0xa0) },
  {
    rule: 'PE-COF-014',
    name: 'neither place is a multiple of 4 and their sum is',
    make: () => movedTable(2, 0xa2),
  },
  { rule: 'PE-COF-015', name: 'the time stamp is zero', make: ideal },
];

import { AT, clean, movedHeader, tiny, withoutZboot } from './base-images.ts';
import type { ImageFault, ImageHold, ImageViolation } from './entries.ts';
import { cut, setBytes, setU16, setU32, truncate } from './patch.ts';

const POINTER = { offset: AT.peHeaderOffset, length: 4 };
/** The bytes that EDK2 reads from the PE header on. [EDK2, EFI_IMAGE_OPTIONAL_HEADER_UNION] */
const HEADER_UNION = 264;

/** The PE header at offset 8, over the DOS header: the upper half of its ImageBase is the pointer to it. */
function overlaid(): Uint8Array {
  const image = withoutZboot();
  const headers = image.slice(AT.peSignature, AT.tableEnd);
  return setU32(setBytes(image.fill(0, AT.peSignature, AT.tableEnd), 8, headers), AT.peHeaderOffset, 8);
}

/** An image of one section whose last byte is `missing` bytes short of what EDK2 reads. */
function short(missing: number): Uint8Array {
  return truncate(tiny(), AT.peSignature + HEADER_UNION - missing);
}

/** A readable file of `length` bytes, headers without directories and sections; 200 are the least. */
function bare(length: number): Uint8Array {
  const counts = setU16(setU16(tiny(), AT.numberOfSections, 0), AT.sizeOfOptionalHeader, 112);
  return truncate(setU32(counts, AT.numberOfRvaAndSizes, 0), length);
}

/** The PE header at offset 56: its machine and its number of sections are the pointer to it, and so it has none. */
function overlapping(): Uint8Array {
  const image = bare(AT.tableEnd);
  const headers = image.slice(AT.peSignature, AT.magic + 112);
  return setU32(setBytes(image, 0x38, headers), AT.peHeaderOffset, 0x38);
}

/** Violations of the rules on the DOS header, but for those that are faults of the reader. */
export const DOS_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DOS-003',
    name: 'the PE header starts at offset 8, inside the DOS header',
    base: withoutZboot,
    make: overlaid,
    also: ['PE-LAF-001', 'PE-LAF-013', 'PE-NX-010'],
    at: POINTER,
    actual: 8,
    wanted: { kind: 'at-least', value: 64 },
  },
  {
    rule: 'PE-DOS-003',
    name: 'the PE header starts at offset 56, the last in the DOS header that can be read',
    base: () => bare(AT.tableEnd),
    make: overlapping,
    also: ['PE-COF-001', 'PE-LAF-001', 'PE-LAF-013'],
    at: POINTER,
    actual: 0x38,
  },
  {
    rule: 'PE-DOS-005',
    name: 'the file is one byte shorter than the headers that EDK2 reads',
    base: tiny,
    make: () => short(1),
    at: POINTER,
    actual: 0x40,
    wanted: { kind: 'at-most', value: 0x3f },
    also: ['PE-LAF-009', 'PE-NX-012'],
  },
  {
    rule: 'PE-DOS-005',
    name: 'the file is shorter than what EDK2 reads',
    base: () => bare(AT.tableEnd),
    make: () => bare(200),
    also: ['PE-LAF-011', 'PE-NX-013', 'PE-OPT-012'],
    at: POINTER,
    actual: 0x40,
    wanted: { kind: 'at-most', value: 0 },
  },
  ...[1, 2, 4].map((distance) => ({
    rule: 'PE-DOS-006' as const,
    name: `the PE header starts ${distance} bytes behind a multiple of 8`,
    make: () => movedHeader(distance),
    // The section table moves along with the header, so it is aligned to 4 when the header is.
    also: distance === 4 ? ['ZB-015' as const] : ['ZB-015' as const, 'PE-COF-014' as const],
    at: POINTER,
    actual: 0x40 + distance,
    wanted: { kind: 'multiple-of' as const, value: 8 },
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const DOS_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DOS-003', name: 'the PE header starts right behind the DOS header', make: clean },
  { rule: 'PE-DOS-005', name: 'the file ends with the last byte that EDK2 reads', make: () => short(0) },
  { rule: 'PE-DOS-006', name: 'the PE header starts at the next multiple of 8', make: () => movedHeader(8) },
  ...(['PE-DOS-001', 'PE-DOS-002', 'PE-DOS-004', 'PE-DOS-007', 'PE-OPT-001', 'PE-OPT-002'] as const).map((rule) => ({
    rule,
    name: 'the smallest image can be read',
    make: tiny,
  })),
];

/** A pointer to the PE header that does not leave room for it. */
function pointerFault(name: string, value: number): ImageFault {
  const make = (): Uint8Array => setU32(clean(), AT.peHeaderOffset, value);
  return { rule: 'PE-DOS-004', name, code: 'pe-header-outside-file', make, at: POINTER, actual: value };
}

const MAGIC = { offset: AT.magic, length: 2 };
const COUNT = { offset: AT.numberOfSections, length: 2 };

function truncated(length: number): ImageFault {
  return {
    rule: 'PE-DOS-001',
    name: `the file has ${length} bytes`,
    code: 'dos-header-truncated',
    make: () => truncate(clean(), length),
    at: { offset: 0, length: 64 },
    actual: length,
  };
}

function signature(name: string, value: number): ImageFault {
  const make = (): Uint8Array => setU32(clean(), AT.peSignature, value);
  return { rule: 'PE-DOS-007', name, code: 'pe-signature', make, at: { offset: 0x40, length: 4 }, actual: value };
}

function magic(name: string, value: number): ImageFault {
  const make = (): Uint8Array => setU16(clean(), AT.magic, value);
  return { rule: 'PE-OPT-001', name, code: 'optional-header-magic', make, at: MAGIC, actual: value };
}

/** Every fault of the reader, with the one rule that judges it. */
export const IMAGE_FAULTS: readonly ImageFault[] = [
  ...[0, 1, 63].map(truncated),
  {
    rule: 'PE-DOS-002',
    name: 'the file starts with ZM',
    code: 'dos-magic',
    make: () => setU16(clean(), 0, 0x4d5a),
    at: { offset: 0, length: 2 },
    actual: 0x4d5a,
  },
  pointerFault('the PE header starts one byte too late for its fixed part', 0x3200 - 25),
  pointerFault('the PE header pointer is 2^31', 2 ** 31),
  pointerFault('the PE header pointer is 2^32 - 24, where a 32-bit sum wraps to 0', 2 ** 32 - 24),
  pointerFault('the PE header pointer is 2^32 - 1', 2 ** 32 - 1),
  signature('the signature is NE', 0x454e),
  signature('the signature is PE with a third byte that is not zero', 0x014550),
  magic('the magic is 0', 0),
  magic('the magic is that of a ROM image', 0x107),
  {
    rule: 'PE-OPT-002',
    name: 'the file ends one byte before the directories start',
    code: 'optional-header-truncated',
    make: () => truncate(clean(), AT.magic + 112 - 1),
    at: { offset: AT.magic, length: 112 },
    actual: 111,
  },
  {
    rule: 'PE-OPT-002',
    name: 'the file ends one byte before the section table does',
    code: 'section-table-outside-file',
    make: () => truncate(clean(), AT.tableEnd - 1),
    at: COUNT,
    actual: 2,
  },
  {
    rule: 'PE-OPT-002',
    name: 'the section count is 65535 in a file with two headers',
    code: 'section-table-outside-file',
    make: () => setU16(clean(), AT.numberOfSections, 0xffff),
    at: COUNT,
    actual: 0xffff,
  },
  {
    rule: 'PE-OPT-002',
    name: 'SizeOfOptionalHeader is 65535, so the table lies beyond the file',
    code: 'section-table-outside-file',
    make: () => setU16(cut(clean(), 0x3000, 0x200), AT.sizeOfOptionalHeader, 0xffff),
    at: COUNT,
    actual: 2,
  },
];

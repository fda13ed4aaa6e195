import type { RuleId } from '../../properties/index.ts';
import { hex } from '../../src/results/index.ts';
import { AT, IDEAL_AT, clean, headersOnly, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { PE32_AT, ideal32 } from './image-optional-pe32.ts';
import { setU32, setWords } from './patch.ts';

const SECTION_ALIGNMENT = { offset: AT.sectionAlignment, length: 4 };
const FILE_ALIGNMENT = { offset: AT.fileAlignment, length: 4 };
const IMAGE_BASE = { offset: AT.imageBase, length: 8 };

/** The alignments of an image of headers only, which has 0x2000 bytes in memory, rounded up. */
function alignments(section: number, file: number): Uint8Array {
  const sizeOfImage = section === 0 ? 0x2000 : Math.ceil(0x2000 / section) * section;
  const sizes = setU32(headersOnly(), AT.sizeOfImage, sizeOfImage);
  return setWords(sizes, [AT.sectionAlignment, section], [AT.fileAlignment, file]);
}

/** {@link flat} but for its last section, whose data lies elsewhere in the file. */
function scattered(sectionAlignment: number): Uint8Array {
  const moved = setWords(flat(), [IDEAL_AT.sbom.sizeOfRawData, 0x800], [IDEAL_AT.sbom.pointerToRawData, 0x5800]);
  const sizeOfImage = Math.ceil(0x5800 / sectionAlignment) * sectionAlignment;
  const sized = setWords(moved, [IDEAL_AT.sbom.virtualSize, 0x800], [AT.sizeOfImage, sizeOfImage]);
  return setU32(sized, AT.sectionAlignment, sectionAlignment);
}

/** {@link ideal} as an image that is mapped in one piece: both alignments 0x800, file and memory the same. */
function flat(): Uint8Array {
  return setWords(ideal(), [AT.sectionAlignment, 0x800], [AT.fileAlignment, 0x800]);
}

function imageBase(low: number, high = 0): Uint8Array {
  return setWords(headersOnly(), [AT.imageBase, low], [AT.imageBase + 4, high]);
}

/** The rule that an odd FileAlignment breaks too. */
function odd(value: number): readonly RuleId[] {
  return value % 2 === 0 ? [] : ['PE-OPT-033'];
}

/** Violations of the rules on the alignments. */
export const ALIGNMENT_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-OPT-003',
    name: 'SectionAlignment is 0',
    base: headersOnly,
    make: () => alignments(0, 0x200),
    also: ['PE-OPT-004', 'PE-NX-003'],
    at: SECTION_ALIGNMENT,
    actual: 0,
    wanted: { kind: 'form', name: 'a power of two' },
  },
  {
    rule: 'PE-OPT-003',
    name: 'SectionAlignment is 3',
    base: () => alignments(2, 1),
    make: () => alignments(3, 1),
    at: SECTION_ALIGNMENT,
    actual: 3,
  },
  ...[0x7ff, 0x801, 0xfff].map((value) => ({
    rule: 'PE-OPT-003' as const,
    name: `SectionAlignment is ${value}`,
    base: () => alignments(0x800, 0x200),
    make: () => alignments(value, 0x200),
    at: SECTION_ALIGNMENT,
    actual: value,
  })),
  ...[0x1001, 0x1800, 0x1fff].map((value) => ({
    rule: 'PE-OPT-003' as const,
    name: `SectionAlignment is ${value}`,
    base: headersOnly,
    make: () => alignments(value, 0x200),
    also: ['PE-NX-003'] as const,
    at: SECTION_ALIGNMENT,
    actual: value,
  })),
  ...[2 ** 31 - 1, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-003' as const,
    name: `SectionAlignment is ${value}`,
    base: () => alignments(2 ** 31, 0x200),
    make: () => alignments(value, 0x200),
    also: ['PE-NX-003'] as const,
    at: SECTION_ALIGNMENT,
    actual: value,
  })),
  {
    rule: 'PE-OPT-004',
    name: 'SectionAlignment is half of FileAlignment',
    base: headersOnly,
    make: () => alignments(0x1000, 0x2000),
    also: ['PE-OPT-014', 'PE-LAF-010'],
    at: SECTION_ALIGNMENT,
    actual: 0x1000,
    wanted: { kind: 'at-least', value: 0x2000 },
  },
  {
    rule: 'PE-OPT-004',
    name: 'SectionAlignment is one less than FileAlignment',
    base: headersOnly,
    make: () => alignments(0x1000, 0x1001),
    also: ['PE-OPT-005', 'PE-OPT-014', 'PE-OPT-033', 'PE-LAF-010'],
    at: SECTION_ALIGNMENT,
  },
  ...[0, 1, 0x100].map((value) => ({
    rule: 'PE-OPT-005' as const,
    name: `FileAlignment is ${value}`,
    base: () => alignments(0x10000, 0x200),
    make: () => alignments(0x10000, value),
    also: odd(value),
    at: FILE_ALIGNMENT,
    actual: value,
    wanted: {
      kind: 'one-of' as const,
      values: [0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x8000, 0x10000],
    },
  })),
  {
    rule: 'PE-OPT-033',
    name: 'FileAlignment is 1',
    base: () => alignments(0x10000, 0x200),
    make: () => alignments(0x10000, 1),
    also: ['PE-OPT-005'],
    at: FILE_ALIGNMENT,
    actual: 1,
    wanted: { kind: 'multiple-of', value: 2 },
  },
  ...[0x1ff, 0x201, 0x300, 0x1001].map((value) => ({
    rule: 'PE-OPT-005' as const,
    name: `FileAlignment is ${value}`,
    base: () => alignments(0x10000, 0x200),
    make: () => alignments(0x10000, value),
    also: ['PE-OPT-014' as const, 'PE-LAF-010' as const, ...odd(value)],
    at: FILE_ALIGNMENT,
    actual: value,
  })),
  ...[0xffff, 0x10001, 0x20000].map((value) => ({
    rule: 'PE-OPT-005' as const,
    name: `FileAlignment is ${value}`,
    base: () => alignments(0x40000, 0x10000),
    make: () => alignments(0x40000, value),
    also: odd(value),
    at: FILE_ALIGNMENT,
    actual: value,
  })),
  {
    rule: 'PE-OPT-005',
    name: 'FileAlignment is 2^31',
    base: () => alignments(2 ** 31, 0x200),
    make: () => alignments(2 ** 31, 2 ** 31),
    also: ['PE-OPT-014', 'PE-LAF-010'],
    at: FILE_ALIGNMENT,
    actual: 2 ** 31,
  },
  {
    rule: 'PE-OPT-006',
    name: 'SectionAlignment is half a page and FileAlignment a quarter',
    base: flat,
    make: () => setU32(flat(), AT.fileAlignment, 0x400),
    at: FILE_ALIGNMENT,
    actual: 0x400,
    wanted: { kind: 'equals', value: 0x800 },
  },
  {
    rule: 'PE-OPT-006',
    name: 'SectionAlignment is one less than a page',
    base: headersOnly,
    make: () => alignments(0xfff, 0x200),
    also: ['PE-OPT-003', 'PE-NX-003'],
    at: FILE_ALIGNMENT,
    actual: 0x200,
  },
  {
    rule: 'PE-OPT-006',
    name: 'the last section of an image that is mapped in one piece lies elsewhere in the file',
    base: () => scattered(0x1000),
    make: () => scattered(0x800),
    also: ['PE-NX-003'],
    at: { offset: IDEAL_AT.sbom.pointerToRawData, length: 4 },
    actual: 0x5800,
    wanted: { kind: 'equals', value: 0x5000 },
  },
  {
    rule: 'PE-OPT-006',
    name: 'the last section of an image that is mapped in one piece has a zero-filled byte',
    base: flat,
    make: () => setWords(flat(), [IDEAL_AT.sbom.virtualSize, 0x1001], [AT.sizeOfImage, 0x6800]),
    at: { offset: IDEAL_AT.sbom.virtualSize, length: 4 },
    actual: 0x1001,
    wanted: { kind: 'at-most', value: 0x1000 },
  },
  ...(
    [
      [0x10800, 0],
      [0xffff, 0],
      [0x8000, 0],
      [1, 0x80000000],
      [0xffff_ffff, 0xffff_ffff],
    ] as const
  ).map(([low, high]) => ({
    rule: 'PE-OPT-007' as const,
    name: `ImageBase is ${hex(BigInt(high) * 2n ** 32n + BigInt(low))}`,
    base: () => imageBase(0x10000),
    make: () => imageBase(low, high),
    at: IMAGE_BASE,
    actual: hex(BigInt(high) * 2n ** 32n + BigInt(low)),
    wanted: { kind: 'multiple-of' as const, value: 0x10000 },
  })),
  {
    rule: 'PE-OPT-007',
    name: 'ImageBase is a multiple of 64 K and not of SectionAlignment',
    base: () => setU32(alignments(0x20000, 0x200), AT.imageBase, 0x20000),
    make: () => setU32(alignments(0x20000, 0x200), AT.imageBase, 0x30000),
    at: IMAGE_BASE,
    actual: '0x30000',
    wanted: { kind: 'multiple-of', value: 0x20000 },
  },
  {
    rule: 'PE-OPT-007',
    name: 'ImageBase of a 32-bit image is one more than a multiple of 64 K',
    base: () => setU32(ideal32(), PE32_AT.imageBase, 0x80000000),
    make: () => setU32(ideal32(), PE32_AT.imageBase, 0x80000001),
    at: { offset: PE32_AT.imageBase, length: 4 },
    actual: '0x80000001',
  },
  ...[0x400000, 2 ** 29].map((value) => ({
    rule: 'PE-OPT-028' as const,
    name: `SectionAlignment is ${value}`,
    base: headersOnly,
    make: () => alignments(value, 0x200),
    at: SECTION_ALIGNMENT,
    actual: value,
    wanted: { kind: 'at-most' as const, value: 0x200000 },
  })),
  {
    rule: 'PE-OPT-028',
    name: 'SectionAlignment is one more than 2 MiB',
    base: headersOnly,
    make: () => alignments(0x200001, 0x200),
    also: ['PE-OPT-003', 'PE-NX-003'],
    at: SECTION_ALIGNMENT,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const ALIGNMENT_HOLDS: readonly ImageHold[] = [
  ...[1, 2, 0x1000, 2 ** 30, 2 ** 31].map((value) => ({
    rule: 'PE-OPT-003' as const,
    name: `SectionAlignment is ${value}`,
    make: () => alignments(value, 0x200),
  })),
  { rule: 'PE-OPT-004', name: 'both alignments are 0x1000', make: () => alignments(0x1000, 0x1000) },
  { rule: 'PE-OPT-004', name: 'both alignments are 0', make: () => alignments(0, 0) },
  { rule: 'PE-OPT-004', name: 'both alignments are 2^32 - 1', make: () => alignments(2 ** 32 - 1, 2 ** 32 - 1) },
  ...[9, 10, 11, 12, 13, 14, 15, 16].map((power) => ({
    rule: 'PE-OPT-005' as const,
    name: `FileAlignment is 2^${power}`,
    make: () => alignments(0x10000, 2 ** power),
  })),
  { rule: 'PE-OPT-033', name: 'FileAlignment is 2', make: () => alignments(0x10000, 2) },
  { rule: 'PE-OPT-033', name: 'FileAlignment is 0', make: () => alignments(0x10000, 0) },
  { rule: 'PE-OPT-006', name: 'an image with pages of half a page is mapped in one piece', make: flat },
  { rule: 'PE-OPT-006', name: 'SectionAlignment is a page', make: headersOnly },
  { rule: 'PE-OPT-006', name: 'an image with sections elsewhere has pages', make: clean },
  {
    rule: 'PE-OPT-006',
    name: 'a section that is mapped in one piece is a byte shorter in memory',
    make: () => setU32(flat(), IDEAL_AT.sbom.virtualSize, 0xfff),
  },
  { rule: 'PE-OPT-006', name: 'both alignments are 1', make: () => alignments(1, 1) },
  { rule: 'PE-OPT-007', name: 'ImageBase is 0', make: ideal },
  { rule: 'PE-OPT-007', name: 'ImageBase is 64 K', make: () => imageBase(0x10000) },
  { rule: 'PE-OPT-007', name: 'ImageBase is 2^64 - 64 K', make: () => imageBase(0xffff0000, 0xffffffff) },
  {
    rule: 'PE-OPT-007',
    name: 'ImageBase is 64 K where SectionAlignment is 0',
    make: () => setU32(alignments(0, 0x200), AT.imageBase, 0x10000),
  },
  {
    rule: 'PE-OPT-007',
    name: 'ImageBase is 2 MiB and so is SectionAlignment',
    make: () => setU32(alignments(0x200000, 0x200), AT.imageBase, 0x200000),
  },
  { rule: 'PE-OPT-028', name: 'SectionAlignment is 2 MiB', make: () => alignments(0x200000, 0x200) },
  { rule: 'PE-OPT-028', name: 'SectionAlignment is 0', make: () => alignments(0, 0x200) },
];

/** What breaks the rules on what an image says of its parts, and by how little they hold. */
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { FIRST_LINE, SBAT_LINE_HOLDS, SBAT_LINE_VIOLATIONS, lines } from './image-sbat-lines.ts';
import { setU16, setU32, setText, setWords } from './patch.ts';

const { sbat, sbom, data } = IDEAL_AT;
const SECTION_COUNT = { offset: AT.numberOfSections, length: 2 };
/** Fields of a section, in bytes from the start of its header. [PE format, Section Table (Section Headers)] */
const RELOCATIONS = 24;
const RELOCATION_COUNT = 32;
/** Bytes of the section's data. */
const SIZE = 0x1000;

function field(offset: number, value: number): Uint8Array {
  return setU32(ideal(), offset, value);
}

/** Violations of the rules on `.sbat` and `.sbom`. */
export const SBAT_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-NX-008',
    name: 'no section has the name',
    base: ideal,
    make: () => setText(ideal(), sbat.name, '.sbas', 8),
    at: SECTION_COUNT,
    actual: 'none',
  },
  {
    rule: 'PE-NX-015',
    name: 'two sections have the name',
    base: ideal,
    make: () => setText(ideal(), sbom.name, '.sbat', 8),
    also: ['PE-SEC-005', 'PE-NX-009'],
    at: { offset: sbom.name, length: 8 },
    actual: '.sbat',
  },
  {
    rule: 'PE-NX-015',
    name: 'the section has a relocation',
    base: ideal,
    make: () => setU16(ideal(), sbat.name + RELOCATION_COUNT, 1),
    also: ['PE-SEC-007'],
    at: { offset: sbat.name + RELOCATION_COUNT, length: 2 },
    actual: 1,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-NX-015',
    name: 'the section has a place for relocations',
    base: ideal,
    make: () => field(sbat.name + RELOCATIONS, 1),
    also: ['PE-SEC-007'],
    at: { offset: sbat.name + RELOCATIONS, length: 4 },
    actual: 1,
  },
  {
    rule: 'PE-NX-015',
    name: 'VirtualSize is one more than SizeOfRawData',
    base: ideal,
    make: () => field(sbat.virtualSize, SIZE + 1),
    also: ['PE-LAM-002', 'PE-LAM-003', 'PE-LAM-008'],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: SIZE,
    wanted: { kind: 'at-least', value: SIZE + 1 },
  },
  {
    rule: 'PE-NX-015',
    name: 'the section has no data and no VirtualSize',
    base: ideal,
    make: () => setWords(ideal(), [sbat.sizeOfRawData, 0], [sbat.virtualSize, 0]),
    also: [
      'PE-OPT-022',
      'PE-SEC-011',
      'PE-SEC-012',
      'PE-LAF-003',
      'PE-LAF-006',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
    ],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'PE-NX-015',
    name: 'the data starts one byte before the headers end',
    base: ideal,
    make: () => setWords(lines(''), [sbat.pointerToRawData, 0xfff]),
    also: [
      'PE-SEC-014',
      'PE-SEC-018',
      'PE-LAF-001',
      'PE-LAF-002',
      'PE-LAF-003',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
    ],
    at: { offset: sbat.pointerToRawData, length: 4 },
    actual: 0xfff,
  },
  {
    rule: 'PE-NX-015',
    name: 'the data ends one byte behind the file',
    base: ideal,
    make: () =>
      setU32(
        setText(ideal(), IDEAL_AT.end - SIZE + 1, FIRST_LINE, SIZE - 1),
        sbat.pointerToRawData,
        IDEAL_AT.end - SIZE + 1,
      ),
    also: [
      'PE-SEC-014',
      'PE-SEC-017',
      'PE-LAF-001',
      'PE-LAF-002',
      'PE-LAF-003',
      'PE-LAF-006',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
    ],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: SIZE,
    wanted: { kind: 'at-most', value: SIZE - 1 },
  },
  {
    rule: 'PE-NX-015',
    name: 'the data starts behind the file',
    base: ideal,
    make: () => field(sbat.pointerToRawData, 0x7000),
    also: ['PE-SEC-017', 'PE-LAF-002', 'PE-LAF-003', 'PE-LAF-006', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: SIZE,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-NX-015',
    name: 'SizeOfRawData is 2^32 - 1',
    base: ideal,
    make: () => field(sbat.sizeOfRawData, 2 ** 32 - 1),
    also: [
      'PE-SEC-015',
      'PE-SEC-017',
      'PE-SEC-020',
      'PE-SEC-021',
      'PE-LAF-001',
      'PE-LAF-007',
      'PE-LAF-011',
      'PE-LAF-013',
      'PE-LAM-007',
      'PE-NX-012',
      'PE-NX-013',
    ],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: 2 ** 32 - 1,
    wanted: { kind: 'at-most', value: 0x2000 },
  },
  ...SBAT_LINE_VIOLATIONS,
  {
    rule: 'PE-NX-009',
    name: 'no section has the name',
    base: ideal,
    make: () => setText(ideal(), sbom.name, '.sbon', 8),
    at: SECTION_COUNT,
    actual: 'none',
  },
  {
    rule: 'PE-NX-009',
    name: 'the section has no data',
    base: ideal,
    make: () => field(sbom.sizeOfRawData, 0),
    also: ['PE-SEC-011', 'PE-LAF-008'],
    at: { offset: sbom.sizeOfRawData, length: 4 },
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const SBAT_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-NX-008', name: 'the section is full of zeros', make: () => lines('') },
  { rule: 'PE-NX-015', name: 'VirtualSize is SizeOfRawData', make: ideal },
  {
    rule: 'PE-NX-015',
    name: 'the data starts where the headers end',
    make: () => setU32(setText(ideal(), SIZE, FIRST_LINE, SIZE), sbat.pointerToRawData, SIZE),
  },
  { rule: 'PE-NX-015', name: 'VirtualSize is 0', make: () => field(sbat.virtualSize, 0) },
  ...SBAT_LINE_HOLDS,
  {
    rule: 'PE-NX-015',
    name: 'a section of another name has relocations',
    make: () => setU16(ideal(), data.name + RELOCATION_COUNT, 1),
  },
  { rule: 'PE-NX-009', name: 'the data is one byte', make: () => setU32(ideal(), sbom.sizeOfRawData, 1) },
  {
    rule: 'PE-NX-009',
    name: 'the first of two sections has no data',
    make: () => setWords(setText(ideal(), data.name, '.sbom', 8), [data.sizeOfRawData, 0]),
  },
];

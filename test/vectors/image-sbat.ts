/** What breaks the rules on what an image says of its parts, and by how little they hold. */
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setU16, setU32, setText, setWords } from './patch.ts';

const { sbat, sbatData, sbom, data } = IDEAL_AT;
const SECTION_COUNT = { offset: AT.numberOfSections, length: 2 };
/** Fields of a section, in bytes from the start of its header. [PE format, Section Table (Section Headers)] */
const RELOCATIONS = 24;
const RELOCATION_COUNT = 32;
/** Bytes of the section's data, and of the first line of it. */
const SIZE = 0x1000;
const FIRST_LINE = 'sbat,1,a,b,c,d';
const LINE = 'linux,1,a,b,c,d';

/** The section with these lines as data, and zeros. */
function lines(text: string): Uint8Array {
  return setText(ideal(), sbatData, text, SIZE);
}

/** A line at `line` of some text that is wrong, in the data. */
function lineAt(text: string, line: string): { offset: number; length: number } {
  return { offset: sbatData + text.lastIndexOf(line), length: line.length };
}

function field(offset: number, value: number): Uint8Array {
  return setU32(ideal(), offset, value);
}

/** Lines behind a good first one that are too short, or have nothing in a column. */
const BAD_LINES: readonly (readonly [name: string, line: string, actual: number | string])[] = [
  ['has five columns', 'a,b,c,d,e', 5],
  ['has one column', 'e', 1],
  ['starts with an empty column', ',b,c,d,e,f', 'an empty one'],
  ['has an empty third column', 'a,b,,d,e,f', 'an empty one'],
  ['has an empty sixth column', 'a,b,c,d,e,', 'an empty one'],
  ['has an empty sixth column of seven', 'a,b,c,d,e,,g', 'an empty one'],
];

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
    rule: 'PE-NX-008',
    name: 'two sections have the name',
    base: ideal,
    make: () => setText(ideal(), sbom.name, '.sbat', 8),
    also: ['PE-SEC-005', 'PE-NX-009'],
    at: { offset: sbom.name, length: 8 },
    actual: '.sbat',
  },
  {
    rule: 'PE-NX-008',
    name: 'the section has a relocation',
    base: ideal,
    make: () => setU16(ideal(), sbat.name + RELOCATION_COUNT, 1),
    also: ['PE-SEC-007'],
    at: { offset: sbat.name + RELOCATION_COUNT, length: 2 },
    actual: 1,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-NX-008',
    name: 'the section has a place for relocations',
    base: ideal,
    make: () => field(sbat.name + RELOCATIONS, 1),
    also: ['PE-SEC-007'],
    at: { offset: sbat.name + RELOCATIONS, length: 4 },
    actual: 1,
  },
  {
    rule: 'PE-NX-008',
    name: 'VirtualSize is one more than SizeOfRawData',
    base: ideal,
    make: () => field(sbat.virtualSize, SIZE + 1),
    also: ['PE-LAM-002', 'PE-LAM-003', 'PE-LAM-008'],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: SIZE,
    wanted: { kind: 'at-least', value: SIZE + 1 },
  },
  {
    rule: 'PE-NX-008',
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
    rule: 'PE-NX-008',
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
    rule: 'PE-NX-008',
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
    rule: 'PE-NX-008',
    name: 'the data starts behind the file',
    base: ideal,
    make: () => field(sbat.pointerToRawData, 0x7000),
    also: ['PE-SEC-017', 'PE-LAF-002', 'PE-LAF-003', 'PE-LAF-006', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: sbat.sizeOfRawData, length: 4 },
    actual: SIZE,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-NX-008',
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
  {
    rule: 'PE-NX-008',
    name: 'the data is zeros',
    base: ideal,
    make: () => lines(''),
    at: { offset: sbatData, length: SIZE },
    actual: 'none',
  },
  {
    rule: 'PE-NX-008',
    name: 'the data is empty lines',
    base: ideal,
    make: () => lines('\r\n\n\r\0\n'),
    at: { offset: sbatData, length: SIZE },
    actual: 'none',
  },
  ...['sbat,2,a,b,c,d', 'Sbat,1,a,b,c,d', 'sbat,11,a,b,c,d', ' sbat,1,a,b,c,d', LINE, 'sbat,1', 's'].map((line) => ({
    rule: 'PE-NX-008' as const,
    name: `the first line is ${JSON.stringify(line)}`,
    base: ideal,
    make: () => lines(`\n${line}\n`),
    at: { offset: sbatData + 1, length: line.length },
    actual: line.slice(0, 7),
  })),
  {
    rule: 'PE-NX-008',
    name: 'the first line has five columns',
    base: ideal,
    make: () => lines('sbat,1,a,b,c\n'),
    at: { offset: sbatData, length: 12 },
    actual: 5,
  },
  ...BAD_LINES.flatMap(([name, line, actual]) =>
    [`\n${line}\n`, `\r\n${line}`, `\0${line}\0`].map((text) => ({
      rule: 'PE-NX-008' as const,
      name: `a line ${name}, ${JSON.stringify(text)}`,
      base: ideal,
      make: () => lines(FIRST_LINE + text),
      at: lineAt(FIRST_LINE + text, line),
      actual,
    })),
  ),
  {
    rule: 'PE-NX-008',
    name: 'the last line is short and ends with the section',
    base: ideal,
    make: () => setBytes(lines(FIRST_LINE), sbatData + SIZE - 3, [0x61, 0x2c, 0x62]),
    at: { offset: sbatData + SIZE - 3, length: 3 },
    actual: 2,
  },
  {
    rule: 'PE-NX-008',
    name: 'a line is one byte, and a good one follows',
    base: ideal,
    make: () => lines(`${FIRST_LINE}\ne\n${LINE}\n`),
    at: { offset: sbatData + FIRST_LINE.length + 1, length: 1 },
    actual: 1,
  },
  {
    rule: 'PE-NX-008',
    name: 'the last line is one byte and ends with the section',
    base: ideal,
    make: () => setBytes(lines(FIRST_LINE), sbatData + SIZE - 1, [0x61]),
    at: { offset: sbatData + SIZE - 1, length: 1 },
    actual: 1,
  },
  ...[
    [0xef, 0xbb, 0x20],
    [0xef, 0x20, 0xbf],
    [0x20, 0xbb, 0xbf],
  ].map((start) => ({
    rule: 'PE-NX-008' as const,
    name: `two bytes of a byte order mark come first: ${start.map((byte) => byte.toString(16)).join(' ')}`,
    base: ideal,
    make: () => setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, start),
    at: { offset: sbatData, length: 3 + FIRST_LINE.length },
  })),
  {
    rule: 'PE-NX-008',
    name: 'a byte order mark stands in the middle',
    base: ideal,
    make: () => setBytes(lines(`${FIRST_LINE}\n`), sbatData + FIRST_LINE.length + 1, [0xef, 0xbb, 0xbf]),
    at: { offset: sbatData + FIRST_LINE.length + 1, length: 3 },
    actual: 1,
  },
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
  { rule: 'PE-NX-008', name: 'VirtualSize is SizeOfRawData', make: ideal },
  {
    rule: 'PE-NX-008',
    name: 'the data starts where the headers end',
    make: () => setU32(setText(ideal(), SIZE, FIRST_LINE, SIZE), sbat.pointerToRawData, SIZE),
  },
  { rule: 'PE-NX-008', name: 'VirtualSize is 0', make: () => field(sbat.virtualSize, 0) },
  { rule: 'PE-NX-008', name: 'one line, which ends with nothing', make: () => lines(FIRST_LINE) },
  { rule: 'PE-NX-008', name: 'lines that end with both marks', make: () => lines(`${FIRST_LINE}\r\n${LINE}\r\n\r\n`) },
  { rule: 'PE-NX-008', name: 'empty lines come first', make: () => lines(`\r\n\n${FIRST_LINE}\n`) },
  { rule: 'PE-NX-008', name: 'a seventh column is empty', make: () => lines(`${FIRST_LINE},\n`) },
  { rule: 'PE-NX-008', name: 'an eighth column is empty', make: () => lines(`${FIRST_LINE},g,\n`) },
  {
    rule: 'PE-NX-008',
    name: 'a byte order mark comes first',
    make: () => setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, [0xef, 0xbb, 0xbf]),
  },
  { rule: 'PE-NX-008', name: 'the eighth of nine columns is empty', make: () => lines(`${FIRST_LINE},g,,i\n`) },
  {
    rule: 'PE-NX-008',
    name: 'a byte order mark comes first, and the last byte is a column',
    make: () => {
      const mark = setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, [0xef, 0xbb, 0xbf]);
      return setText(mark, sbatData + SIZE - 11, 'a,b,c,d,e,f', 11);
    },
  },
  {
    rule: 'PE-NX-008',
    name: 'the section is one line that fills it',
    make: () => setText(lines(FIRST_LINE + 'd'.repeat(SIZE - FIRST_LINE.length)), data.name, '.data', 8),
  },
  {
    rule: 'PE-NX-008',
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

/** What breaks the rule on the lines of `.sbat`, and by how little it holds. */
import { IDEAL_AT, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setText } from './patch.ts';

const { sbatData, data } = IDEAL_AT;
/** Bytes of the section's data, and lines of it. */
const SIZE = 0x1000;
export const FIRST_LINE = 'sbat,1,a,b,c,d';
const LINE = 'linux,1,a,b,c,d';

/** The section with these lines as data, and zeros. */
export function lines(text: string): Uint8Array {
  return setText(ideal(), sbatData, text, SIZE);
}

/** A line at `line` of some text that is wrong, in the data. */
function lineAt(text: string, line: string): { offset: number; length: number } {
  return { offset: sbatData + text.lastIndexOf(line), length: line.length };
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

/** Violations of the rule on the lines. */
export const SBAT_LINE_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-NX-015',
    name: 'the data is zeros',
    base: ideal,
    make: () => lines(''),
    at: { offset: sbatData, length: SIZE },
    actual: 'none',
  },
  {
    rule: 'PE-NX-015',
    name: 'the data is empty lines',
    base: ideal,
    make: () => lines('\r\n\n\r\0\n'),
    at: { offset: sbatData, length: SIZE },
    actual: 'none',
  },
  ...['sbat,2,a,b,c,d', 'Sbat,1,a,b,c,d', 'sbat,11,a,b,c,d', ' sbat,1,a,b,c,d', LINE, 'sbat,1', 's'].map((line) => ({
    rule: 'PE-NX-015' as const,
    name: `the first line is ${JSON.stringify(line)}`,
    base: ideal,
    make: () => lines(`\n${line}\n`),
    at: { offset: sbatData + 1, length: line.length },
    actual: line.slice(0, 7),
  })),
  {
    rule: 'PE-NX-015',
    name: 'the first line has five columns',
    base: ideal,
    make: () => lines('sbat,1,a,b,c\n'),
    at: { offset: sbatData, length: 12 },
    actual: 5,
  },
  ...BAD_LINES.flatMap(([name, line, actual]) =>
    [`\n${line}\n`, `\r\n${line}`, `\0${line}\0`].map((text) => ({
      rule: 'PE-NX-015' as const,
      name: `a line ${name}, ${JSON.stringify(text)}`,
      base: ideal,
      make: () => lines(FIRST_LINE + text),
      at: lineAt(FIRST_LINE + text, line),
      actual,
    })),
  ),
  {
    rule: 'PE-NX-015',
    name: 'the last line is short and ends with the section',
    base: ideal,
    make: () => setBytes(lines(FIRST_LINE), sbatData + SIZE - 3, [0x61, 0x2c, 0x62]),
    at: { offset: sbatData + SIZE - 3, length: 3 },
    actual: 2,
  },
  {
    rule: 'PE-NX-015',
    name: 'a line is one byte, and a good one follows',
    base: ideal,
    make: () => lines(`${FIRST_LINE}\ne\n${LINE}\n`),
    at: { offset: sbatData + FIRST_LINE.length + 1, length: 1 },
    actual: 1,
  },
  {
    rule: 'PE-NX-015',
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
    rule: 'PE-NX-015' as const,
    name: `two bytes of a byte order mark come first: ${start.map((byte) => byte.toString(16)).join(' ')}`,
    base: ideal,
    make: () => setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, start),
    at: { offset: sbatData, length: 3 + FIRST_LINE.length },
  })),
  {
    rule: 'PE-NX-015',
    name: 'a byte order mark stands in the middle',
    base: ideal,
    make: () => setBytes(lines(`${FIRST_LINE}\n`), sbatData + FIRST_LINE.length + 1, [0xef, 0xbb, 0xbf]),
    at: { offset: sbatData + FIRST_LINE.length + 1, length: 3 },
    actual: 1,
  },
];

/** Images on which the rule holds by the smallest margin. */
export const SBAT_LINE_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-NX-015', name: 'one line, which ends with nothing', make: () => lines(FIRST_LINE) },
  { rule: 'PE-NX-015', name: 'lines that end with both marks', make: () => lines(`${FIRST_LINE}\r\n${LINE}\r\n\r\n`) },
  { rule: 'PE-NX-015', name: 'empty lines come first', make: () => lines(`\r\n\n${FIRST_LINE}\n`) },
  { rule: 'PE-NX-015', name: 'a seventh column is empty', make: () => lines(`${FIRST_LINE},\n`) },
  { rule: 'PE-NX-015', name: 'an eighth column is empty', make: () => lines(`${FIRST_LINE},g,\n`) },
  {
    rule: 'PE-NX-015',
    name: 'a byte order mark comes first',
    make: () => setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, [0xef, 0xbb, 0xbf]),
  },
  { rule: 'PE-NX-015', name: 'the eighth of nine columns is empty', make: () => lines(`${FIRST_LINE},g,,i\n`) },
  {
    rule: 'PE-NX-015',
    name: 'a byte order mark comes first, and the last byte is a column',
    make: () => {
      const mark = setBytes(lines(`   ${FIRST_LINE}\n`), sbatData, [0xef, 0xbb, 0xbf]);
      return setText(mark, sbatData + SIZE - 11, 'a,b,c,d,e,f', 11);
    },
  },
  {
    rule: 'PE-NX-015',
    name: 'the section is one line that fills it',
    make: () => setText(lines(FIRST_LINE + 'd'.repeat(SIZE - FIRST_LINE.length)), data.name, '.data', 8),
  },
];

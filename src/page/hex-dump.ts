import { contains, endOf } from '../results/index.ts';
import type { Excerpt, Span } from '../results/index.ts';
import { toText } from './lines.ts';
import type { Line, Piece } from './lines.ts';
import type { Colour } from './styles.ts';

/** How a dump is laid out. */
export interface HexDumpLayout {
  readonly bytesPerLine: 8 | 16;
  /** Whether the bytes are shown as ASCII too. */
  readonly ascii: 'shown' | 'hidden';
  /** Rows shown at most, from the row before the first marked one; rows left out show as an ellipsis. */
  readonly lineCountMax: number;
}

const LINE_COUNT_MAX = 4;

/** Sixteen bytes and their ASCII form per row, as most tools print them: 77 columns. */
export const WIDE: HexDumpLayout = { bytesPerLine: 16, ascii: 'shown', lineCountMax: LINE_COUNT_MAX };

/** Half as many bytes: 45 columns. */
const HALF: HexDumpLayout = { ...WIDE, bytesPerLine: 8 };

/** Half as many bytes, and no ASCII form: 34 columns. */
const BARE: HexDumpLayout = { ...HALF, ascii: 'hidden' };

const ADDRESS_DIGITS = 8;

/** Columns of a row: address and colon, a separator and two digits per byte, a last separator, a gap and the text. */
function columns({ bytesPerLine, ascii }: HexDumpLayout): number {
  return ADDRESS_DIGITS + 1 + 3 * bytesPerLine + 1 + (ascii === 'shown' ? 1 + bytesPerLine + 2 : 0);
}

/** The roomiest layout that fits into `width` columns; the narrowest one takes 34. */
export function layoutFor(width: number): HexDumpLayout {
  return [WIDE, HALF].find((layout) => columns(layout) <= width) ?? BARE;
}

/** Bytes of a mark that says little where a smaller one lies in it: a gap, and the one byte of it that is not zero. */
const BROAD = 16;

function tellsLess(mark: Span, marks: readonly Span[]): boolean {
  if (mark.length < BROAD) return false;
  return marks.some(({ offset, length }) => length > 0 && length < mark.length && contains(mark, { offset, length }));
}

/** Marks in order of offset; those that overlap or touch are one. */
function merged(all: readonly Span[]): readonly Span[] {
  const marks = all.filter((mark) => !tellsLess(mark, all));
  const result: Span[] = [];
  for (const mark of marks.toSorted((a, b) => a.offset - b.offset || a.length - b.length)) {
    const last = result.at(-1);
    if (last === undefined || mark.offset > endOf(last)) result.push(mark);
    else result[result.length - 1] = { offset: last.offset, length: Math.max(endOf(last), endOf(mark)) - last.offset };
  }
  return result;
}

/** One row's bytes, where they lie, and the excerpt that they are a row of. */
interface Row extends Span {
  readonly bytes: readonly number[];
  readonly whole: Span;
  readonly marks: readonly Span[];
}

const marked = ({ marks }: Row, offset: number): boolean => marks.some((mark) => contains(mark, { offset, length: 1 }));

/** The character that stands before the byte at `offset`, or after the last byte of the row. */
function separator(row: Row, offset: number): string {
  const { marks, whole } = row;
  // A mark that runs past the excerpt gets no bracket there, or its end would be read into the last byte shown.
  const atEdge = offset === whole.offset || offset === endOf(whole);
  if (atEdge && marks.some((mark) => mark.offset < offset && offset < endOf(mark))) return '…';
  const left = offset > row.offset && marked(row, offset - 1);
  const right = offset < endOf(row) && marked(row, offset);
  if (left !== right) return left ? ']' : '[';
  const owned = offset < endOf(row) || offset === endOf(whole);
  return owned && marks.some((mark) => mark.length === 0 && mark.offset === offset) ? '^' : ' ';
}

function rowLine(row: Row, { bytesPerLine, ascii }: HexDumpLayout, digits: number): Line {
  const pieces: Piece[] = [`${row.offset.toString(16).padStart(digits, '0')}:`];
  const put = (text: string, marked: boolean): void => {
    pieces.push(marked ? { text, style: 'failure' } : text);
  };
  row.bytes.forEach((byte, index) => {
    const offset = row.offset + index;
    const before = separator(row, offset);
    put(before, before !== ' ');
    put(byte.toString(16).padStart(2, '0'), marked(row, offset));
  });
  const after = separator(row, endOf(row));
  put(after, after !== ' ');
  if (ascii === 'shown') {
    const text = row.bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
    pieces.push('   '.repeat(bytesPerLine - row.bytes.length), ` |${text.join('')}|`);
  }
  return pieces;
}

function rowsOf({ offset, hex, marks }: Excerpt, bytesPerLine: number): readonly Row[] {
  const bytes = (hex.match(/[0-9a-f]{2}/gi) ?? []).map((digits) => Number.parseInt(digits, 16));
  const whole = { offset, length: bytes.length };
  return Array.from({ length: Math.ceil(bytes.length / bytesPerLine) }, (_, index) => {
    const start = index * bytesPerLine;
    const slice = bytes.slice(start, start + bytesPerLine);
    return { offset: offset + start, length: slice.length, bytes: slice, whole, marks: merged(marks) };
  });
}

/** Whether a row shows any part of a mark. */
function telling(row: Row): boolean {
  const boundaries = Array.from({ length: row.length + 1 }, (_, index) => row.offset + index);
  return boundaries.some((offset) => marked(row, offset) || separator(row, offset) !== ' ');
}

/**
 * An excerpt as lines of a hex dump. The marked bytes stand in brackets, which take the place of the spaces between
 * bytes, so that the columns stay aligned: `00000000: 4d 5a[00 00]7a 69`. Every row closes the brackets it opens. A
 * mark that runs past the excerpt ends in `…`, and a mark without bytes is a `^` between its neighbours.
 */
export function hexDump(excerpt: Excerpt, layout: HexDumpLayout): readonly Line[] {
  const rows = rowsOf(excerpt, layout.bytesPerLine);
  const digits = Math.max(ADDRESS_DIGITS, (rows.at(-1)?.offset ?? 0).toString(16).length);
  if (rows.length === 0) return [[`${excerpt.offset.toString(16).padStart(digits, '0')}: (no bytes)`]];
  const first = rows.findIndex(telling);
  const start = Math.max(Math.min(first - 1, rows.length - layout.lineCountMax), 0);
  const shown = rows.slice(start, start + layout.lineCountMax);
  const ellipsis: Line = [`${' '.repeat(digits + 2)}…`];
  return [
    ...(start > 0 ? [ellipsis] : []),
    ...shown.map((row) => rowLine(row, layout, digits)),
    ...(start + shown.length < rows.length ? [ellipsis] : []),
  ];
}

/** The lines of {@link hexDump} as text, one line feed after each. */
export function renderHexDump(excerpt: Excerpt, layout: HexDumpLayout, colour: Colour): string {
  return toText(hexDump(excerpt, layout), colour);
}

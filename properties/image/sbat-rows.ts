import type { Image } from '../../src/reader/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf, chunksOf, firstNonZeroIn } from '../bytes/bytes.ts';

/** One line of SBAT data. */
export interface SbatRow {
  /** The line's bytes in the file, without what ends it. */
  readonly at: Span;
  /** Its columns, at most one more than there must be. */
  readonly columns: number;
  /** Whether one of the columns that there must be has nothing in it. */
  readonly hasEmptyColumn: boolean;
  /** How the line starts: its first bytes as text, at most {@link HEAD_LENGTH}. */
  readonly head: string;
}

/** Columns of a line: component, generation, vendor, package, version and address. [shim, SBAT.md] */
export const SBAT_COLUMNS = 6;
/** Bytes of a line that are kept: those of the start that the first line must have. */
const HEAD_LENGTH = 7;

const COMMA = 0x2c;
/** What ends a line; zeros do too, for the rest of a section is zeros. [shim, csv.c] */
const LINE_ENDS: ReadonlySet<number> = new Set([0, 0x0a, 0x0d]);
/** U+FEFF in UTF-8, which may start the data. [shim, csv.c] */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The lines of SBAT data that are not empty, as shim takes them apart. Holds no more than one line's numbers at a time. */
export function* sbatRows(image: Image, span: Span): Generator<SbatRow> {
  const marked = bytesOf(image, { offset: span.offset, length: BYTE_ORDER_MARK.length });
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => marked[index] === byte);
  const data = hasMark ? { offset: span.offset + 3, length: span.length - 3 } : span;
  let row = new RowBuilder(data.offset);
  for (const { offset, bytes } of chunksOf(image, data)) {
    // The zeros up to the end of the section are many and say nothing.
    if (row.length === 0 && firstNonZeroIn(image, { offset, length: bytes.length }) === null) continue;
    for (const [index, byte] of bytes.entries()) {
      if (!LINE_ENDS.has(byte)) {
        if (row.length === 0) row = new RowBuilder(offset + index);
        row.add(byte);
      } else if (row.length > 0) {
        yield row.build();
        row = new RowBuilder(offset + index + 1);
      }
    }
  }
  if (row.length > 0) yield row.build();
}

/** Counts the columns of a line while its bytes come in. */
class RowBuilder {
  readonly #offset: number;
  #length = 0;
  #columns = 1;
  #columnLength = 0;
  #hasEmptyColumn = false;
  #head = '';

  constructor(offset: number) {
    this.#offset = offset;
  }

  get length(): number {
    return this.#length;
  }

  add(byte: number): void {
    this.#length += 1;
    if (this.#head.length < HEAD_LENGTH) this.#head += String.fromCharCode(byte);
    if (byte === COMMA) this.#endColumn();
    else this.#columnLength += 1;
  }

  build(): SbatRow {
    const isLastEmpty = this.#columnLength === 0 && this.#columns <= SBAT_COLUMNS;
    return {
      at: { offset: this.#offset, length: this.#length },
      columns: this.#columns,
      hasEmptyColumn: this.#hasEmptyColumn || isLastEmpty,
      head: this.#head,
    };
  }

  #endColumn(): void {
    if (this.#columnLength === 0 && this.#columns <= SBAT_COLUMNS) this.#hasEmptyColumn = true;
    if (this.#columns <= SBAT_COLUMNS) this.#columns += 1;
    this.#columnLength = 0;
  }
}

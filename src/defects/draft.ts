import type { Field, Image, Span } from '../reader/index.ts';
import type { WrongOutput } from './repair.ts';

/** No repair makes an output longer than this; outputs that are get no repair at all. */
export const OUTPUT_LIMIT = 2 ** 22;

/** An output in the course of its repair. What lies outside of it is neither read nor written. */
export class Draft {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Writes the part of the bytes that has room. */
  put(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset >= this.#bytes.length) return;
    this.#bytes.set(bytes.subarray(0, this.#bytes.length - offset), offset);
  }

  /** Writes zeros over `[start, end)`. */
  clear(start: number, end: number): void {
    if (start >= 0 && end > start) this.#bytes.fill(0, start, end);
  }

  /** Writes a little-endian number over a field of up to four bytes. */
  number({ offset, length }: Span, value: number): void {
    this.put(
      offset,
      Uint8Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256),
    );
  }

  /** Replaces the bytes of `[start, end)` by others, of which there may be more or fewer. */
  splice(start: number, end: number, bytes: Uint8Array): void {
    const [from, to] = [Math.min(start, this.#bytes.length), Math.min(end, this.#bytes.length)];
    const length = from + bytes.length + this.#bytes.length - to;
    if (from < 0 || to < from || length > OUTPUT_LIMIT) return;
    const spliced = new Uint8Array(length);
    spliced.set(this.#bytes.subarray(0, from));
    spliced.set(bytes, from);
    spliced.set(this.#bytes.subarray(to), from + bytes.length);
    this.#bytes = spliced;
  }

  /** Gives a field of the output the bytes that it has in the input. */
  restore(before: Image, from: Field<unknown> | null, to: Field<unknown> | null): void {
    if (from === null || from.length !== to?.length) return;
    this.put(to.offset, before.source.slice(from.offset, from.length));
  }
}

/** The output after an edit, or `null` where the edit changes nothing. */
export function edited({ bytes }: WrongOutput, edit: (draft: Draft) => void): Uint8Array | null {
  const draft = new Draft(bytes);
  edit(draft);
  return Buffer.compare(draft.bytes, bytes) === 0 ? null : draft.bytes;
}

/** So many zeros, or one more than any output may have. */
export function zeros(length: number): Uint8Array {
  return new Uint8Array(Math.min(Math.max(0, length), OUTPUT_LIMIT + 1));
}

/** The least multiple of the alignment that is no smaller; the value itself where the alignment is none. */
export function roundUp(value: number, alignment: number): number {
  return alignment > 1 ? Math.ceil(value / alignment) * alignment : value;
}

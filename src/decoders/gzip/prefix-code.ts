import { StreamError } from '../decoding.ts';
import type { BitReader } from './bit-reader.ts';

/** The longest code word. [RFC 1951 §3.2.7] */
const LENGTH_MAX = 15;
/** Bits of an entry of the table that hold the length of the code word. */
const LENGTH_BITS = 4;

/** A prefix code, as a table of all that can come next: symbol and length of its code word, or 0 where there is none. */
export class PrefixCode {
  readonly #table: Uint16Array;
  readonly #bits: number;

  private constructor(table: Uint16Array, bits: number) {
    this.#table = table;
    this.#bits = bits;
  }

  /**
   * The code with words of these lengths; `null` when there are more words than such a code has, or fewer: a single word
   * of one bit, or no word, is allowed. [RFC 1951 §3.2.2 and §3.2.7, and as zlib has it]
   *
   * @param lengths of the words of all symbols, 0 to 15; 0 for none
   */
  static of(lengths: Uint8Array): PrefixCode | null {
    const counts = new Uint16Array(LENGTH_MAX + 1);
    for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
    counts[0] = 0;
    const first = new Uint16Array(LENGTH_MAX + 2);
    let [left, longest, words] = [1, 0, 0];
    for (let length = 1; length <= LENGTH_MAX; length += 1) {
      const count = counts[length] ?? 0;
      left = left * 2 - count;
      if (left < 0) return null;
      if (count > 0) longest = length;
      words += count;
      first[length + 1] = ((first[length] ?? 0) + count) << 1;
    }
    if (left > 0 && !(words === 0 || (words === 1 && longest === 1))) return null;
    return new PrefixCode(tableOf(lengths, first, longest), longest);
  }

  /** @throws StreamError when the bits are no word of the code */
  symbol(reader: BitReader): number {
    const entry = this.#bits === 0 ? 0 : (this.#table[reader.peek(this.#bits)] ?? 0);
    if (entry === 0) throw new StreamError('has an invalid code word', reader.offset);
    reader.skip(entry & ((1 << LENGTH_BITS) - 1));
    return entry >>> LENGTH_BITS;
  }
}

function tableOf(lengths: Uint8Array, first: Uint16Array, longest: number): Uint16Array {
  const table = new Uint16Array(1 << longest);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const word = first[length] ?? 0;
    first[length] = word + 1;
    // Words come with their first bit lowest; all that can follow them leads to the same symbol.
    for (let at = reversed(word, length); at < table.length; at += 1 << length) {
      table[at] = (symbol << LENGTH_BITS) | length;
    }
  }
  return table;
}

function reversed(word: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((word >>> bit) & 1) << (length - 1 - bit);
  return result;
}

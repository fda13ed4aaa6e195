import { StreamError } from '../decoding.ts';
import { Input } from '../input.ts';
import { BackwardBits, bitsBefore, checkExhausted } from './backward-bits.ts';
import type { HuffmanTable } from './huffman-table.ts';

/** RFC 8878 §3.1.1.3.1.6: the lengths of the first three streams, two bytes each. */
const JUMP_TABLE = 6;

/** Decodes all that is left of the input as one stream into the whole of an array. */
export function decodeOneStream(input: Input, view: DataView, table: HuffmanTable, into: Uint8Array): void {
  decodeStream(new BackwardBits(input, view), table, into, 0, into.length);
}

/** Decodes four streams: RFC 8878 §3.1.1.3.1.6. @throws StreamError when one of them is not used up exactly */
export function decodeFourStreams(input: Input, view: DataView, table: HuffmanTable, into: Uint8Array): void {
  const { at } = input;
  const quarter = Math.ceil(into.length / 4);
  if (into.length < JUMP_TABLE) throw new StreamError('has too few literals for four streams', at);
  const sizes = [input.uint(2), input.uint(2), input.uint(2)];
  sizes.push(input.left - sizes.reduce((sum, size) => sum + size, 0));
  let from = 0;
  for (const [index, size] of sizes.entries()) {
    if (size < 1) throw new StreamError('has literal streams that do not fit', at);
    input.need(size);
    const stream = new Input(input.bytes, input.at, input.at + size);
    input.at += size;
    const to = index === 3 ? into.length : from + quarter;
    decodeStream(new BackwardBits(stream, view), table, into, from, to);
    from = to;
  }
}

function decodeStream(bits: BackwardBits, table: HuffmanTable, into: Uint8Array, from: number, to: number): void {
  const { view, start } = bits;
  const { entries } = table;
  const shift = 32 - table.log;
  let { at } = bits;
  let index = from;
  // Two codes have up to 24 bits.
  for (; index + 1 < to && at > start; index += 2) {
    const word = bitsBefore(view, at);
    const first = entries[word >>> shift] ?? 0;
    const second = entries[(word << (first & 15)) >>> shift] ?? 0;
    into[index] = first >>> 4;
    into[index + 1] = second >>> 4;
    at -= (first & 15) + (second & 15);
  }
  for (; index < to && at > start; index += 1) {
    const entry = entries[bitsBefore(view, at) >>> shift] ?? 0;
    into[index] = entry >>> 4;
    at -= entry & 15;
  }
  checkExhausted(index < to ? start - 1 : at, start);
}

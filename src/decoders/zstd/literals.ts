import { StreamError } from '../decoding.ts';
import { Input } from '../input.ts';
import { decodeFourStreams, decodeOneStream } from './huffman-streams.ts';
import { readHuffmanTable } from './huffman-table.ts';
import type { HuffmanTable } from './huffman-table.ts';

/** RFC 8878 §3.1.1.3.1.1: Literals_Block_Type. */
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/** The sizes that a header of compressed literals states. */
interface Sizes {
  readonly regenerated: number;
  readonly compressed: number;
  readonly decode: typeof decodeOneStream;
}

/** The literals of one block after the other, and the prefix code that a block may take from the one before. */
export class Literals {
  /** Those of the block that was read last are at the start. */
  readonly bytes: Uint8Array;
  /** How many these are. */
  length = 0;
  #table: HuffmanTable | null = null;

  /** @param most literals of a block */
  constructor(most: number) {
    this.bytes = new Uint8Array(most);
  }

  /** Reads a section of literals: RFC 8878 §3.1.1.3.1. @param input a block */
  read(input: Input, view: DataView): void {
    const { at } = input;
    const type = input.u8() & 3;
    input.at = at;
    if (type === RAW) {
      const size = this.#setLength(readPlainSize(input), at);
      this.bytes.set(input.take(size));
    } else if (type === RLE) {
      const size = this.#setLength(readPlainSize(input), at);
      this.bytes.fill(input.u8(), 0, size);
    } else {
      const { regenerated, compressed, decode } = readSizes(input);
      const size = this.#setLength(regenerated, at);
      input.need(compressed);
      const section = new Input(input.bytes, input.at, input.at + compressed, 'has literals that end too early');
      input.at += compressed;
      decode(section, view, this.#tableOf(type, section, view), this.bytes.subarray(0, size));
    }
  }

  #setLength(length: number, at: number): number {
    if (length > this.bytes.length) throw new StreamError('has more literals than a block may have', at);
    this.length = length;
    return length;
  }

  #tableOf(type: number, section: Input, view: DataView): HuffmanTable {
    const table = type === COMPRESSED ? readHuffmanTable(section, view) : this.#table;
    if (table === null) throw new StreamError('has literals without a prefix code', section.at);
    this.#table = table;
    return table;
  }
}

/** RFC 8878 §3.1.1.3.1.1: Size_Format of literals that are not compressed. */
function readPlainSize(input: Input): number {
  const format = ((input.bytes[input.at] ?? 0) >>> 2) & 3;
  if (format === 1) return input.uint(2) >>> 4;
  return format === 3 ? input.uint(3) >>> 4 : input.uint(1) >>> 3;
}

/** RFC 8878 §3.1.1.3.1.1: Size_Format of compressed literals: two sizes of the same number of bits. */
function readSizes(input: Input): Sizes {
  const format = ((input.bytes[input.at] ?? 0) >>> 2) & 3;
  const [bytes, bits] = format === 3 ? [5, 18] : format === 2 ? [4, 14] : [3, 10];
  const sizes = Math.floor(input.uint(bytes) / 16);
  return {
    regenerated: sizes % 2 ** bits,
    compressed: Math.floor(sizes / 2 ** bits),
    decode: format === 0 ? decodeOneStream : decodeFourStreams,
  };
}

import { crc32 } from 'node:zlib';
import { Cursor } from '../bytes/cursor.ts';
import { roundUp } from '../bytes/round.ts';

// The .xz file format 1.2.1, §2.1.1: magic bytes, then flags with the type of check, CRC32, and their own CRC32.
const HEADER_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const STREAM_FLAGS = [0x00, 0x01];
const FOOTER_MAGIC = 'YZ';
const STREAM_HEADER = 12;
const STREAM_FOOTER = 12;
/** §3.1: its own length in words less one, no flags, LZMA2 (0x21) with one byte of properties, padding. */
const BLOCK_HEADER_FIELDS = [0x02, 0x00, 0x21, 0x01];
const BLOCK_HEADER = 12;
/** §5.3.1: 26 stands for a dictionary of 32 MiB, which Linux 6.1 asks for. */
const DICTIONARY = 26;
/** §5.3.1 and xz-embedded: an uncompressed LZMA2 chunk has three bytes of header and at most 64 KiB of data. */
const CHUNK_HEADER = 3;
const CHUNK_MAX = 65_536;
const CHUNK_FIRST = 1;
const CHUNK_LATER = 2;
/** One byte of zero ends the LZMA2 data. */
const CHUNKS_END = 1;
const CHECK = 4;
const WORD = 4;

/**
 * Wraps the content as `xz --check=crc32 --lzma2=dict=32MiB` does with what it cannot compress: one block of
 * uncompressed LZMA2 chunks. The .xz file format 1.2.1, §2 to §4 and §5.3.1.
 *
 * @param content below 2^32 bytes; 3 bytes for each 64 KiB of them and at most 60 are added
 * @returns a stream without a block for no content, as xz does
 */
export function xzStored(content: Uint8Array): Uint8Array {
  const chunks = Math.ceil(content.length / CHUNK_MAX);
  const data = chunks * CHUNK_HEADER + content.length + CHUNKS_END;
  const block = chunks === 0 ? 0 : BLOCK_HEADER + roundUp(data, WORD) + CHECK;
  const index = indexOf(chunks === 0 ? [] : [BLOCK_HEADER + data + CHECK, content.length]);
  const bytes = new Uint8Array(STREAM_HEADER + block + index.length + STREAM_FOOTER);
  const cursor = new Cursor(bytes, 0);
  const flags = Uint8Array.from(STREAM_FLAGS);
  cursor.raw(Uint8Array.from(HEADER_MAGIC)).raw(flags).u32(crc32(flags));
  if (chunks > 0) {
    emitBlock(cursor, content);
  }
  cursor.raw(index);
  const backward = new Uint8Array(6);
  new Cursor(backward, 0).u32(index.length / WORD - 1).raw(flags);
  cursor.u32(crc32(backward)).raw(backward).text(FOOTER_MAGIC, 2);
  return bytes;
}

/** §3: header, LZMA2 data, padding to a word, CRC32 of the content. */
function emitBlock(cursor: Cursor, content: Uint8Array): void {
  const start = cursor.position;
  cursor.raw(Uint8Array.from(BLOCK_HEADER_FIELDS)).u8(DICTIONARY).zeros(3);
  cursor.u32(crc32(cursor.bytes.subarray(start, cursor.position)));
  for (let from = 0; from < content.length; from += CHUNK_MAX) {
    const chunk = content.subarray(from, from + CHUNK_MAX);
    const lengthLessOne = chunk.length - 1;
    cursor
      .u8(from === 0 ? CHUNK_FIRST : CHUNK_LATER)
      .u8(lengthLessOne >>> 8)
      .u8(lengthLessOne & 0xff)
      .raw(chunk);
  }
  cursor.u8(0);
  cursor.zeros(roundUp(cursor.position, WORD) - cursor.position);
  cursor.u32(crc32(content));
}

/** §4: an indicator of zero, the count of blocks, two lengths for the block, padding to a word, CRC32. */
function indexOf(lengths: readonly number[]): Uint8Array {
  const fields = [0, lengths.length / 2, ...lengths.flatMap(multibyte)];
  const bytes = new Uint8Array(roundUp(fields.length, WORD) + CHECK);
  bytes.set(fields);
  new Cursor(bytes, bytes.length - CHECK).u32(crc32(bytes.subarray(0, -CHECK)));
  return bytes;
}

/** §1.2: seven bits in a byte, the lowest first; the highest bit says that more follow. */
function multibyte(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes.push((rest % 0x80) + 0x80);
  }
  return [...bytes, rest];
}

import { Cursor } from '../bytes/cursor.ts';
import { adler32 } from './adler32.ts';

// lzop 1.04, lzop.h and lzop.c, write_header: every number stands with its highest byte first.
const MAGIC = [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a];
const LZOP_VERSION = 0x1040;
const LIBRARY_VERSION = 0x20a0;
const VERSION_NEEDED = 0x0940;
/** Method LZO1X-999 at level 9, as `lzop -9` names them. */
const METHOD = 3;
const LEVEL = 9;
/** From Unix, from a pipe to a pipe, with an Adler-32 of each block as it is when decompressed and no other. */
const FLAGS = 0x0300000d;
const HEADER = 38;
/** The header's checksum stands at its end and covers what is between the magic and itself. */
const HEADER_CHECKSUM = 4;
/** lzop works on blocks of 256 KiB, and Linux takes no larger ones. */
const BLOCK_MAX = 262_144;
/** Length decompressed, length compressed, checksum. */
const BLOCK_HEADER = 12;
const END_MARK = 4;

/**
 * Wraps the content as `lzop -9` does from a pipe, but for the time, which is 0, and in blocks that are stored: those
 * whose two lengths are equal. lzop 1.04, write_header and lzo_compress.
 *
 * @param content below 2^32 bytes; 12 bytes for each 256 KiB of them and 42 are added
 */
export function lzopStored(content: Uint8Array): Uint8Array {
  const blocks = Math.ceil(content.length / BLOCK_MAX);
  const bytes = new Uint8Array(HEADER + blocks * BLOCK_HEADER + content.length + END_MARK);
  const cursor = new Cursor(bytes, 0);
  emitHeader(cursor);
  for (let start = 0; start < content.length; start += BLOCK_MAX) {
    const block = content.subarray(start, start + BLOCK_MAX);
    word(cursor, block.length);
    word(cursor, block.length);
    word(cursor, adler32(block));
    cursor.raw(block);
  }
  word(cursor, 0);
  return bytes;
}

function emitHeader(cursor: Cursor): void {
  cursor.raw(Uint8Array.from(MAGIC));
  halfWord(cursor, LZOP_VERSION);
  halfWord(cursor, LIBRARY_VERSION);
  halfWord(cursor, VERSION_NEEDED);
  cursor.u8(METHOD).u8(LEVEL);
  word(cursor, FLAGS);
  // The file's mode, the two halves of its time and the length of its name: a pipe has none of them.
  cursor.zeros(4 + 4 + 4 + 1);
  word(cursor, adler32(cursor.bytes.subarray(MAGIC.length, HEADER - HEADER_CHECKSUM)));
}

function halfWord(cursor: Cursor, value: number): void {
  cursor.u8(value >>> 8).u8(value & 0xff);
}

function word(cursor: Cursor, value: number): void {
  halfWord(cursor, value >>> 16);
  halfWord(cursor, value & 0xffff);
}

import { Cursor } from '../bytes/cursor.ts';

/** LZ4 frame format, "Legacy frame": the magic number, then blocks of 8 MiB, each after its compressed length. */
const LEGACY_MAGIC = 0x184c2102;
const BLOCK_MAX = 8 * 2 ** 20;
const BLOCK_LENGTH = 4;
/** LZ4 block format, "Compression block": a count of literals that fills its half of the token goes on in bytes. */
const TOKEN_LITERALS_MAX = 15;
const LITERALS_BYTE_MAX = 255;

/**
 * Wraps the content in a legacy frame, as `lz4 -l` does, with one sequence of literals for each block: LZ4 frame
 * format, "Legacy frame", and block format, "End of block conditions", which let the last sequence be literals alone.
 *
 * @param content below 2^32 bytes; one byte for each 255 of them, 6 for each 8 MiB and 4 are added at most
 * @returns the magic number alone for no content, as `lz4 -l` does
 */
export function lz4Literals(content: Uint8Array): Uint8Array {
  const blocks = Math.ceil(content.length / BLOCK_MAX);
  const rest = content.length - Math.max(0, blocks - 1) * BLOCK_MAX;
  const framing = blocks === 0 ? 0 : (blocks - 1) * overhead(BLOCK_MAX) + overhead(rest);
  const bytes = new Uint8Array(4 + framing + content.length);
  const cursor = new Cursor(bytes, 0).u32(LEGACY_MAGIC);
  for (let start = 0; start < content.length; start += BLOCK_MAX) {
    emitBlock(cursor, content.subarray(start, start + BLOCK_MAX));
  }
  return bytes;
}

/** Bytes that a block has around its literals: its length, the token and the rest of the count. */
function overhead(literals: number): number {
  return BLOCK_LENGTH + 1 + countBytes(literals);
}

/** Bytes after the token that the count of literals needs. */
function countBytes(literals: number): number {
  return literals < TOKEN_LITERALS_MAX ? 0 : Math.floor((literals - TOKEN_LITERALS_MAX) / LITERALS_BYTE_MAX) + 1;
}

function emitBlock(cursor: Cursor, literals: Uint8Array): void {
  const full = Math.max(0, countBytes(literals.length) - 1);
  cursor.u32(1 + countBytes(literals.length) + literals.length);
  cursor.u8(16 * Math.min(literals.length, TOKEN_LITERALS_MAX));
  if (literals.length >= TOKEN_LITERALS_MAX) {
    cursor.raw(new Uint8Array(full).fill(LITERALS_BYTE_MAX));
    cursor.u8((literals.length - TOKEN_LITERALS_MAX) % LITERALS_BYTE_MAX);
  }
  cursor.raw(literals);
}

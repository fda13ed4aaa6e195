import { crc32 } from 'node:zlib';
import { Cursor } from '../bytes/cursor.ts';

/** RFC 1951 §3.2.4: a stored block holds at most 65535 bytes after 5 bytes of header. */
const STORED_BLOCK_MAX = 65_535;
const STORED_BLOCK_HEADER = 5;
/** RFC 1952 §2.3: ten bytes before the deflate stream and eight after it. */
const GZIP_HEADER = 10;
const GZIP_TRAILER = 8;

/**
 * Wraps the content as `gzip -n -9` does, time 0 and no name, but in stored blocks: RFC 1952 §2.3, RFC 1951 §3.2.4.
 *
 * @param content below 2^32 bytes; 5 bytes for each 65535 of them and 18 are added
 */
export function gzipStored(content: Uint8Array): Uint8Array {
  // Without content there is still one block, for a deflate stream ends with a block that is marked as the last.
  const blocks = Math.max(1, Math.ceil(content.length / STORED_BLOCK_MAX));
  const bytes = new Uint8Array(GZIP_HEADER + blocks * STORED_BLOCK_HEADER + content.length + GZIP_TRAILER);
  const cursor = new Cursor(bytes, 0);
  cursor.u8(0x1f).u8(0x8b).u8(8).u8(0).u32(0).u8(2).u8(3);
  for (let index = 0; index < blocks; index += 1) {
    const block = content.subarray(index * STORED_BLOCK_MAX, (index + 1) * STORED_BLOCK_MAX);
    cursor
      .u8(index === blocks - 1 ? 1 : 0)
      .u16(block.length)
      .u16(0xffff - block.length)
      .raw(block);
  }
  cursor.u32(crc32(content)).u32(content.length);
  return bytes;
}

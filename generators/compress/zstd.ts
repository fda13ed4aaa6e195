import { Cursor } from '../bytes/cursor.ts';
import { xxh64 } from './xxh64.ts';

/** RFC 8878 §3.1.1: Magic_Number. */
const MAGIC = 0xfd2fb528;
/** RFC 8878 §3.1.1.1.1: only Content_Checksum_flag; an input that comes through a pipe has no known size. */
const FRAME_DESCRIPTOR = 0x04;
/** RFC 8878 §3.1.1.1.2: exponent 13 stands for 8 MiB, the largest window that Linux allows when it streams. */
const WINDOW_DESCRIPTOR = 13 << 3;
const FRAME_HEADER = 6;
/** RFC 8878 §3.1.1.2: three bytes before each block, which holds at most 128 KiB; type 0 is Raw_Block. */
const BLOCK_HEADER = 3;
const BLOCK_MAX = 131_072;
/** RFC 8878 §3.1.1: the lower four bytes of XXH64, seed 0. */
const CHECKSUM = 4;

/**
 * Wraps the content in a zstd frame with the fields of one that `zstd --ultra` writes from a pipe, in raw blocks:
 * RFC 8878 §3.1.1.
 *
 * @param content below 2^32 bytes; 3 bytes for each 128 KiB of them and 10 are added
 */
export function zstdRaw(content: Uint8Array): Uint8Array {
  // Without content there is still one block, for a frame ends with a block that is marked as the last.
  const blocks = Math.max(1, Math.ceil(content.length / BLOCK_MAX));
  const bytes = new Uint8Array(FRAME_HEADER + blocks * BLOCK_HEADER + content.length + CHECKSUM);
  const cursor = new Cursor(bytes, 0).u32(MAGIC).u8(FRAME_DESCRIPTOR).u8(WINDOW_DESCRIPTOR);
  for (let index = 0; index < blocks; index += 1) {
    const block = content.subarray(index * BLOCK_MAX, (index + 1) * BLOCK_MAX);
    const header = (index === blocks - 1 ? 1 : 0) + 8 * block.length;
    cursor
      .u16(header % 0x10000)
      .u8(Math.floor(header / 0x10000))
      .raw(block);
  }
  cursor.u32(Number(BigInt.asUintN(32, xxh64(content))));
  return bytes;
}

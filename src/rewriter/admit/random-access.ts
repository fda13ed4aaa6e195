/** Bytes that can be read at any offset without being in memory all at once. Reads must stay inside `length`. */
export interface RandomAccess {
  readonly length: number;
  u8(offset: number): number;
  /** A 16-bit little-endian value. */
  u16(offset: number): number;
  /** A 32-bit little-endian value, unsigned. */
  u32(offset: number): number;
  /** Fills a buffer with the bytes from an offset on. */
  read(buffer: Uint8Array, offset: number): void;
}

/** Bytes that a block of a file holds, and blocks that are kept: a plan reads headers and a few far places. */
const BLOCK_LENGTH = 2 ** 16;
const BLOCKS_KEPT = 64;

/** Bytes in memory, at any alignment. */
export function memoryAccess(bytes: Uint8Array): RandomAccess {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    length: bytes.length,
    u8: (offset) => view.getUint8(offset),
    u16: (offset) => view.getUint16(offset, true),
    u32: (offset) => view.getUint32(offset, true),
    read: (buffer, offset) => {
      buffer.set(bytes.subarray(offset, offset + buffer.length));
    },
  };
}

/**
 * Bytes that are read in blocks when they are asked for; at most 4 MiB of them are kept.
 *
 * @param length of all bytes
 * @param read fills a buffer with the bytes from an offset on
 */
export function blockAccess(length: number, read: (buffer: Uint8Array, offset: number) => void): RandomAccess {
  const blocks = new Map<number, Uint8Array>();
  const blockAt = (index: number): Uint8Array => {
    const known = blocks.get(index);
    if (known !== undefined) return known;
    const start = index * BLOCK_LENGTH;
    const block = new Uint8Array(Math.min(BLOCK_LENGTH, length - start));
    read(block, start);
    if (blocks.size >= BLOCKS_KEPT) blocks.clear();
    blocks.set(index, block);
    return block;
  };
  const u8 = (offset: number): number => {
    const byte = blockAt(Math.floor(offset / BLOCK_LENGTH))[offset % BLOCK_LENGTH];
    if (byte === undefined) throw new RangeError(`offset ${offset} is outside of ${length} bytes`);
    return byte;
  };
  return bytewise(length, u8, read);
}

/** Random access whose values are put together from single bytes. */
export function bytewise(length: number, u8: (offset: number) => number, read: RandomAccess['read']): RandomAccess {
  const u16 = (offset: number): number => u8(offset) + u8(offset + 1) * 0x100;
  return { length, u8, u16, u32: (offset) => u16(offset) + u16(offset + 2) * 0x1_0000, read };
}

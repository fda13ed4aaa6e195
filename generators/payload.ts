import { crc32 } from 'node:zlib';
import { Cursor } from './cursor.ts';
import { fillSeeded } from './fill.ts';
import { roundUp } from './round.ts';
import type { MachineFacts } from './machines.ts';
import type { Compression } from './plan.ts';

/** The compressed kernel and what follows it in the file. */
export interface Payload {
  /** The bytes that the zboot header's offset and size describe. */
  readonly bytes: Uint8Array;
  /** The decompressed length in a word behind the payload; null for gzip, which ends with that word itself. */
  readonly footer: number | null;
}

/** First bytes of each compression's format, as real kernels carry them. */
const MAGIC: Readonly<Record<Exclude<Compression, 'gzip'>, readonly number[]>> = {
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  zstd22: [0x28, 0xb5, 0x2f, 0xfd],
  lz4: [0x02, 0x21, 0x4c, 0x18],
  lzma: [0x5d, 0x00, 0x00],
  lzo: [0x89, 0x4c, 0x5a, 0x4f],
  xzkern: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
};

/** RFC 1951 §3.2.4: a stored block holds at most 65535 bytes behind 5 bytes of header. */
const STORED_BLOCK_MAX = 65_535;
const STORED_BLOCK_HEADER = 5;
/** RFC 1952 §2.3: ten bytes in front of the deflate stream and eight behind it. */
const GZIP_HEADER = 10;
const GZIP_TRAILER = 8;
/** Bytes that an inner image has before its filler: enough for the largest header read that firmware does. */
const INNER_HEADER = 328;
/** Typical ratio of a kernel to its compressed form, for the opaque payloads' claimed length. */
const CLAIMED_RATIO = 3;

/**
 * Builds a payload. gzip is a real stream of stored blocks, written here so that its bytes are the same with every
 * zlib; it holds a tiny PE image. The other formats are their magic numbers and filler.
 *
 * @param filler bytes of filler, from 0
 */
export function buildPayload(compression: Compression, machine: MachineFacts, filler: number, seed: number): Payload {
  if (compression === 'gzip') {
    return { bytes: gzipStored(innerImage(machine, filler, seed)), footer: null };
  }
  const magic = MAGIC[compression];
  const bytes = new Uint8Array(16 + filler);
  fillSeeded(bytes, 0, bytes.length, seed, 'any');
  bytes.set(magic, 0);
  return { bytes, footer: bytes.length * CLAIMED_RATIO };
}

/** A PE image of one section, unsigned, as the kernel inside a zboot image is one. */
function innerImage(machine: MachineFacts, filler: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(INNER_HEADER + filler);
  fillSeeded(bytes, INNER_HEADER, bytes.length, seed, 'any');
  const cursor = new Cursor(bytes, 0);
  const stackAndHeap = machine.bits === 32 ? 16 : 32;
  cursor.text('MZ', 2).zeros(58).u32(64);
  // COFF file header: one section, then an optional header with six directories.
  cursor.text('PE', 4).u16(machine.code).u16(1).zeros(12);
  cursor.u16(128 + stackAndHeap).u16(machine.characteristics);
  // Optional header up to ImageBase, alignments and versions.
  cursor.u16(machine.magic).zeros(2).u32(filler).zeros(8).u32(0x1000).u32(0x1000).zeros(8);
  cursor.u32(0x1000).u32(0x200).zeros(4).u16(3).zeros(10);
  cursor
    .u32(0x1000 + roundUp(Math.max(filler, 1), 0x1000))
    .u32(INNER_HEADER)
    .u32(0);
  cursor.u16(10).u16(0x100).zeros(stackAndHeap).u32(0).u32(6).zeros(48);
  cursor.text('.text', 8).u32(Math.max(filler, 1)).u32(0x1000).u32(filler);
  cursor
    .u32(filler === 0 ? 0 : INNER_HEADER)
    .zeros(12)
    .u32(0x60000020);
  return bytes;
}

/** RFC 1952: header with time 0 and best compression, stored deflate blocks, CRC-32 and length. */
function gzipStored(content: Uint8Array): Uint8Array {
  const blocks = Math.ceil(content.length / STORED_BLOCK_MAX);
  const bytes = new Uint8Array(GZIP_HEADER + blocks * STORED_BLOCK_HEADER + content.length + GZIP_TRAILER);
  const cursor = new Cursor(bytes, 0);
  cursor.u8(0x1f).u8(0x8b).u8(8).u8(0).u32(0).u8(2).u8(3);
  for (let start = 0; start < content.length; start += STORED_BLOCK_MAX) {
    const block = content.subarray(start, start + STORED_BLOCK_MAX);
    const isLast = start + block.length === content.length;
    cursor
      .u8(isLast ? 1 : 0)
      .u16(block.length)
      .u16(0xffff - block.length)
      .raw(block);
  }
  cursor.u32(crc32(content)).u32(content.length);
  return bytes;
}

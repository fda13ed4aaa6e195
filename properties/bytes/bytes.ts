import type { Image } from '../../src/reader/index.ts';
import type { Span } from '../../src/results/index.ts';

/** The bytes of a span of the image, shortened where the file ends. */
export function bytesOf(image: Image, { offset, length }: Span): Uint8Array {
  return image.source.slice(offset, length);
}

/** Bytes that are compared in one native call: payloads are most of an image, and slack and padding are long. */
const BLOCK = 4096;
const ZEROS = new Uint8Array(BLOCK);

/**
 * The index of the first byte in which two arrays differ, or -1 when they are equal. Where one is longer, the first
 * byte that the other lacks differs.
 */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const end = Math.max(a.length, b.length);
  const isSame = (at: number): boolean => Buffer.compare(a.subarray(at, at + BLOCK), b.subarray(at, at + BLOCK)) === 0;
  let start = 0;
  while (start < end && isSame(start)) start += BLOCK;
  for (let index = start; index < end; index += 1) if (a[index] !== b[index]) return index;
  return -1;
}

function isZero(block: Uint8Array): boolean {
  return Buffer.compare(block, ZEROS.subarray(0, block.length)) === 0;
}

/** The index of the first byte from `start` on that is not zero, or -1. */
export function firstNonZero(bytes: Uint8Array, start = 0): number {
  let index = start;
  while (index < bytes.length && isZero(bytes.subarray(index, index + BLOCK))) index += BLOCK;
  for (; index < bytes.length; index += 1) if (bytes[index] !== 0) return index;
  return -1;
}

/** Bytes as hexadecimal digits without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Bytes that are fetched at once where a stretch of a file is scanned: memory stays small however long it is. */
const CHUNK = 2 ** 20;

/** A stretch of the image in pieces of at most 1 MiB, each with its file offset; shortened where the file ends. */
export function* chunksOf(image: Image, { offset, length }: Span): Iterable<{ offset: number; bytes: Uint8Array }> {
  const end = Math.min(offset + length, image.fileSize);
  for (let at = offset; at < end; at += CHUNK) {
    yield { offset: at, bytes: image.source.slice(at, Math.min(CHUNK, end - at)) };
  }
}

/** The file offset of the first byte of a stretch that is not zero, or `null`; what is past the end of the file is not looked at. */
export function firstNonZeroIn(image: Image, span: Span): number | null {
  for (const { offset, bytes } of chunksOf(image, span)) {
    const found = firstNonZero(bytes);
    if (found !== -1) return offset + found;
  }
  return null;
}

import type { Image } from '../src/reader/index.ts';
import type { Span } from '../src/results/index.ts';

/** The bytes of a span of the image, shortened where the file ends. */
export function bytesOf(image: Image, { offset, length }: Span): Uint8Array {
  return image.source.slice(offset, length);
}

/**
 * The index of the first byte in which two arrays differ, or -1 when they are equal. Where one is longer, the first
 * byte that the other lacks differs.
 */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  // Word by word where the memory allows it: payloads are most of an image, and several rules compare them.
  if ((a.byteOffset - b.byteOffset) % 4 === 0) {
    while (index < length && (a.byteOffset + index) % 4 !== 0 && a[index] === b[index]) index += 1;
    if ((a.byteOffset + index) % 4 === 0) {
      const words = Math.floor((length - index) / 4);
      const wordsOfA = new Uint32Array(a.buffer, a.byteOffset + index, words);
      const wordsOfB = new Uint32Array(b.buffer, b.byteOffset + index, words);
      let word = 0;
      while (word < words && wordsOfA[word] === wordsOfB[word]) word += 1;
      index += word * 4;
    }
  }
  while (index < length && a[index] === b[index]) index += 1;
  return index < length || a.length !== b.length ? index : -1;
}

/** The index of the first byte from `start` on that is not zero, or -1. */
export function firstNonZero(bytes: Uint8Array, start = 0): number {
  let index = start;
  while (index < bytes.length && (bytes.byteOffset + index) % 4 !== 0) {
    if (bytes[index] !== 0) return index;
    index += 1;
  }
  if (index >= bytes.length) return -1;
  // Header slack and padding are mostly zeros, and long.
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + index, Math.floor((bytes.length - index) / 4));
  let word = 0;
  while (word < words.length && words[word] === 0) word += 1;
  index += word * 4;
  while (index < bytes.length && bytes[index] === 0) index += 1;
  return index < bytes.length ? index : -1;
}

/** Bytes as hexadecimal digits without separators. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
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

/** The file offset of the first byte of a stretch that is not zero, or `null`; what lies behind the file is not looked at. */
export function firstNonZeroIn(image: Image, span: Span): number | null {
  for (const { offset, bytes } of chunksOf(image, span)) {
    const found = firstNonZero(bytes);
    if (found !== -1) return offset + found;
  }
  return null;
}

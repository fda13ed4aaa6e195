import type { Image } from '../../src/reader/index.ts';
import { chunksOf } from './bytes.ts';

const cache = new WeakMap<Image, number>();

/** Whether typed arrays read words in the order of the file. */
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The checksum that the image should carry: the sum of the file as little-endian 16-bit words with end-around carry,
 * the CheckSum field taken as zero, plus the file's length. Works at any parity of the field's offset and any length.
 * [PE format, Appendix A; Windows imagehlp CheckSumMappedFile]
 */
export function checksumOf(image: Image): number {
  const known = cache.get(image);
  if (known !== undefined) return known;
  const field = image.optionalHeader.checkSum;
  const behind = field.offset + field.length;
  let sum = 0;
  for (const span of [
    { offset: 0, length: field.offset },
    // Longer than what is left, which ends with the file all the same.
    { offset: behind, length: image.fileSize },
  ]) {
    for (const { offset, bytes } of chunksOf(image, span)) sum += wordSum(bytes, offset % 2);
  }
  const result = (fold(sum) + image.fileSize) % 2 ** 32;
  cache.set(image, result);
  return result;
}

/** Reduces a sum of words to 16 bits by adding the carries back in. */
function fold(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest % 0x10000) + Math.floor(rest / 0x10000);
  return rest;
}

/** Sum of 16-bit words. `parity` is 1 when the first byte is the high half of its word. Exact up to 2^37 words. */
function wordSum(bytes: Uint8Array, parity: number): number {
  let sum = 0;
  let index = 0;
  if (parity === 1 && bytes.length > 0) {
    sum += (bytes[0] ?? 0) * 256;
    index = 1;
  }
  const pairs = Math.floor((bytes.length - index) / 2);
  if (HOST_IS_LITTLE_ENDIAN && (bytes.byteOffset + index) % 2 === 0) {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset + index, pairs);
    for (let word = 0; word < pairs; word += 1) sum += words[word] ?? 0;
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset + index, pairs * 2);
    for (let at = 0; at < pairs * 2; at += 2) sum += view.getUint16(at, true);
  }
  return sum + (bytes[index + pairs * 2] ?? 0);
}

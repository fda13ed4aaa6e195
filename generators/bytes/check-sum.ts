/** Words added between two reductions, so that the sum of 32-bit words stays an exact number. */
const WORDS_PER_REDUCTION = 0x10_0000;
const ONES_COMPLEMENT_MODULUS = 0xffff;

/**
 * The PE checksum: the ones' complement sum of all 16-bit little-endian words, plus the file's length.
 *
 * Adding 32-bit words gives the same sum, because 2^16 is 1 modulo 65535. An odd last byte counts as a word whose
 * high byte is 0.
 *
 * @param bytes a file whose CheckSum field is 0, in a buffer aligned to 4
 */
export function peCheckSum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let total = 0;
  for (let start = 0; start < words.length; start += WORDS_PER_REDUCTION) {
    const end = Math.min(words.length, start + WORDS_PER_REDUCTION);
    for (let index = start; index < end; index += 1) {
      total += words[index] ?? 0;
    }
    total = reduce(total);
  }
  for (let offset = words.length * 4; offset < bytes.length; offset += 1) {
    total += (bytes[offset] ?? 0) * (offset % 2 === 0 ? 1 : 0x100);
  }
  return (reduce(total) + bytes.length) % 0x1_0000_0000;
}

/** Folding carries never turns a sum into 0 unless every word is 0, so the remainder 0 stands for 65535. */
function reduce(total: number): number {
  return total === 0 ? 0 : ((total - 1) % ONES_COMPLEMENT_MODULUS) + 1;
}

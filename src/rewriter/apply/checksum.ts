/** Words summed before the sum is folded: 2^15 words of 16 bits stay below 2^31, where integer addition is fast. */
const WORDS_PER_FOLD = 0x8000;

/** Whether this machine stores the low byte of a word first. */
const LOW_BYTE_FIRST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The PE image checksum of a file that is read piece by piece, as if its CheckSum field held zero.
 *
 * The file is summed as little-endian 16-bit words with end-around carry, an odd last byte counting as a word of its
 * own; the file length is added to the folded sum. Any length from 0 to 2^32 - 1 bytes.
 *
 * PE format, "CheckSum": the algorithm of ImageHlp.dll.
 */
export interface CheckSum {
  /** Takes the next bytes in, at any alignment in memory; all pieces but the last have an even length. */
  add(bytes: Uint8Array): void;
  /** The checksum of all bytes so far. */
  value(): number;
}

/** A checksum of no bytes yet. */
export function startCheckSum(): CheckSum {
  let sum = 0;
  let length = 0;
  return {
    add(bytes) {
      sum = fold(sum + (bytes.byteOffset % 2 === 0 ? sumAligned(bytes) : sumUnaligned(bytes)));
      length += bytes.length;
    },
    value: () => (sum + length) % 0x1_0000_0000,
  };
}

/** The checksum of a whole file whose CheckSum field holds zero. */
export function checkSumOf(bytes: Uint8Array): number {
  const sum = startCheckSum();
  sum.add(bytes);
  return sum.value();
}

function sumAligned(bytes: Uint8Array): number {
  const words = new Uint16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2));
  let total = 0;
  for (let start = 0; start < words.length; start += WORDS_PER_FOLD) {
    const end = Math.min(start + WORDS_PER_FOLD, words.length);
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += words[index] ?? 0;
    total += sum;
  }
  // A sum with end-around carry commutes with swapping the bytes of every word, so one swap at the end is enough.
  const folded = fold(total);
  return (LOW_BYTE_FIRST ? folded : swapBytes(folded)) + oddLastByte(bytes);
}

function sumUnaligned(bytes: Uint8Array): number {
  let total = 0;
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    total += (bytes[index] ?? 0) + (bytes[index + 1] ?? 0) * 0x100;
  }
  return total + oddLastByte(bytes);
}

function oddLastByte(bytes: Uint8Array): number {
  return bytes.length % 2 === 1 ? (bytes[bytes.length - 1] ?? 0) : 0;
}

/** Adds the carries back in until 16 bits remain; a total of 2^32 words needs three rounds. */
function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return folded;
}

function swapBytes(word: number): number {
  return (word % 0x100) * 0x100 + Math.floor(word / 0x100);
}

/** Seeded filler: the only source of arbitrary bytes in a generated image. */

// The increments and multipliers of SplitMix32 with the finaliser constants found by Chris Wellons (hash-prospector).
const GOLDEN_GAMMA = 0x9e3779b9;
const MIX_FIRST = 0x21f0aaad;
const MIX_SECOND = 0x735a2d97;

/** The lowest bit of each byte of a word: setting all four makes a word free of zero bytes. */
const LOW_BIT_OF_EACH_BYTE = 0x01010101;

/** Whether filler may hold zero bytes; live bytes that must not look like padding take `non-zero`. */
export type FillKind = 'any' | 'non-zero';

/**
 * Scrambles a 32-bit integer so that neighbouring inputs give unrelated outputs.
 *
 * @param value taken modulo 2^32
 * @returns 0 to 2^32 - 1
 */
function mixWord(value: number): number {
  let word = value >>> 0;
  word = Math.imul(word ^ (word >>> 16), MIX_FIRST);
  word = Math.imul(word ^ (word >>> 15), MIX_SECOND);
  return (word ^ (word >>> 15)) >>> 0;
}

/**
 * Derives an independent seed for one purpose out of a plan's seed.
 *
 * @param seed the plan's seed, taken modulo 2^32
 * @param stream a number that is different for each purpose
 */
export function streamSeed(seed: number, stream: number): number {
  return mixWord((mixWord(seed + GOLDEN_GAMMA) ^ Math.imul(stream, MIX_FIRST)) >>> 0);
}

/** The word that {@link fillSeeded} writes first of a seed where a word begins. */
export function firstWord(seed: number): number {
  return mixWord(seed + 2 * GOLDEN_GAMMA);
}

/**
 * Overwrites `[start, end)` of `bytes` with filler that depends on the seed, on `start mod 4` and on nothing else.
 *
 * @param start the first byte, 0 to `end`
 * @param end the byte after the last, at most `bytes.length`
 */
export function fillSeeded(bytes: Uint8Array, start: number, end: number, seed: number, kind: FillKind): void {
  const mask = kind === 'non-zero' ? LOW_BIT_OF_EACH_BYTE : 0;
  let state = seed;
  const next = (): number => {
    state = (state + GOLDEN_GAMMA) >>> 0;
    return (mixWord(state) | mask) >>> 0;
  };
  const wordsStart = start + ((4 - ((bytes.byteOffset + start) % 4)) % 4);
  scatter(bytes, start, Math.min(wordsStart, end), next());
  if (wordsStart >= end) {
    return;
  }
  const wordCount = Math.floor((end - wordsStart) / 4);
  fillWords(new Uint32Array(bytes.buffer, bytes.byteOffset + wordsStart, wordCount), state, mask);
  state = (state + Math.imul(wordCount, GOLDEN_GAMMA)) >>> 0;
  scatter(bytes, wordsStart + wordCount * 4, end, next());
}

/** Writes whole words at once, which is several times faster than bytes; the host is taken to be little-endian. */
function fillWords(words: Uint32Array, seed: number, mask: number): void {
  let state = seed | 0;
  for (let index = 0; index < words.length; index += 1) {
    state = (state + GOLDEN_GAMMA) | 0;
    let word = Math.imul(state ^ (state >>> 16), MIX_FIRST);
    word = Math.imul(word ^ (word >>> 15), MIX_SECOND);
    words[index] = (word ^ (word >>> 15)) | mask;
  }
}

function scatter(bytes: Uint8Array, start: number, end: number, word: number): void {
  for (let offset = start; offset < end; offset += 1) {
    bytes[offset] = (word >>> (8 * (offset - start))) & 0xff;
  }
}

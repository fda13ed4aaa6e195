/** No dictionary is smaller for xz, nor is it for the others. */
const SMALLEST = 4096;
const UNIT = 16;

/**
 * How far back matches may reach for a dictionary of this size, in bytes. xz takes small ones for larger and rounds all
 * up, and so do streams of its own that it decodes.
 */
export function windowOf(dictionary: number): number {
  return Math.ceil(Math.max(SMALLEST, dictionary) / UNIT) * UNIT;
}

/**
 * Whether xz takes a header with this size of a dictionary for one of LZMA: 2^n or 2^n + 2^(n-1), or the greatest that
 * there is. No encoder states others.
 */
export function isUsual(dictionary: number): boolean {
  let odd = dictionary;
  while (odd > 0 && odd % 2 === 0) odd /= 2;
  return odd === 1 || odd === 3 || dictionary === 2 ** 32 - 1;
}

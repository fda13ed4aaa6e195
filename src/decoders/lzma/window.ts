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

/** One more than the largest unsigned 32-bit number. */
export const U32_LIMIT = 2 ** 32;

/** The smallest multiple of `step` that is not below `value`, exact for unsigned 32-bit numbers; `step` is not 0. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/**
 * The smallest multiple of `alignment` that is not below `value`, exact for any two unsigned 32-bit numbers; `null`
 * when `alignment` is 0, for which there is none.
 */
export function alignUp(value: number, alignment: number): number | null {
  return alignment === 0 ? null : roundUp(value, alignment);
}

/** Whether a flag word has every bit of `bits`. */
export function hasFlags(word: number, bits: number): boolean {
  return (word & bits) >>> 0 === bits;
}

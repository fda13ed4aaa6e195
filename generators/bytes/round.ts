/**
 * The smallest multiple of `multiple` that is at least `value`; exact for every whole number up to 2^53.
 *
 * @param multiple above 0
 */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The largest multiple of `multiple` that is at most `value`. */
export function roundDown(value: number, multiple: number): number {
  return Math.floor(value / multiple) * multiple;
}

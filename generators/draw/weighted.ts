import * as fc from 'fast-check';

/**
 * Draws a value by weight and shrinks towards the first, so the dullest comes first.
 *
 * One number is drawn from the sum of the weights; unlike a plain integer it is not biased towards the ends.
 *
 * @param entries weight and value; weights are whole numbers above 0
 */
export function weighted<T>(...entries: readonly (readonly [number, T])[]): fc.Arbitrary<T> {
  const values = entries.flatMap(([weight, value]) => new Array<T>(weight).fill(value));
  return fc.constantFrom(...values);
}

/** A range of whole numbers with a weight, both ends included, in steps of `step`. */
export interface WeightedRange {
  readonly weight: number;
  readonly low: number;
  readonly high: number;
  readonly step?: number;
}

/** Draws a range by weight and a number evenly from it; shrinks within the range, then towards the first range. */
export function ranges(...entries: readonly WeightedRange[]): fc.Arbitrary<number> {
  const options = entries.map(({ weight, low, high, step = 1 }) => ({
    weight,
    arbitrary: low === high ? fc.constant(low) : steps(low, high, step),
  }));
  return fc.oneof({ withCrossShrink: true }, ...options);
}

function steps(low: number, high: number, step: number): fc.Arbitrary<number> {
  return step === 1
    ? fc.integer({ min: low, max: high })
    : fc.integer({ min: low / step, max: high / step }).map((count) => count * step);
}

/** Inputs that the tests of one law draw in all, unless the nightly script asks for more. */
const INPUTS = 5000;

function wholeNumber(name: string, otherwise: number): number {
  const text = process.env[name] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

/** The seed of the laws on any bytes: 1, or that of the nightly script. */
export const SEED = wholeNumber('ZBOOTKIT_SEED', 1);

/** How many inputs a property takes that has so many in the tests; many more in the nightly script. */
export function effort(runs: number): number {
  return Math.ceil((runs * wholeNumber('ZBOOTKIT_INPUTS', INPUTS)) / INPUTS);
}

/**
 * So many of some things, spread evenly from the first to the last; all of them when the variable ZBOOTKIT_SAMPLES is
 * `all`, as in the nightly script. The seed says where the spread begins.
 */
export function sampleOf<T>(all: readonly T[], count: number): readonly T[] {
  if (process.env['ZBOOTKIT_SAMPLES'] === 'all' || count >= all.length) return all;
  const step = all.length / count;
  const first = SEED % Math.ceil(step);
  return Array.from({ length: count }, (_, index) => all[Math.floor(first + index * step) % all.length]).filter(
    (one) => one !== undefined,
  );
}

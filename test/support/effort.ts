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

/**
 * How much the tests try. The variable ZBOOTKIT_EFFORT says it: `quick`, as when it is not set, a sample of what takes
 * long; `full`, every test and every row of it; or a number of inputs, as in the nightly script, for so many inputs of
 * each law on any bytes and for all that even `full` takes a sample of.
 */
type Effort = 'quick' | 'full' | number;

/** Inputs that the tests of one law draw in all with full effort. */
const INPUTS = 5000;
/** So many times fewer inputs are drawn when it has to be quick. */
const QUICKER = 12;

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} has to be a whole number up to 999999999, not "${text}".`);
  return Number(text);
}

function effortOf(text: string): Effort {
  return text === 'quick' || text === 'full' ? text : wholeNumber('ZBOOTKIT_EFFORT, if not quick or full,', text);
}

const EFFORT = effortOf(process.env['ZBOOTKIT_EFFORT'] ?? 'quick');

/** The seed of the laws on any bytes: 1, or that of the nightly script. */
export const SEED = wholeNumber('ZBOOTKIT_SEED', process.env['ZBOOTKIT_SEED'] ?? '1');

/** How many inputs a property takes that has so many with full effort. */
export function effort(runs: number): number {
  if (EFFORT === 'full') return runs;
  return Math.ceil(EFFORT === 'quick' ? runs / QUICKER : (runs * EFFORT) / INPUTS);
}

/** What is tried of something, by the effort. */
export interface Sizes<T> {
  readonly quick: T;
  readonly full: T;
}

/** What belongs to the effort; the nightly script has no more than the full one. */
export function byEffort<T>({ quick, full }: Sizes<T>): T {
  return EFFORT === 'quick' ? quick : full;
}

/**
 * Some of many things, spread evenly from the first to the last. The seed says where the spread begins.
 *
 * @param sizes how many; where it has no size for the full effort, that is all of them, as it always is in the nightly
 *   script
 */
export function sampleOf<T>(all: readonly T[], { quick, full = Infinity }: Partial<Sizes<number>>): readonly T[] {
  const count = EFFORT === 'quick' ? (quick ?? full) : EFFORT === 'full' ? full : Infinity;
  if (count >= all.length) return all;
  const step = all.length / count;
  const first = SEED % Math.ceil(step);
  return Array.from({ length: count }, (_, index) => all[Math.floor(first + index * step) % all.length]).filter(
    (one) => one !== undefined,
  );
}

/** How large a sample is, for the names of tests: `8 of 288`. */
export function outOf(sample: readonly unknown[], all: readonly unknown[]): string {
  return sample.length === all.length ? `all ${all.length}` : `${sample.length} of ${all.length}`;
}

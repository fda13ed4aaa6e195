/** The whole of it, for the script. */
import { FAULTS } from './faults.ts';
import { summarise } from './summary.ts';
import type { Summary } from './summary.ts';
import { sweep } from './sweep.ts';

export { measuredPart, renderPage } from './page.ts';
export { complaints, headline, renderText } from './text.ts';

/** What to run. */
export interface RunOptions {
  readonly seeds: readonly [number, ...number[]];
  readonly runs: number;
  readonly grid: 'first' | 'none';
  /** Told after each seed. */
  readonly onSeed: (seed: number) => void;
}

/** Tries every fault on the cases of each seed. */
export function run({ seeds, runs, grid, onSeed }: RunOptions): Summary {
  const one = (seed: number): ReturnType<typeof sweep> => {
    const result = sweep(
      seed,
      { runs, grid, extremes: grid === 'first' ? 'second' : 'none', foreign: 'fourth', hostile: 'last' },
      FAULTS,
    );
    onSeed(seed);
    return result;
  };
  const [first, ...others] = seeds;
  return summarise([one(first), ...others.map(one)]);
}

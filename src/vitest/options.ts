import type { ProfileName } from '../../properties/index.ts';
import { requireSelection } from '../judging/index.ts';
import { SEED_MAX, requireWholeNumber, settled } from '../results/index.ts';

/** What a suite runs and by what it judges. Everything may be left out. */
export interface ConformanceOptions {
  /** Chooses the random cases; a whole number of 32 bits, 1 by default. */
  readonly seed?: number;
  /** Random cases; a whole number from 1 on, 1,000 by default, a third of those of `verify`. With fewer, some rules may never be exercised. */
  readonly runs?: number;
  /** Whether the exhaustive grid, the same for every seed, comes before the random cases; `first` by default. */
  readonly grid?: 'first' | 'none';
  /** Whether the images at the ends of what images can be come after it; `second` by default. */
  readonly extremes?: 'second' | 'none';
  /** Whether images that are no zboot images come after the random ones, which may be refused; `fourth` by default. */
  readonly foreign?: 'fourth' | 'none';
  /** Whether images that break the format come last, which every rewriter has to survive; `last` by default. */
  readonly hostile?: 'last' | 'none';
  /** Whose eyes judge; `zboot` by default. */
  readonly profile?: ProfileName;
  /** Globs over rule ids, such as `PR-ZB-*`; without any, all rules of the profile judge. */
  readonly rules?: readonly string[];
  readonly excludedRules?: readonly string[];
  /** The name that the rewriter gives every new section, if it cannot be told. */
  readonly name?: string;
  /** The flags that the rewriter gives every new section, if it cannot be told. */
  readonly characteristics?: number;
  /** The mildest level whose failed rules fail their tests; milder ones annotate them. `error` by default. */
  readonly failOn?: 'error' | 'warning';
  /** Milliseconds that the whole run may take before vitest gives it up; ten minutes by default. */
  readonly timeoutMs?: number;
}

/** Options with nothing left out but what says that the rewriter can be told. */
export type ConformanceSettings = Required<Omit<ConformanceOptions, 'name' | 'characteristics'>> &
  Pick<ConformanceOptions, 'name' | 'characteristics'>;

const DEFAULTS: ConformanceSettings = {
  seed: 1,
  runs: 1000,
  grid: 'first',
  extremes: 'second',
  foreign: 'fourth',
  hostile: 'last',
  profile: 'zboot',
  rules: [],
  excludedRules: [],
  failOn: 'error',
  timeoutMs: 600_000,
};

/**
 * Fills in what was left out.
 *
 * @throws RangeError on a value that would make a suite which judges nothing, or not what its author meant
 */
export function settingsOf(options: ConformanceOptions): ConformanceSettings {
  const settings = settled(DEFAULTS, options);
  requireWholeNumber('describeConformance', 'seed', settings.seed, [0, SEED_MAX]);
  requireWholeNumber('describeConformance', 'runs', settings.runs, [1, Number.MAX_SAFE_INTEGER]);
  requireSelection('describeConformance', settings);
  return settings;
}

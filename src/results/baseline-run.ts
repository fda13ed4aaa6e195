import { CASE_SETS } from './report.ts';
import type { CaseSet, Report } from './report.ts';

/** A run that known failures were seen in, as a baseline records it. */
export interface BaselineRun {
  /** The version of the toolkit. */
  readonly version: string;
  readonly seed: number;
  readonly profile: string;
  readonly rules: readonly string[];
  readonly excludedRules: readonly string[];
  /** How many cases of each set were planned, which is how many were run where it was whole. */
  readonly cases: Readonly<Record<CaseSet, number>>;
}

/** What a baseline records of the run of a report. */
export function baselineRunOf({ tool, run }: Pick<Report, 'tool' | 'run'>): BaselineRun {
  const { seed, profile, rules, excludedRules } = run;
  const cases = {
    grid: run.grid.planned,
    extremes: run.extremes.planned,
    random: run.planned,
    foreign: run.foreign.planned,
    hostile: run.hostile.planned,
  };
  return { version: tool.version, seed, profile, rules, excludedRules, cases };
}

/**
 * Whether a run that comes to its end has every case of another one, judged alike: what failed there and does not fail here is
 * mended. The rules that were left out decide no case, and whoever looks for an entry knows whether it was judged by.
 */
export function coversRun(run: BaselineRun, other: BaselineRun): boolean {
  if (run.seed !== other.seed || run.profile !== other.profile) return false;
  return CASE_SETS.every((set) => {
    const [count, wanted] = [run.cases[set], other.cases[set]];
    // Versions differ in how many cases the other sets have, and what was dropped could never be run again.
    return set === 'random' || run.version === other.version ? count >= wanted : count > 0 || wanted === 0;
  });
}

/** Whether two runs had the same cases, made by one version and judged alike. */
export function hasSameCases(run: BaselineRun, other: BaselineRun): boolean {
  return run.version === other.version && coversRun(run, other) && coversRun(other, run);
}

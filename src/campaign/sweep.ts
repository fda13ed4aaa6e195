import type { CaseAddress } from '../../generators/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import { CASE_SETS } from '../results/index.ts';
import { batchesOf, seenIn } from './batch.ts';
import type { Pool } from './batch.ts';
import { elapsedMs } from './clock.ts';
import type { Evidence } from './evidence.ts';
import { SubjectUnavailable } from './examine.ts';
import { inOrder } from './execute.ts';
import { WHOLE, casesInShare, scheduleOf } from './schedule.ts';
import type { Extent, Share } from './schedule.ts';
import { TallySum, answersOf, executedCases, ruleTally } from './tally.ts';
import type { Tally } from './tally.ts';

/** After so many cases without one answer in time the subject is given up, for the rest would take hours. */
const HOPELESS_CASES = 20;

export interface SweepOptions extends Extent {
  readonly subject: Rewriter;
  readonly rules: readonly Rule[];
  readonly seed: number;
  /** Calls of a command that run at the same time. Changes the speed only. */
  readonly jobs: number;
  /** Who examines the cases instead of this thread, or `null`. */
  readonly pool: Pool | null;
  /** Keeps some of what is seen in this thread, where there is one. */
  readonly evidence?: Evidence | null;
  /** Whether a subject that never answers in time is given up; it is unless said otherwise. */
  readonly patience?: 'bounded' | 'endless';
  /** Which of the cases; all unless given. */
  readonly share?: Share;
  /** The clock, for the time that the grid takes. */
  now(): Date;
  /** Told after every case how many of how many are done. */
  onProgress(done: number, planned: number): void;
  /** Told of each rule at the first case on which it fails, in the order of the cases. */
  onFailure(rule: Rule, at: CaseAddress): void;
  /** Asked before every case; `true` ends the sweep early. */
  shouldStop(): boolean;
}

/** What a sweep over all cases saw. */
export interface Sweep {
  readonly tally: Tally;
  readonly gridMs: number;
  /** Why the subject could not be called at all, or `null`. */
  readonly unavailable: string | null;
}

/** Whether the subject was never run, or never answered in time, if there was any: then nothing can be said of it. */
export function cannotBeJudged({ tally, unavailable }: Sweep): boolean {
  return unavailable !== null || answersOf('timed-out', tally) === executedCases(tally);
}

/** Runs every case of the schedule once and judges every rule on it. */
export async function sweep(options: SweepOptions): Promise<Sweep> {
  const { subject, pool, share = WHOLE, patience = 'bounded' } = options;
  const planned = casesInShare(options, share);
  const total = CASE_SETS.reduce((sum, set) => sum + planned[set], 0);
  const startedAt = options.now();
  const elapsed = (): number => elapsedMs(startedAt, options.now());
  const sum = new TallySum();
  let ended = 0;
  let gridMs: number | null = planned.grid === 0 ? 0 : null;
  let unavailable: string | null = null;
  let isOver = false;
  const silent = new Set(options.rules);
  const schedule = scheduleOf(options, subject.command === null ? 'in-process' : 'by-command', share);
  const outcomes = inOrder(batchesOf(schedule, pool === null ? 'single' : 'small'), {
    jobs: pool?.width ?? (subject.command === null ? 1 : Math.max(1, options.jobs)),
    run: async (batch) => {
      const seen = await (pool === null ? seenIn(batch, options) : pool.examine(batch));
      ended += batch.length;
      // What is told of it waits for its turn; nothing more is begun meanwhile.
      isOver ||= seen.failure !== null;
      options.onProgress(ended, total);
      return seen;
    },
    shouldStop: () => isOver || options.shouldStop(),
  });
  for await (const outcome of outcomes) {
    const seen = outcome.kind === 'done' ? outcome.result : { tally: null, failure: asError(outcome.reason) };
    if (seen.tally !== null) {
      sum.add(seen.tally);
      tellFirst(seen.tally, silent, options);
    }
    if (seen.failure !== null) {
      if (!(seen.failure instanceof SubjectUnavailable)) throw seen.failure;
      // A call that was cut short says nothing about the subject.
      if (options.shouldStop()) continue;
      unavailable = seen.failure.message;
      break;
    }
    if (sum.executed.grid === planned.grid) gridMs ??= elapsed();
    if (patience === 'bounded' && isHopeless(sum)) break;
  }
  return { tally: sum.tally(), gridMs: gridMs ?? elapsed(), unavailable };
}

/** Tells of the rules that failed for the first time, and takes them from those that never did. */
function tellFirst(tally: Tally, silent: Set<Rule>, { onFailure }: Pick<SweepOptions, 'onFailure'>): void {
  for (const rule of silent) {
    const { first } = ruleTally(rule.id, tally);
    if (first === null) continue;
    silent.delete(rule);
    onFailure(rule, first);
  }
}

/** Whether all that were examined so far were late, and enough to expect nothing else. */
function isHopeless(sum: TallySum): boolean {
  const count = executedCases(sum);
  return count === HOPELESS_CASES && sum.late === count;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

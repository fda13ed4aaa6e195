import { caseOf } from '../../generators/index.ts';
import type { CaseAddress } from '../../generators/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import type { Reading } from '../reader/index.ts';
import { CASE_SETS } from '../results/index.ts';
import { CampaignError, SubjectUnavailable, examine } from './examine.ts';
import { inOrder } from './execute.ts';
import { observe } from './observe.ts';
import { plannedCases, scheduleOf } from './schedule.ts';
import type { Appointment, Extent } from './schedule.ts';
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

/** Whether the subject was never run, or never answered in time: then nothing can be said of it. */
export function cannotBeJudged({ tally, unavailable }: Sweep): boolean {
  const count = executedCases(tally);
  return unavailable !== null || (count > 0 && answersOf('timed-out', tally) === count);
}

/** Runs every case of the schedule once and judges every rule on it. */
export async function sweep(options: SweepOptions): Promise<Sweep> {
  const { subject, jobs } = options;
  const planned = plannedCases(options);
  const total = CASE_SETS.reduce((sum, set) => sum + planned[set], 0);
  const startedAt = options.now().getTime();
  const elapsed = (): number => options.now().getTime() - startedAt;
  const sum = new TallySum();
  let ended = 0;
  let gridMs: number | null = planned.grid === 0 ? 0 : null;
  let unavailable: string | null = null;
  const silent = new Set(options.rules);
  const outcomes = inOrder(scheduleOf(options, subject.command === null ? 'in-process' : 'by-command'), {
    jobs: subject.command === null ? 1 : Math.max(1, jobs),
    run: async (appointment) => {
      const tally = await observed(appointment, options);
      ended += 1;
      options.onProgress(ended, total);
      return tally;
    },
    shouldStop: () => options.shouldStop(),
  });
  for await (const outcome of outcomes) {
    if (outcome.kind === 'failed') {
      if (!(outcome.reason instanceof SubjectUnavailable)) throw outcome.reason;
      // A call that was cut short says nothing about the subject.
      if (options.shouldStop()) continue;
      unavailable = outcome.reason.message;
      break;
    }
    sum.add(outcome.result);
    for (const rule of silent) {
      const { first } = ruleTally(rule.id, outcome.result);
      if (first === null) continue;
      silent.delete(rule);
      options.onFailure(rule, first);
    }
    if (sum.executed.grid === planned.grid) gridMs ??= elapsed();
    if (isHopeless(sum)) break;
  }
  return { tally: sum.tally(), gridMs: gridMs ?? elapsed(), unavailable };
}

/** Whether all that were examined so far were late, and enough to expect nothing else. */
function isHopeless(sum: TallySum): boolean {
  const count = executedCases(sum);
  return count === HOPELESS_CASES && sum.late === count;
}

async function observed({ address, repetition }: Appointment, options: SweepOptions): Promise<Tally> {
  const { subject, rules, seed } = options;
  const examined = caseOf(seed, address);
  const examination = await examine(examined, subject, rules, repetition);
  if (address.set !== 'hostile') requireReadable(examination.call.before);
  return observe(address, examined, examination, rules);
}

/** An image that our own generator made and our own reader cannot read says nothing about any subject. */
function requireReadable(before: Reading): void {
  if (before.ok) return;
  const { path, code } = before.fault;
  throw new CampaignError(`a generated image cannot be read: ${path} (${code})`);
}

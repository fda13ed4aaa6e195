import { CoverageTally, GRID_SIZE, caseOf } from '../../generators/index.ts';
import type { CaseSet, Coverage, ZbootCase } from '../../generators/index.ts';
import { refusalGrounds } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import { SubjectUnavailable, examine } from './examine.ts';
import type { Examination, Repetition } from './examine.ts';
import { RefusalTally } from './refusal-tally.ts';
import { AnswerTally, RuleTally } from './tally.ts';
import type { Hit } from './tally.ts';

/** More calls of a command cost a process each, so only one case in so many makes them. */
const REPEAT_EVERY_FOR_COMMANDS = 10;

/** Judging a second append costs more than judging the first, so one case in so many is enough. */
const COMPOSE_EVERY = 4;

/** After so many cases without one answer in time the subject is given up, for the rest would take hours. */
const HOPELESS_CASES = 20;

export interface SweepOptions {
  readonly subject: Rewriter;
  readonly rules: readonly Rule[];
  readonly seed: number;
  readonly runs: number;
  readonly grid: 'first' | 'none';
  /** Calls of a command that run at the same time. Changes the speed only. */
  readonly jobs: number;
  /** The clock, for the time that the grid takes. */
  now(): Date;
  /** Told after every case how many of how many are done. */
  onProgress(done: number, planned: number): void;
  /** Asked before every batch; `true` ends the sweep early. */
  shouldStop(): boolean;
}

/** What a sweep over all cases saw. */
export interface Sweep {
  readonly tallies: readonly RuleTally[];
  readonly answers: AnswerTally;
  readonly refusals: RefusalTally;
  /** What the random cases had in them. */
  readonly coverage: Coverage;
  /** Cases that were examined, of each set. */
  readonly executed: Readonly<Record<CaseSet, number>>;
  readonly gridMs: number;
  /** Why the subject could not be called at all, or `null`. */
  readonly unavailable: string | null;
}

/** Whether the subject was never run, or never answered in time: then nothing can be said of it. */
export function cannotBeJudged({ answers, executed, unavailable }: Sweep): boolean {
  const count = executed.grid + executed.random;
  return unavailable !== null || (count > 0 && answers.count('timed-out') === count);
}

/** How many cases of each set a sweep is to examine. */
export function plannedCases({ runs, grid }: Pick<SweepOptions, 'runs' | 'grid'>): Readonly<Record<CaseSet, number>> {
  return { grid: grid === 'first' ? GRID_SIZE : 0, random: runs };
}

/** Runs every case once and judges every rule on it. Cases are tallied in their order, whatever order they end in. */
export async function sweep(options: SweepOptions): Promise<Sweep> {
  const state: State = {
    tallies: options.rules.map((rule) => new RuleTally(rule)),
    answers: new AnswerTally(),
    refusals: new RefusalTally(),
    coverage: new CoverageTally(),
    executed: { grid: 0, random: 0 },
  };
  const startedAt = options.now().getTime();
  let end = await sweepSet('grid', options, state);
  const gridMs = options.now().getTime() - startedAt;
  if (end.kind === 'done') end = await sweepSet('random', options, state);
  const unavailable = end.kind === 'unavailable' ? end.detail : null;
  return { ...state, coverage: state.coverage.coverage(), gridMs, unavailable };
}

/** What grows during a sweep. */
interface State {
  readonly tallies: readonly RuleTally[];
  readonly answers: AnswerTally;
  readonly refusals: RefusalTally;
  readonly coverage: CoverageTally;
  readonly executed: Record<CaseSet, number>;
}

/** How one set of cases ended. */
type End =
  { readonly kind: 'done' } | { readonly kind: 'given-up' } | { readonly kind: 'unavailable'; readonly detail: string };

async function sweepSet(set: CaseSet, options: SweepOptions, state: State): Promise<End> {
  const { subject, rules, seed } = options;
  const planned = plannedCases(options);
  const batch = subject.command === null ? 1 : Math.max(1, options.jobs);
  while (state.executed[set] < planned[set]) {
    if (options.shouldStop()) return { kind: 'given-up' };
    const first = state.executed[set];
    const size = Math.min(batch, planned[set] - first);
    const hits = Array.from({ length: size }, (_, position) => ({ set, index: first + position }));
    const cases = hits.map((address) => caseOf(seed, address));
    // All of them, for each has a process and files of its own, and the next thing that is done must find none.
    const results = await Promise.allSettled(
      cases.map((zbootCase, position) => examineAt(zbootCase, first + position, subject, rules)),
    );
    for (const [position, zbootCase] of cases.entries()) {
      const result = results[position];
      if (result === undefined) continue;
      if (result.status === 'rejected') return endOf(result.reason, options);
      note(state, { set, index: first + position, inputSize: zbootCase.image.length }, zbootCase, result.value);
      const done = state.executed.grid + state.executed.random;
      options.onProgress(done, planned.grid + planned.random);
      if (done === HOPELESS_CASES && state.answers.late === done) return { kind: 'given-up' };
    }
  }
  return { kind: 'done' };
}

/** How a set ends when a case could not be examined: a call that was cut short says nothing about the subject. */
function endOf(reason: unknown, options: SweepOptions): End {
  if (!(reason instanceof SubjectUnavailable)) throw reason;
  return options.shouldStop() ? { kind: 'given-up' } : { kind: 'unavailable', detail: reason.message };
}

function note(state: State, hit: Hit, { features }: ZbootCase, { call, verdicts }: Examination): void {
  state.answers.add(call.answer);
  state.refusals.add(refusalGrounds(call.before, call.requests), call.answer);
  if (hit.set === 'random') state.coverage.add(features);
  for (const [at, verdict] of verdicts.entries()) state.tallies[at]?.add(verdict, hit);
  state.executed[hit.set] += 1;
}

function examineAt(
  zbootCase: ZbootCase,
  index: number,
  subject: Rewriter,
  rules: readonly Rule[],
): Promise<Examination> {
  return examine(zbootCase, subject, rules, repetitionOf(index, subject));
}

function repetitionOf(index: number, { command }: Rewriter): Repetition {
  if (command !== null) return index % REPEAT_EVERY_FOR_COMMANDS === 0 ? 'twice' : 'once';
  return index % COMPOSE_EVERY === 0 ? 'twice' : 'same';
}

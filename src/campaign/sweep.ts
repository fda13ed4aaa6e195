import { caseAt } from '../../generators/index.ts';
import type { ZbootCase } from '../../generators/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import { examine } from './examine.ts';
import type { Examination } from './examine.ts';
import { AnswerTally, RuleTally } from './tally.ts';

/** A second call of a command costs a process, so only one case in so many makes it. */
const REPEAT_EVERY_FOR_COMMANDS = 10;

/** After so many cases without one answer in time the subject is given up, for the rest would take hours. */
const HOPELESS_CASES = 20;

export interface SweepOptions {
  readonly subject: Rewriter;
  readonly rules: readonly Rule[];
  readonly seed: number;
  readonly runs: number;
  /** Calls of a command that run at the same time. Changes the speed only. */
  readonly jobs: number;
  /** Told after every case how many are done. */
  onProgress(done: number): void;
  /** Asked before every batch; `true` ends the sweep early. */
  shouldStop(): boolean;
}

/** What a sweep over all cases saw. */
export interface Sweep {
  readonly tallies: readonly RuleTally[];
  readonly answers: AnswerTally;
  readonly features: ReadonlyMap<string, number>;
  readonly executed: number;
  /** Why the subject could not be called at all, or `null`. */
  readonly unavailable: string | null;
}

/** Whether the subject was never run, or never answered in time: then nothing can be said of it. */
export function cannotBeJudged({ answers, executed, unavailable }: Sweep): boolean {
  return unavailable !== null || (executed > 0 && answers.count('timed-out') === executed);
}

/** Runs every case once and judges every rule on it. Cases are tallied in their order, whatever order they end in. */
export async function sweep(options: SweepOptions): Promise<Sweep> {
  const { subject, rules, seed, runs } = options;
  const tallies = rules.map((rule) => new RuleTally(rule));
  const answers = new AnswerTally();
  const features = new Map<string, number>();
  const batch = subject.command === null ? 1 : Math.max(1, options.jobs);
  let executed = 0;
  while (executed < runs && !options.shouldStop()) {
    const size = Math.min(batch, runs - executed);
    const cases = Array.from({ length: size }, (_, position) => caseAt(seed, executed + position));
    const first = executed;
    const results = await Promise.all(
      cases.map((zbootCase, position) => examineAt(zbootCase, first + position, subject, rules)),
    );
    for (const [position, zbootCase] of cases.entries()) {
      const examination = results[position];
      if (examination === undefined) continue;
      const { answer } = examination.call;
      if (answer.kind === 'unavailable') return { tallies, answers, features, executed, unavailable: answer.detail };
      answers.add(answer);
      for (const feature of zbootCase.features) features.set(feature, (features.get(feature) ?? 0) + 1);
      const hit = { index: executed, inputSize: zbootCase.image.length };
      for (const [at, verdict] of examination.verdicts.entries()) tallies[at]?.add(verdict, hit);
      executed += 1;
      options.onProgress(executed);
      if (executed === HOPELESS_CASES && answers.count('timed-out') === executed) {
        return { tallies, answers, features, executed, unavailable: null };
      }
    }
  }
  return { tallies, answers, features, executed, unavailable: null };
}

function examineAt(
  zbootCase: ZbootCase,
  index: number,
  subject: Rewriter,
  rules: readonly Rule[],
): Promise<Examination> {
  const twice = subject.command === null || index % REPEAT_EVERY_FOR_COMMANDS === 0;
  return examine(zbootCase, subject, rules, twice ? 'twice' : 'once');
}

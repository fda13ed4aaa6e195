import { coverageOf } from '../../../generators/index.ts';
import { ANSWER_KINDS } from '../../results/index.ts';
import type { AnswerCount, AnswerRow, Coverage, PolicyRow, ReasonRow, Refusals } from '../../results/index.ts';
import type { RuleTally, Tally } from '../tally.ts';

/** Counts of labels, the commonest first and the alphabet deciding among equals. */
export function ranked(counts: Readonly<Record<string, number>>): (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Reasons with their counts, the commonest first and the alphabet deciding among equals. */
export function reasonRows(reasons: Readonly<Record<string, number>>): ReasonRow[] {
  return ranked(reasons).map(([reason, count]) => ({ reason, count }));
}

/** What was answered in the cases that failed, the least harmful first. */
export function failedRows({ failedWith }: RuleTally): AnswerCount[] {
  return ANSWER_KINDS.flatMap((answer) => {
    const count = failedWith[answer];
    return count === undefined ? [] : [{ answer, count }];
  });
}

/** Every kind of answer with what was said the first time, in the order of their names. */
export function answerRows({ answers }: Tally): AnswerRow[] {
  return Object.entries(answers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, code, count, example }]) => ({ kind, code, count, example: example.text }));
}

/** What was refused, the commonest policy first and the alphabet deciding among equals. */
export function refusalRows({ refused, policies }: Tally): Refusals {
  const rows: PolicyRow[] = Object.entries(policies).map(
    ([policy, { cases, refused: declined, rewritten, alone }]) => ({
      policy,
      cases,
      refused: declined,
      rewritten,
      alone: { cases: alone.cases, refused: alone.refused, rewritten: alone.rewritten },
    }),
  );
  rows.sort((a, b) => b.cases - a.cases || (a.policy < b.policy ? -1 : 1));
  return { must: refused.must, may: refused.may, wrong: refused.wrong, policies: rows };
}

/** What the random cases had in them. */
export function coverageRows({ executed, features, interactions }: Tally): Coverage {
  return coverageOf(executed.random, features, interactions);
}

import { levelOf } from '../../../properties/index.ts';
import type { Rule } from '../../../properties/index.ts';
import type { Answer, Rewriter } from '../../contract/index.ts';
import { selectRules } from '../../judging/index.ts';
import type { RuleSelection } from '../../judging/index.ts';
import type { AnswerKind, RuleRow, Verdict } from '../../results/index.ts';
import { examine } from '../examine.ts';
import type { Examination } from '../examine.ts';
import { answerTo } from '../observe.ts';
import { appendsOf, callAt } from '../sequence.ts';
import type { ReplayCase } from './case-folder.ts';

/** What has become of one rule in a case that is run again. */
export interface ReplayedRule {
  readonly id: string;
  readonly level: RuleRow['level'];
  /** `failed` and `broken` whether it was stored so or not; `fixed` and `skipped` of rules that the case was stored for. */
  readonly outcome:
    | {
        readonly kind: 'failed';
        readonly verdict: Extract<Verdict, { kind: 'fail' }>;
        /** What was answered where it failed. */
        readonly answer: AnswerKind;
      }
    | { readonly kind: 'broken'; readonly message: string }
    | { readonly kind: 'fixed' }
    | { readonly kind: 'skipped'; readonly reason: string };
}

/** A stored case that was run again. */
export interface Replayed {
  /** The answer to the first append. */
  readonly answer: Answer;
  /** The answers to the further ones that were made, in their order. */
  readonly further: readonly Answer[];
  /** Rules worth a word, in the order of the catalogue. */
  readonly rules: readonly ReplayedRule[];
}

/**
 * Runs a stored case again, with all that any rule asks for.
 *
 * @param selection by which rules it is judged: all of the profile that it was stored in, unless given
 * @throws SubjectUnavailable when one of the calls could not be made
 */
export async function replayCase(
  stored: ReplayCase,
  subject: Rewriter,
  selection: RuleSelection = { profile: stored.profile, rules: [], excludedRules: [] },
): Promise<Replayed> {
  const rules = selectRules(selection);
  const examination = await examine(stored, subject, rules, 'twice');
  const { call, stages, verdicts } = examination;
  const judged = { examination, stored, profile: selection.profile };
  return {
    answer: call.steps[0].answer,
    further: appendsOf(stages).map((stage) => stage.call.steps[0].answer),
    rules: rules.flatMap((rule, position) => replayedRule(rule, verdicts[position], judged)),
  };
}

/** Whether every call came to an end; of one that did not nobody knows what it would have left. */
function hasEnded({ call, stages }: Examination): boolean {
  return [call, ...stages.map((stage) => stage.call)].every(({ steps }) =>
    steps.every(({ answer }) => answer.kind !== 'timed-out'),
  );
}

interface Judged extends Pick<RuleSelection, 'profile'> {
  readonly examination: Examination;
  readonly stored: ReplayCase;
}

/** A rule that fails is always worth a word; one that was stored as broken says what became of it. */
function replayedRule(
  rule: Rule,
  verdict: Verdict | undefined,
  { examination, stored, profile }: Judged,
): readonly ReplayedRule[] {
  const { id } = rule;
  const { call, stages } = examination;
  const level = levelOf(id, profile);
  if (level === 'off' || verdict === undefined) return [];
  if (verdict.kind === 'error') return [{ id, level, outcome: { kind: 'broken', message: verdict.message } }];
  if (verdict.kind === 'fail' && level !== 'info') {
    const answer = answerTo(rule, callAt(call, stages, verdict.append ?? null));
    return [{ id, level, outcome: { kind: 'failed', verdict, answer } }];
  }
  if (!stored.rules.includes(id)) return [];
  // A skip is never a pass: the rule that failed had nothing to judge this time.
  const why =
    verdict.kind === 'skip' ? verdict.reason : hasEnded(examination) ? null : 'the call did not end this time';
  return [{ id, level, outcome: why === null ? { kind: 'fixed' } : { kind: 'skipped', reason: why } }];
}

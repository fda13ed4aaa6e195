import { PROFILES, RULES, isInherited, judgeCall, levelOf, ruleIn } from '../../properties/index.ts';
import type { AppendRequests, Call, Rule, Step } from '../../properties/index.ts';
import type { AppendPlace, Verdict } from '../results/index.ts';

/** One append of a sequence, or all of them at once, as a call of its own. */
export interface Stage {
  readonly call: Call;
  readonly place: AppendPlace;
}

/** A stage and what the rules say of it, one verdict for each. */
export interface JudgedStage extends Stage {
  readonly verdicts: readonly Verdict[];
}

/** The further appends that were made, in their order. */
export function appendsOf<S extends Stage>(stages: readonly S[]): readonly S[] {
  return stages.filter(({ place }) => place.against === 'previous');
}

/** The call that a rule failed on: the first one where the place is `null`. */
export function callAt(first: Call, stages: readonly Stage[], place: AppendPlace | null): Call {
  const isPlace = (stage: Stage): boolean =>
    stage.place.number === place?.number && stage.place.against === place.against;
  return stages.find(isPlace)?.call ?? first;
}

/** What is asked of a sequence: the steps that were made so far, each on the output of the one before. */
export type Steps = readonly [Step, ...Step[]];

/** The image that an append left to append to, or `null` where there is none that can be read. */
export function outputOf({ after }: Step): Extract<Call['before'], { ok: true }> | null {
  return after?.ok === true ? after : null;
}

/** The last step by itself: what it was asked for is judged against what the step before it left. */
export function lastStage(before: Call['before'], step: Step, number: number, of: number): Stage {
  return { call: { before, steps: [{ ...step, on: null }] }, place: { number, of, against: 'previous' } };
}

/** All steps as one append of several sections, from the first image to the last output. */
export function endToEnd(before: Call['before'], steps: Steps, of: number): Stage | null {
  const last = steps.at(-1);
  const [{ requests: first }, ...rest] = steps;
  const requests: AppendRequests = [...first, ...rest.flatMap((step) => [...step.requests])];
  const names = new Set(requests.map(({ name }) => name));
  // No sections can be told apart by a name that they share, and what each was asked for is judged after its own step.
  if (last === undefined || steps.length < 2 || names.size < requests.length || outputOf(last) === null) return null;
  const call: Call = { before, steps: [{ ...last, on: null, requests }] };
  return { call, place: { number: steps.length, of, against: 'original' } };
}

/** Judges a stage. Rules on answers are about single calls, and from end to end there was none. */
export function judgeStage(stage: Stage, rules: readonly Rule[]): JudgedStage {
  const verdicts = rules.map((rule): Verdict => {
    if (rule.scope === 'call' && stage.place.against === 'original') return NO_SINGLE_CALL;
    return judgeCall(rule, stage.call);
  });
  return { ...stage, verdicts };
}

const NO_SINGLE_CALL: Verdict = { kind: 'skip', reason: 'several appends are judged as one' };

/**
 * Whether an output may be appended to for the sake of what comes then. What an output breaks that matters to anybody is a
 * fault of the append that made it, and whatever follows from that would be said of the next one. Every rule of that kind is
 * asked, so that it makes no difference to the verdicts of one which others are judged by.
 *
 * @param rules what was asked of the call already
 */
export function isSound(call: Call, rules: readonly Rule[], verdicts: readonly Verdict[]): boolean {
  const known = new Map(rules.map((rule, position) => [rule, verdicts[position]]));
  return DECISIVE.every((rule) => {
    const { kind } = known.get(rule) ?? judgeCall(rule, call);
    return kind !== 'fail' && kind !== 'error';
  });
}

/**
 * Rules that are errors in a profile, as that has them, but for those that ask the subject more: they say nothing of the output,
 * and whether a sequence goes on must not depend on how much was asked beside it.
 */
const DECISIVE: readonly Rule[] = [
  ...new Set(
    RULES.filter((rule) => rule.scope !== 'call' || rule.needs === undefined).flatMap((rule) =>
      PROFILES.filter(({ name }) => levelOf(rule.id, name) === 'error').map(({ name }) => ruleIn(rule, name)),
    ),
  ),
];

/**
 * What each rule says of a sequence: what it says of the first append, unless it has nothing against that and something against
 * a later stage. So a fault that any append shows is told of the first, and counts stay counts of cases.
 */
export function verdictsOf(first: readonly Verdict[], stages: readonly JudgedStage[]): readonly Verdict[] {
  if (stages.length === 0) return first;
  return first.map((verdict, position) => {
    if (verdict.kind === 'fail' || verdict.kind === 'error') return verdict;
    let isExcused = mayInherit(verdict);
    for (const { verdicts, place } of stages) {
      const later = verdicts[position];
      // What single appends cannot avoid, or find there, all of them together cannot undo.
      if (place.against === 'original' && isExcused) continue;
      isExcused ||= later !== undefined && mayInherit(later);
      if (later?.kind === 'fail') return { ...later, append: place };
      if (later?.kind === 'error') return later;
    }
    return verdict;
  });
}

function mayInherit(verdict: Verdict): boolean {
  return verdict.kind === 'skip' && isInherited(verdict.reason);
}

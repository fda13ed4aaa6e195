import { ANSWER_KINDS } from './answer-kind.ts';
import type { AnswerCount, AnswerKind } from './answer-kind.ts';
import { coversRun } from './baseline-run.ts';
import type { BaselineRun } from './baseline-run.ts';
import { answersBehind, partsOf } from './defect.ts';
import type { Defect } from './defect.ts';
import { exerciseOf, outcomeOf } from './verdict.ts';
import type { Outcome, Tally } from './verdict.ts';

/** What a subject is known to do wrong: a rule that it breaks, or a defect that breaks several. One of both is `null`. */
export interface KnownFailure {
  readonly rule: string | null;
  readonly defect: string | null;
  /** Why that is put up with. */
  readonly reason: string;
  /** The last day on which it is, as `YYYY-MM-DD`; `null` for no last one. */
  readonly until: string | null;
  /** The answers that it is known for: who refuses too much is not known to crash, though both break one rule. */
  readonly answers: readonly AnswerKind[];
}

/** A known failure as a baseline has it. */
export interface RecordedFailure extends KnownFailure {
  /** The run that it was last seen in; `null` where nobody wrote that down. */
  readonly run: BaselineRun | null;
}

/**
 * What a run saw of a known failure.
 * - `fails`: it does, as is known.
 * - `partly`: with some of its answers it fails, and with others it does not any more: the entry says too much.
 * - `holds`: it was exercised and does not fail, in all the cases in which it did if those are known: the entry is out of date.
 * - `expired`: its last day is over, whatever the subject does.
 * - `not-seen`: it does not fail, and the run was too short, had other cases than the one that it was last seen in, too few rules
 *   or nothing to exercise it.
 * - `left-out`: the rule was not judged by.
 */
export type KnownState = 'fails' | 'partly' | 'holds' | 'expired' | 'not-seen' | 'left-out';

/** A rule of level error that fails in a way that is not known. */
export interface UnexpectedFailure {
  readonly rule: string;
  /** The defect that it is part of, where the run found one for these answers. */
  readonly defect: string | null;
  /** How many cases failed with each answer that is not known. */
  readonly answers: readonly AnswerCount[];
}

/** What became of a known failure in a run. */
export interface KnownResult extends KnownFailure {
  readonly state: KnownState;
  /** Those of the answers that failed. */
  readonly seen: readonly AnswerKind[];
  /** For what is not seen, the run that it was last seen in, where that had cases that this one has not; else `null`. */
  readonly otherRun: BaselineRun | null;
}

/** What became of the known failures in a run, and what fails beside them. */
export interface BaselineResult {
  readonly known: readonly KnownResult[];
  /** In the order of the catalogue. */
  readonly unexpected: readonly UnexpectedFailure[];
}

interface JudgedRule extends Tally {
  readonly id: string;
  readonly failedWith: readonly AnswerCount[];
  /** The stored case; without one the rule is in no defect. */
  readonly failure: object | null;
}

/** What a run saw, as far as known failures go. */
export interface SeenFailures {
  readonly rules: readonly JudgedRule[];
  readonly defects: readonly Defect[];
  /** Whether all cases were run that were planned: a shorter run may not have come to the one that fails. */
  readonly extent: 'whole' | 'cut';
  /** Whether every failed rule was looked into for its mistake. */
  readonly diagnosis: 'whole' | 'cut' | null;
  /** Rules that were not judged by, any of which may be part of a defect. */
  readonly leftOut: number;
  readonly run: BaselineRun;
}

/** The defects that each rule is part of. */
export type DefectsOfRule = ReadonlyMap<string, readonly Defect[]>;

/** Finds the defects of a rule by its id. */
export function defectsByRule(defects: readonly Defect[]): DefectsOfRule {
  const of = new Map<string, Defect[]>();
  for (const defect of defects) {
    for (const rule of [defect.rule, ...defect.followers]) of.set(rule, [...(of.get(rule) ?? []), defect]);
  }
  return of;
}

/** Whether a failure is known that came with an answer, be it over its last day or not. */
export function covers(known: KnownFailure, id: string, answer: AnswerKind, of: DefectsOfRule): boolean {
  return known.answers.includes(answer) && names(known, id, of);
}

/** Whether a known failure is of a rule, whatever the answer. */
function names({ rule, defect }: KnownFailure, id: string, of: DefectsOfRule): boolean {
  return rule === id || (defect !== null && (of.get(id) ?? []).some((each) => isPart(defect, each)));
}

/** Whether a known defect is one that was found, or one of several that only show together. */
function isPart(known: string, found: Defect): boolean {
  return known === found.id || partsOf(found).includes(known);
}

/**
 * Whether all that a rule fails for with an answer is known: the rule itself, or every mistake that breaks it. A rule that two
 * mistakes break is not known for one of them.
 */
export function isCovered(known: readonly KnownFailure[], id: string, answer: AnswerKind, of: DefectsOfRule): boolean {
  const entries = known.filter(({ answers }) => answers.includes(answer));
  if (entries.some(({ rule }) => rule === id)) return true;
  const behind = behindAnswer(of.get(id) ?? [], answer);
  const names = new Set(entries.flatMap(({ defect }) => defect ?? []));
  return (
    behind.length > 0 && behind.every((each) => names.has(each.id) || partsOf(each).every((part) => names.has(part)))
  );
}

/** Rows of reports of older versions do not say with which answers a rule failed. */
type FailedRule = Pick<JudgedRule, 'id' | 'failedWith'>;

/** The entries that the failures of a rule are known by, in their order. */
export function entriesBehind<Entry extends KnownFailure>(
  known: readonly Entry[],
  { id, failedWith }: FailedRule,
  of: DefectsOfRule,
): readonly Entry[] {
  return known.filter((entry) =>
    failedWith.length === 0 ? names(entry, id, of) : failedWith.some(({ answer }) => covers(entry, id, answer, of)),
  );
}

/** Whether all that a rule failed for is known. */
export function isKnownToFail(known: readonly KnownFailure[], rule: FailedRule, of: DefectsOfRule): boolean {
  const { id, failedWith } = rule;
  if (failedWith.length === 0) return entriesBehind(known, rule, of).length > 0;
  return failedWith.every(({ answer }) => isCovered(known, id, answer, of));
}

/** Those of the defects of a rule that show in an answer; all where none does, for a rule on answers compares several. */
function behindAnswer(defects: readonly Defect[], answer: AnswerKind): readonly Defect[] {
  const showing = defects.filter(({ id }) => answersBehind(id).includes(answer));
  return showing.length > 0 ? showing : defects;
}

/** Whether the last day of a known failure is over. */
export function isExpired({ until }: KnownFailure, today: string): boolean {
  return until !== null && until < today;
}

/** Holds a run against known failures, on a day as `YYYY-MM-DD`. */
export function againstBaseline(seen: SeenFailures, known: readonly RecordedFailure[], today: string): BaselineResult {
  const of = defectsByRule(seen.defects);
  return {
    known: known.map(({ run, ...each }) => {
      const failing = answersSeen(each, seen);
      const otherRun = run === null || coversRun(seen.run, run) ? null : run;
      // A run without some of the cases in which it failed says no more of it than one that was cut short.
      const judging = otherRun === null ? seen : { ...seen, extent: 'cut' as const };
      const state = isExpired(each, today) ? 'expired' : stateOf(each, failing, judging);
      return { ...each, state, seen: failing, otherRun: state === 'not-seen' ? otherRun : null };
    }),
    unexpected: seen.rules
      .filter(({ level }) => level === 'error')
      .flatMap(({ id, failedWith }): readonly UnexpectedFailure[] => {
        const answers = failedWith.filter(({ answer }) => !isCovered(known, id, answer, of));
        if (answers.length === 0) return [];
        return [{ rule: id, defect: unknownBehind(of.get(id) ?? [], answers, known), answers }];
      }),
  };
}

/** The first mistake that is not known and shows in one of the answers; `null` where there is none. */
function unknownBehind(
  defects: readonly Defect[],
  answers: readonly AnswerCount[],
  known: readonly KnownFailure[],
): string | null {
  const shown = defects.filter(({ id }) => answers.some(({ answer }) => answersBehind(id).includes(answer)));
  const isListed = (each: Defect): boolean => known.some(({ defect }) => defect === each.id);
  return (shown.find((each) => !isListed(each)) ?? shown[0])?.id ?? null;
}

/** Those of the answers of a known failure with which it fails. */
function answersSeen(entry: KnownFailure, { rules, defects }: SeenFailures): readonly AnswerKind[] {
  const of = defectsByRule(defects);
  return entry.answers.filter((kind) =>
    rules.some(({ id, failedWith }) => failedWith.some(({ answer }) => answer === kind) && covers(entry, id, kind, of)),
  );
}

function stateOf(entry: KnownFailure, failing: readonly AnswerKind[], seen: SeenFailures): KnownState {
  const judged = seen.rules.find(({ id }) => id === entry.rule);
  if (entry.rule !== null && judged === undefined) return 'left-out';
  if (failing.length === entry.answers.length || (failing.length > 0 && seen.extent === 'cut')) return 'fails';
  // A defect may show in any of several answers, and the list of all of them says no more than that.
  if (failing.length > 0) return isAnyAnswer(entry) ? 'fails' : 'partly';
  const isTried =
    judged === undefined ? wasLookedFor(seen) : exerciseOf(judged) === 'exercised' && !mayHide(judged, entry);
  return seen.extent === 'whole' && isTried ? 'holds' : 'not-seen';
}

/** Whether a rule fails with a graver answer than it is known for: a crash leaves no output that could be wrong. */
function mayHide({ failedWith }: JudgedRule, { answers }: KnownFailure): boolean {
  const gravest = Math.max(...answers.map((answer) => ANSWER_KINDS.indexOf(answer)));
  return failedWith.some(({ answer }) => ANSWER_KINDS.indexOf(answer) > gravest);
}

/** Whether an entry is of a defect, whatever the answer that it shows in. */
export function isAnyAnswer({ defect, answers }: KnownFailure): boolean {
  return defect !== null && answersBehind(defect).every((answer) => answers.includes(answer));
}

/** Whether a defect that was not found is not there: every rule was judged by, and each that fails was looked into. */
function wasLookedFor({ rules, leftOut, diagnosis }: SeenFailures): boolean {
  return (
    leftOut === 0 &&
    diagnosis === 'whole' &&
    rules.every(({ level, failed, failure }) => level === 'info' || failed === 0 || failure !== null)
  );
}

/** States of entries that have to be taken out of a baseline, or changed. */
const OUT_OF_DATE: readonly KnownState[] = ['holds', 'partly', 'expired'];

/** Whether an entry has to be taken out of its baseline, or changed. */
export function isOutOfDate({ state }: Pick<BaselineResult['known'][number], 'state'>): boolean {
  return OUT_OF_DATE.includes(state);
}

/** What decides a run that may be held against known failures. */
export interface Standing {
  /** `unexpected` and `out-of-date`: the run is not as its baseline says, which fails it. */
  readonly decidedBy: 'outcome' | 'unexpected' | 'out-of-date';
  /** The outcome beside what is known to fail. */
  readonly outcome: Outcome;
}

/** What decides a run: its outcome, or, where failures are known, whether it is as its baseline says. */
export function standingOf(run: {
  readonly outcome: Outcome;
  readonly baseline: BaselineResult | null;
  readonly rules: readonly (Tally & { readonly id: string })[];
}): Standing {
  const { outcome, baseline, rules } = run;
  if (baseline === null || outcome === 'unjudged') return { decidedBy: 'outcome', outcome };
  const unexpected = new Set(baseline.unexpected.map(({ rule }) => rule));
  // A rule that fails as is known was tried, and one that was never exercised stays what it is, known or not.
  const rest = rules.map((rule) =>
    unexpected.has(rule.id) ? rule : { ...rule, failed: 0, passed: rule.passed + rule.failed },
  );
  const isStale = baseline.known.some(isOutOfDate);
  const decidedBy = unexpected.size > 0 ? 'unexpected' : isStale ? 'out-of-date' : 'outcome';
  return { decidedBy, outcome: outcomeOf(rest) };
}

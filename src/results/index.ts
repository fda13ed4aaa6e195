export { ANSWER_KINDS, isAnswerKind } from './answer-kind.ts';
export type { AnswerCount, AnswerKind } from './answer-kind.ts';
export { answersBehind, partsOf } from './defect.ts';
export type { AnswerDefect } from './defect.ts';
export type { Defect } from './defect.ts';
export type { Cause, CheckedFile, CheckedRule, UnjudgedFile } from './check.ts';
export { EFFECT_KINDS, effectSentences, effectWords } from './effect.ts';
export type { Effect, EffectKind } from './effect.ts';
export { InputError } from './input-error.ts';
export { SEED_MAX, requireWholeNumber, requireWord, settled } from './settings.ts';
export type { Wanted } from './settings.ts';
export { LAYOUT_KINDS } from './layout.ts';
export type { Layout, LayoutKind, LayoutRegion, Layouts } from './layout.ts';
export { VERSION } from './version.ts';
export { contains, endOf, formatSpan, hex, hexBytes, overlaps } from './span.ts';
export type { Span } from './span.ts';
export type { Expectation, FileRole, Finding, Place } from './finding.ts';
export { baselineRunOf, coversRun, hasSameCases } from './baseline-run.ts';
export type { BaselineRun } from './baseline-run.ts';
export {
  againstBaseline,
  covers,
  defectsByRule,
  entriesBehind,
  isAnyAnswer,
  isCovered,
  isExpired,
  isKnownToFail,
  isOutOfDate,
  standingOf,
} from './baseline.ts';
export type {
  BaselineResult,
  DefectsOfRule,
  KnownFailure,
  KnownResult,
  KnownState,
  RecordedFailure,
  SeenFailures,
  Standing,
  UnexpectedFailure,
} from './baseline.ts';
export { exerciseOf, outcomeOf } from './verdict.ts';
export type { AppendPlace, Exercise, Level, Outcome, Severity, Tally, Verdict } from './verdict.ts';
export { isSystematic } from './refusals.ts';
export type { PolicyRow, Refusals } from './refusals.ts';
export { CASE_SETS, REPORT_SCHEMA, casesOf, nameOfAddress } from './report.ts';
export type { AnswerRow, CaseRow, CaseSet, Coverage, Excerpt, Failure, ReasonRow, Report, RuleRow } from './report.ts';
export type { SubjectFile, Tool } from './report.ts';

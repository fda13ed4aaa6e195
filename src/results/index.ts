export { contains, endOf, formatSpan, hex, overlaps } from './span.ts';
export type { Span } from './span.ts';
export type { Expectation, FileRole, Finding, Place } from './finding.ts';
export { outcomeOf } from './verdict.ts';
export type { Level, Outcome, Severity, Tally, Verdict } from './verdict.ts';
export { isSystematic } from './refusals.ts';
export type { PolicyRow, Refusals } from './refusals.ts';
export { REPORT_SCHEMA } from './report.ts';
export type { AnswerRow, CaseRow, CaseSet, Coverage, Excerpt, Failure, Report, RuleRow } from './report.ts';

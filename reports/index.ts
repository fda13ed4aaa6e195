/** Reports: the documents of a campaign and of a check, as text and as JSON, and read back. */
export type { CheckedFile, CheckedRule, Report, UnjudgedFile } from '../src/results/index.ts';
export type { Colour } from '../src/page/index.ts';
export { renderCoverage } from './text/coverage.ts';
export type { CoverageOptions } from './text/coverage.ts';
export { CHECK_SCHEMA, renderFindingsJson } from './json/check-json.ts';
export type { CheckDocument } from './json/check-json.ts';
export { checkCounts, renderFindings } from './text/check-text.ts';
export type { CheckCounts, FindingsOptions } from './text/check-text.ts';
export { idleReasons } from './words/idle-reasons.ts';
export { renderJson } from './json/report-json.ts';
export { placeWords } from './words/append-place.ts';
export { phrase } from './words/phrase.ts';
export { parseReport } from './read/read-report.ts';
export { ReportError } from './read/report-error.ts';
export { renderText } from './text/report-text.ts';
export type { TextOptions } from './text/report-text.ts';

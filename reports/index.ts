/** Reports: the documents of a campaign and of a check, as text and as JSON, and read back. */
export type { CheckedFile, CheckedRule, Report, UnjudgedFile } from '../src/results/index.ts';
export type { Colour } from '../src/page/index.ts';
export { renderCoverage } from './coverage.ts';
export type { CoverageOptions } from './coverage.ts';
export { CHECK_SCHEMA, renderFindingsJson } from './findings-json.ts';
export type { CheckDocument } from './findings-json.ts';
export { checkCounts, renderFindings } from './findings-text.ts';
export type { CheckCounts, FindingsOptions } from './findings-text.ts';
export { idleReasons } from './idle-reasons.ts';
export { renderJson } from './json.ts';
export { placeWords } from './append-place.ts';
export { phrase } from './phrase.ts';
export { parseReport } from './read-report.ts';
export { ReportError } from './report-error.ts';
export { renderText } from './text.ts';
export type { TextOptions } from './text.ts';

import type { Report } from '../../src/results/index.ts';
import { compareReports } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { comparisonPage } from './html.ts';
import { comparisonJson } from './json.ts';
import { comparisonMarkdown } from './markdown.ts';

/** Every form of a comparison, by the name that `--format` takes. */
const FORMS = {
  html: comparisonPage,
  json: comparisonJson,
  markdown: comparisonMarkdown,
} as const satisfies Readonly<Record<string, (comparison: Comparison) => string>>;

export type ComparisonFormat = keyof typeof FORMS;

/** The names of all forms of a comparison. */
export const COMPARISON_FORMATS = Object.keys(FORMS) as readonly ComparisonFormat[];

/** Reports of several subjects, or of several versions of one, side by side in one of the forms. */
export function renderComparison(reports: readonly Report[], format: ComparisonFormat): string {
  return FORMS[format](compareReports(reports));
}

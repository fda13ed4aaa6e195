import type { CheckedFile, Report, UnjudgedFile } from '../../src/results/index.ts';

/** What `check` said of images. */
export interface Findings {
  /** What judged. */
  readonly tool: Report['tool'];
  /** The images that were judged; one that several profiles judged is several of these in succession. */
  readonly rows: readonly CheckedFile[];
  readonly unjudged: readonly UnjudgedFile[];
}

/** What every form of a report is made from: a campaign's report, or what `check` said of images. */
export type ReportDocument =
  { readonly kind: 'campaign'; readonly report: Report } | { readonly kind: 'check'; readonly findings: Findings };

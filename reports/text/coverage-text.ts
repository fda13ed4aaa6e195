import { coverageLines } from '../lines/coverage.ts';
import { PAGE_WIDTH_USUAL, toText } from '../../src/page/index.ts';
import type { Colour } from '../../src/page/index.ts';
import type { Coverage } from '../../src/results/index.ts';

/** How a coverage table is laid out: without a word on it, on 80 columns and without colours. */
export interface CoverageOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly colour: Colour;
  /** What was counted, in the singular; the random cases of a campaign unless told otherwise. */
  readonly counted?: string;
}

/** The coverage table as text. */
export function renderCoverage(
  coverage: Coverage,
  { width = PAGE_WIDTH_USUAL, colour = 'none', counted: what }: Partial<CoverageOptions> = {},
): string {
  return toText(coverageLines(coverage, width, what), colour);
}

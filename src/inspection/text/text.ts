import { PAGE_WIDTH_USUAL, flow, toText } from '../../page/index.ts';
import type { Colour, Line } from '../../page/index.ts';
import type { Unreadable } from '../../reader/index.ts';
import type { Inspection } from '../model/inspection.ts';
import { remarksOf } from '../model/remarks.ts';
import { summaryText } from '../model/summary.ts';
import { headerBlocks, zbootBlock } from './headers.ts';
import { headingLine } from './heading.ts';
import { regionLines } from './regions.ts';
import { sectionLines } from './sections.ts';
import { tableLines } from './table.ts';
import { tableBlocks } from './tables.ts';

/** A part of the text that can be asked for alone. */
export type Part = 'regions' | 'headers' | 'sections' | 'tables';

/** How the text is laid out: without a word on it, all parts on 80 columns and without colours. */
export interface TextLayout {
  /** Columns of the page; fewer than 60 count as 60. */
  readonly width: number;
  readonly colour: Colour;
  /** What to print beside the summary and the remarks, in whatever order. */
  readonly parts: ReadonlySet<Part>;
}

/** A field with its offset, its name and its value is unreadable on less. */
const WIDTH_MIN = 60;
const ALL_PARTS: ReadonlySet<Part> = new Set(['regions', 'headers', 'sections', 'tables']);

/** What can be told of a file of which nothing but the zboot header can be read; an empty text where there is none. */
export function renderUnreadable(
  { zbootHeader }: Unreadable,
  { width: wanted = PAGE_WIDTH_USUAL, colour = 'none' }: Partial<TextLayout> = {},
): string {
  return zbootHeader === null ? '' : toText(zbootBlock(zbootHeader, Math.max(wanted, WIDTH_MIN)), colour);
}

/** Everything about an image for people: the summary first, what does not fit together last. */
export function renderInspection(
  inspection: Inspection,
  { width: wanted = PAGE_WIDTH_USUAL, colour = 'none', parts = ALL_PARTS }: Partial<TextLayout> = {},
): string {
  const width = Math.max(wanted, WIDTH_MIN);
  const blocks: readonly (readonly Line[])[] = [
    flow([`${inspection.path}: ${summaryText(inspection)}.`], { width, first: 0, rest: 0 }),
    ...(parts.has('regions') ? [regionLines(inspection, width)] : []),
    ...(parts.has('headers') ? headerBlocks(inspection, width) : []),
    ...(parts.has('sections') ? [sectionLines(inspection, width)] : []),
    ...(parts.has('tables') ? tableBlocks(inspection, width) : []),
    remarkLines(inspection, width),
  ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return toText(lines, colour);
}

const LABELS = { clash: 'CLASH', beyond: 'BEYOND', odd: 'ODD' } as const;

function remarkLines(inspection: Inspection, width: number): readonly Line[] {
  const remarks = remarksOf(inspection);
  if (remarks.length === 0) return [];
  const rows = remarks.map(({ kind, text }) => ({ cells: [LABELS[kind]], prose: text }));
  const hint = '"zbootkit check" tells whether it matters.';
  return [headingLine('Inconsistencies'), ...tableLines(rows, { aligned: ['left'], width }), [hint]];
}

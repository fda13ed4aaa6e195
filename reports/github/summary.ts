import { counted } from '../../src/page/index.ts';
import { pageOf } from '../markdown/block.ts';
import type { Block } from '../markdown/block.ts';
import { code } from '../markdown/markup.ts';
import { markdownBlocks } from '../markdown/markdown.ts';
import type { ReportDocument } from '../model/document.ts';

/** GitHub drops the summary of a step that is longer, and shows nothing of it. */
export const SUMMARY_BYTES_MAX = 1024 * 1024;

/** How long a summary may be, and where the rest of it is. */
export interface SummaryOptions {
  /** Bytes of UTF-8; those of GitHub for one step unless something is there already. */
  readonly bytesMax: number;
  /** The file or the folder that has all of it; `null` where nobody knows of one. */
  readonly whole: string | null;
}

/**
 * A report as the summary of a step: the page of the Markdown form, and where it is too long its first parts, with a sentence
 * that says what was cut and where it is. Empty where there is no room for the verdict.
 */
export function renderSummary(
  document: ReportDocument,
  { bytesMax = SUMMARY_BYTES_MAX, whole = null }: Partial<SummaryOptions> = {},
): string {
  const blocks = markdownBlocks(document);
  const sizes = blocks.map(({ text }) => bytesOf(text) + SEPARATOR_BYTES);
  const sum = (count: number): number => sizes.slice(0, count).reduce((total, size) => total + size, 0);
  if (sum(blocks.length) <= bytesMax) return pageOf(blocks);
  let kept = fitting(sizes, bytesMax);
  while (kept > 0) {
    // A heading under which nothing is left says something that is not so.
    while (kept > 1 && isHeading(blocks[kept - 1])) kept -= 1;
    const rest = { part: 'the end', text: cutSentence(blocks, kept, whole) };
    if (sum(kept) + bytesOf(rest.text) + SEPARATOR_BYTES <= bytesMax) return pageOf([...blocks.slice(0, kept), rest]);
    kept -= 1;
  }
  return '';
}

/** The empty line between two blocks, or the end of the last line. */
const SEPARATOR_BYTES = 2;

/** How many of the first sizes fit. */
function fitting(sizes: readonly number[], bytesMax: number): number {
  let total = 0;
  const over = sizes.findIndex((size) => (total += size) > bytesMax);
  return over === -1 ? sizes.length : over;
}

function isHeading(block: Block | undefined): boolean {
  return block !== undefined && /^#+ [^\n]*$/.test(block.text);
}

function cutSentence(blocks: readonly Block[], kept: number, whole: string | null): string {
  const parts = [...new Set(blocks.slice(kept).map(({ part }) => part))].map((part) => {
    const count = (list: readonly Block[]): number => list.filter((block) => block.part === part).length;
    const [left, all] = [count(blocks.slice(kept)), count(blocks)];
    // Parts that begin with an article are one thing, the others are many.
    return /^(the|what) /.test(part) ? part : `${left} of ${counted(all, part.replace(/s$/, ''))}`;
  });
  const where = whole === null ? 'The form `markdown` of the report has all of it.' : `All of it is in ${code(whole)}.`;
  return `**Cut here, for GitHub shows no more than 1 MiB of a step.** Left out: ${parts.join(', ')}. ${where}`;
}

/** Bytes of a text in UTF-8. Texts of pages have no lone surrogates. */
export function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // A pair is two units and four bytes.
    if (unit >= 0xd800 && unit < 0xe000) bytes += 1;
    else if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}

import type { FileNames } from '../words/append-place.ts';
import { phrase } from '../words/phrase.ts';
import { excerptLabel, whereWords } from '../words/places.ts';
import { counted, flow, hexDump, layoutFor } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import type { Excerpt, Finding } from '../../src/results/index.ts';

/** How far below the heading of a rule its details are indented. */
export const INDENT = 2;

/** More findings or dumps of one rule than these say nothing new, and bury the rules that follow. */
const FINDING_COUNT_MAX = 3;

const EXCERPT_COUNT_MAX = 2;

/** What shows why a rule failed: the facts, and the bytes that they are read from. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly excerpts: readonly Excerpt[];
}

function excerptLines(excerpt: Excerpt, files: FileNames, width: number): readonly Line[] {
  const dump = hexDump(excerpt, layoutFor(width - INDENT));
  return [
    ...flow([{ text: excerptLabel(excerpt, files), style: 'dim' }], { width, first: INDENT, rest: 2 * INDENT }),
    ...dump.map((line) => [' '.repeat(INDENT), ...line]),
  ];
}

/**
 * The sentences of the first findings, then dumps of the first excerpts. A finding whose bytes are in no dump says
 * where they are.
 */
export function evidenceLines({ findings, excerpts }: Evidence, files: FileNames, width: number): readonly Line[] {
  const shown = excerpts.slice(0, EXCERPT_COUNT_MAX);
  const sentences = findings.slice(0, FINDING_COUNT_MAX).flatMap((finding) => {
    const where = whereWords(finding, shown, files);
    const place = where === '' ? '' : ` ${where}`;
    return flow([phrase(finding), { text: place, style: 'dim' }], { width, first: INDENT, rest: 2 * INDENT });
  });
  const more = findings.length - FINDING_COUNT_MAX;
  const rest: Line = [' '.repeat(INDENT), `and ${counted(more, 'further finding')}`];
  return [
    ...sentences,
    ...(more > 0 ? [rest] : []),
    ...shown.flatMap((excerpt) => excerptLines(excerpt, files, width)),
  ];
}

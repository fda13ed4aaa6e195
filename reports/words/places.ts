import { formatSpan, overlaps } from '../../src/results/index.ts';
import type { Excerpt, Finding, Place } from '../../src/results/index.ts';
import type { FileNames } from './append-place.ts';

const MARK_COUNT_MAX = 3;

/** What an excerpt shows, such as `out.efi [0x8, 0xc)`. */
export function excerptLabel({ file, marks }: Excerpt, files: FileNames): string {
  const ranges = marks.slice(0, MARK_COUNT_MAX).map(formatSpan).join(', ');
  const more = marks.length - MARK_COUNT_MAX;
  return `${files[file]} ${ranges}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where the bytes of a finding are that none of the excerpts shows: a sentence, or empty text. */
export function whereWords({ at: [place] }: Finding, shown: readonly Excerpt[], files: FileNames): string {
  // A finding about an answer points at no byte.
  const told = place.length === 0 || shown.some((excerpt) => shows(excerpt, place));
  return told ? '' : `At ${formatSpan(place)} of ${files[place.file]}.`;
}

function shows({ file, marks }: Excerpt, place: Place): boolean {
  return file === place.file && marks.some((mark) => overlaps(mark, place));
}

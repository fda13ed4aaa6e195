import type { Effect } from '../../src/results/index.ts';
import { WIDE, counted, hexDump, toText } from '../../src/page/index.ts';
import type { Evidence } from '../lines/evidence.ts';
import type { FileNames } from '../words/append-place.ts';
import { excerptLabel, whereWords } from '../words/places.ts';
import { phrase } from '../words/phrase.ts';
import { fenced, list, prose } from './markup.ts';
import { AFFECTED_LENGTH_MAX, effectTexts } from '../words/effects.ts';

const FINDING_COUNT_MAX = 10;
const EXCERPT_COUNT_MAX = 3;
const LABEL_LENGTH_MAX = 300;

/** The sentences of the first findings, then the bytes of the first excerpts with brackets around those at fault. */
export function evidenceOf({ findings, excerpts }: Evidence, files: FileNames): readonly string[] {
  const shown = excerpts.slice(0, EXCERPT_COUNT_MAX);
  const told = findings.slice(0, FINDING_COUNT_MAX).map((finding) => {
    const where = whereWords(finding, shown, files);
    return prose(where === '' ? phrase(finding) : `${phrase(finding)} ${where}`);
  });
  const more = findings.length - FINDING_COUNT_MAX;
  const items = more > 0 ? [...told, `and ${counted(more, 'further finding')}`] : told;
  const dumps = shown.map((excerpt) => {
    const bytes = toText(hexDump(excerpt, WIDE), 'none').trimEnd().split('\n');
    return fenced([Array.from(excerptLabel(excerpt, files)).slice(0, LABEL_LENGTH_MAX).join(''), ...bytes], 'text');
  });
  return items.length === 0 ? dumps : [list(items), ...dumps];
}

/** Who is affected by a rule that is broken, and how; empty where nobody is known to be. */
export function affected(effects: readonly Effect[], rejectedBy: readonly string[]): string {
  const sentences = effectTexts(effects);
  const minding = rejectedBy.length === 0 ? [] : [`Enforced by or affecting ${rejectedBy.join('; ')}.`];
  const said = [...sentences, ...minding].join(' ');
  return said === '' ? '' : `**Who is affected:** ${prose(said, AFFECTED_LENGTH_MAX)}`;
}

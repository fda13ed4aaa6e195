import type { Excerpt, Finding } from '../../src/results/index.ts';
import { NOTHING, counted, joined, tag } from '../../src/page/index.ts';
import type { Html } from '../../src/page/index.ts';
import type { FileNames } from '../words/append-place.ts';
import { phrase } from '../words/phrase.ts';
import { whereWords } from '../words/places.ts';
import { dumpFigure } from './dump.ts';
import type { Ids } from './ids.ts';
import { told } from './pieces.ts';

/** What shows why a rule failed. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly excerpts: readonly Excerpt[];
  readonly files: FileNames;
}

/** Findings and dumps of one rule that a page shows. */
const FINDINGS_MAX = 12;
const EXCERPTS_MAX = 4;

/** The sentences of the findings and the bytes that they are about, and how many are left out. */
export function evidence(all: Evidence, ids: Ids): Html {
  const shown = all.excerpts.slice(0, EXCERPTS_MAX);
  const dumps = shown.map((excerpt) => dumpFigure(excerpt, all.files, ids));
  return joined(
    sentences(all, shown),
    dumps.length === 0 ? NOTHING : tag('div', { class: 'dumps' }, ...dumps),
    all.excerpts.length > shown.length
      ? tag('p', { class: 'quiet' }, `${counted(all.excerpts.length - shown.length, 'more excerpt')} in the JSON form.`)
      : NOTHING,
  );
}

/** The first finding of a rule as a sentence, and how many there are: what is left where there is no room for bytes. */
export function briefEvidence({ findings, files }: Evidence): Html {
  const [first] = findings;
  if (first === undefined) return NOTHING;
  const more = findings.length - 1;
  const where = placeText(first, [], files);
  const rest = more > 0 ? ` And ${counted(more, 'further finding')} in the JSON form.` : '';
  return tag('p', { class: 'said' }, told(phrase(first)), tag('span', { class: 'quiet' }, `${where}${rest}`));
}

function sentences({ findings, files }: Evidence, shown: readonly Excerpt[]): Html {
  if (findings.length === 0) return NOTHING;
  const items = findings.slice(0, FINDINGS_MAX).map((finding) => {
    const where = placeText(finding, shown, files);
    return tag('li', {}, told(phrase(finding)), where === '' ? '' : tag('span', { class: 'quiet' }, where));
  });
  const more = findings.length - items.length;
  const rest =
    more > 0 ? [tag('li', { class: 'quiet' }, `And ${counted(more, 'further finding')} in the JSON form.`)] : [];
  return tag('ul', { class: 'said' }, ...items, ...rest);
}

/** Where the bytes of a finding are, behind its sentence, unless a dump shows them or there are none. */
function placeText(finding: Finding, shown: readonly Excerpt[], files: FileNames): string {
  const where = whereWords(finding, shown, files);
  return where === '' ? '' : ` ${told(where)}`;
}

import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import type { CheckedFile } from '../../../src/results/index.ts';
import type { Findings } from '../../model/document.ts';
import { STATUSES } from '../../model/status.ts';
import { judgedFiles } from '../../model/judged.ts';
import type { JudgedFile } from '../../model/judged.ts';
import { checkCounts } from '../../model/check-counts.ts';
import { countFacts, totalFacts, verdictPiece } from '../../words/check-facts.ts';
import { makeBudget } from '../budget.ts';
import { VERDICTS } from '../../model/verdict.ts';
import { cutNote } from '../verdict.ts';
import { makeIds } from '../ids.ts';
import { code, scrolling, told } from '../pieces.ts';
import { masthead, writePage } from '../page.ts';
import type { Page, Section } from '../page.ts';
import { fileBody, fileSections } from './file.ts';
import type { CheckParts } from './file.ts';

/** What `check` said of images as a page. */
export function checkPage(findings: Findings): string {
  const files = judgedFiles(findings.rows);
  const listed = Math.min(LISTED_MAX, files.length) + Math.min(LISTED_MAX, findings.unjudged.length);
  const parts: CheckParts = { ids: makeIds(), budget: makeBudget(listed * LISTED_SIZE) };
  const [only, another] = files;
  const { tool } = findings;
  const made = tool.version === '' ? tool.name : `${tool.name} ${tool.version}`;
  const page =
    only === undefined || another !== undefined || findings.unjudged.length > 0
      ? pageOfMany(files, findings, parts)
      : pageOfOne(only, parts);
  const footer = `Written by ${told(made)}. The JSON form of this report has everything.`;
  return writePage({ ...page, kind: 'zbootkit check report', footer });
}

/** Files whose findings are shown without being asked for; of more, only how many there are. */
const OPEN_FILES = 8;
/** Files that a page has, the gravest of more, and what each takes of it beside its findings. */
const LISTED_MAX = 300;
const LISTED_SIZE = 1500;

type Filled = Omit<Page, 'kind' | 'footer'>;

function pageOfOne(file: JudgedFile, parts: CheckParts): Filled {
  const [row, ...others] = file.rows;
  const verdict = worstOf(file);
  const lines = [row, ...others].map((each) =>
    tag(
      'li',
      {},
      tag('b', {}, verdictPiece(each).text),
      ` in profile ${told(each.profile)}`,
      each.because === null ? '' : `, ${told(each.because)}`,
      `: ${countFacts(each).join(', ')}.`,
    ),
  );
  const sections = fileSections(file, parts);
  return {
    title: `${verdict.text}: ${told(row.path)} – zbootkit`,
    header: masthead(
      tag('span', { class: 'path' }, told(row.path)),
      { ...markOf(verdict), word: verdict.text },
      tag('ul', { class: 'lead plain' }, ...lines),
      cutNote(parts.budget.cut()),
    ),
    sections,
  };
}

function pageOfMany(files: readonly JudgedFile[], { unjudged }: Findings, parts: CheckParts): Filled {
  const total = files.length === 0 ? 'nothing was judged' : totalFacts(files, unjudged);
  const worst = files.map(worstOf);
  const look = unjudged.length > 0 || files.length === 0 ? unsure(worst) : gravest(worst);
  const shown = files.length > LISTED_MAX ? gravestFirst(files).slice(0, LISTED_MAX) : files;
  const names = shown.map(() => parts.ids('file'));
  const state = files.length > OPEN_FILES ? 'closed' : 'open';
  const sections = shown.map((file, index): Section => {
    const [{ path }] = file.rows;
    return { id: names[index] ?? '', title: told(path), content: fileBody(file, state, parts), contents: 'left-out' };
  });
  const paths = shown.map(({ rows: [{ path }] }, index) => ({ path, id: names[index] ?? '' }));
  return {
    title: `${counted(files.length, 'image')}: ${total} – zbootkit`,
    header: masthead(
      counted(files.length, 'image'),
      { ...look, word: total },
      leftOut(files.length - shown.length),
      cutNote(parts.budget.cut()),
    ),
    sections: [unjudgedSection(unjudged), files.length === 0 ? null : overview(shown, paths), ...sections],
  };
}

/** How many images have no place on the page. */
function leftOut(count: number): Html {
  if (count === 0) return NOTHING;
  const text = `${counted(count, 'image')} without a place here: this page has the gravest ${grouped(LISTED_MAX)}. The JSON form has them all.`;
  return tag('p', { class: 'cut' }, tag('b', {}, 'Cut: '), text);
}

/** Files by their worst verdict; those of one verdict in their order. */
function gravestFirst(files: readonly JudgedFile[]): readonly JudgedFile[] {
  const order = ['bad', 'open', 'warn', 'good'];
  const rank = (file: JudgedFile): number => order.indexOf(markOf(worstOf(file)).tone);
  return files.toSorted((one, other) => rank(one) - rank(other));
}

function unjudgedSection(unjudged: Findings['unjudged']): Section | null {
  if (unjudged.length === 0) return null;
  const items = unjudged.slice(0, LISTED_MAX).map(({ path, reason }) => tag('li', {}, code(path), `: ${told(reason)}`));
  const more = unjudged.length - items.length;
  return {
    id: 'unjudged',
    title: 'Files that could not be judged',
    count: grouped(unjudged.length),
    content: joined(
      tag('ul', { class: 'gaps' }, ...items),
      more > 0 ? tag('p', { class: 'quiet' }, `And ${counted(more, 'further file')} in the JSON form.`) : NOTHING,
    ),
  };
}

/** The worst that any profile says of a file, and which does where there are several. */
function worstOf({ rows: [first, ...others] }: JudgedFile): Verdict {
  const worst = others.reduce((gravest, row) => (isGraver(row, gravest) ? row : gravest), first);
  const { text, style } = verdictPiece(worst);
  return { text: others.length === 0 ? text : `${text} in ${worst.profile}`, style };
}

function isGraver(one: CheckedFile, other: CheckedFile): boolean {
  const order = ['failure', 'warning', 'success'];
  const [rank, otherRank] = [one, other].map((row) => order.indexOf(verdictPiece(row).style));
  if (rank !== otherRank) return Number(rank) < Number(otherRank);
  const [counts, otherCounts] = [checkCounts(one), checkCounts(other)];
  return counts.errors === otherCounts.errors
    ? counts.warnings > otherCounts.warnings
    : counts.errors > otherCounts.errors;
}

function overview(
  files: readonly JudgedFile[],
  names: readonly { readonly path: string; readonly id: string }[],
): Section {
  const rows = files.map((file, index) => {
    const { text, style } = worstOf(file);
    const { mark, tone } = markOf({ text, style });
    const { path = '', id = '' } = names[index] ?? {};
    const verdict = tag('span', { class: `badge ${tone}` }, tag('span', { 'aria-hidden': 'true' }, mark), ` ${text}`);
    return tag(
      'tr',
      {},
      tag('th', { scope: 'row' }, tag('a', { href: `#${id}` }, told(path))),
      tag('td', {}, verdict),
      profilesCell(file),
    );
  });
  const table = tag(
    'table',
    {},
    tag('caption', { id: 'overview-caption' }, 'Images by their worst verdict'),
    tag(
      'thead',
      {},
      tag('tr', {}, ...['Image', 'Verdict', 'Profiles'].map((text) => tag('th', { scope: 'col' }, text))),
    ),
    tag('tbody', {}, ...rows),
  );
  return { id: 'images', title: 'Images', count: grouped(files.length), content: scrolling('overview-caption', table) };
}

function profilesCell({ rows }: JudgedFile): Html {
  return tag('td', {}, joined(rows.map(({ profile }) => told(profile)).join(', ')));
}

type Verdict = ReturnType<typeof verdictPiece>;
type Look = Pick<Parameters<typeof masthead>[1], 'mark' | 'tone'>;

/** A warning has a mark of its own: it is neither broken nor unknown. */
function markOf({ text, style }: Verdict): Look {
  const isWarning = text.includes('warning') && style === 'warning';
  return isWarning ? { mark: STATUSES.warned.mark, tone: 'warn' } : VERDICTS[style];
}

/** The look of the gravest of some verdicts: what is broken, then what nobody knows, then warnings. */
function gravest(verdicts: readonly Verdict[]): Look {
  const looks = verdicts.map(markOf);
  const order = ['bad', 'open', 'warn', 'good'];
  return looks.reduce(
    (worst, each) => (order.indexOf(each.tone) < order.indexOf(worst.tone) ? each : worst),
    VERDICTS.success,
  );
}

/** The same where files could not be judged, so that no more than nobody knows may be said of them. */
function unsure(verdicts: readonly Verdict[]): Look {
  const look = gravest(verdicts);
  return look.tone === 'bad' ? look : VERDICTS.warning;
}

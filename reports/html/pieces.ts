import { NOTHING, cutText, joined, oneLine, separated, tag } from '../../src/page/index.ts';
import type { Content, Html, Line, Style } from '../../src/page/index.ts';
import { STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';

/** The most characters of a text from a subject or a file that a page shows. */
const TEXT_MAX = 400;

/** The most characters of a command, which is of use only while it is whole. */
const COMMAND_MAX = 4000;

/** Text of others: cut where it is too long to be read, and on one line. */
export function told(text: string, lengthMax: number = TEXT_MAX): string {
  // Of a text of a megabyte only the start is looked at.
  const start = text.slice(0, 4 * lengthMax);
  const shown = oneLine(start, lengthMax);
  return start.length < text.length && !shown.endsWith('…') ? `${shown}…` : shown;
}

/** Names, bytes and numbers as a program has them. */
export function code(text: string): Html {
  return tag('code', {}, told(text));
}

/** What came of a rule: a mark and a word, and a colour that repeats them. */
export function badge(status: Status): Html {
  const { word, mark, tone } = STATUSES[status];
  return tag('span', { class: `badge ${tone}` }, tag('span', { 'aria-hidden': 'true' }, mark), ` ${word}`);
}

const TONES: Readonly<Record<Style, string>> = {
  failure: 'ink-bad',
  warning: 'ink-open',
  success: 'ink-good',
  strong: 'ink-strong',
  dim: 'quiet',
};

/** The colour of a style of the text form. */
export function toneOf(style: Style): string {
  return TONES[style];
}

/** A line of the text form as content of a page. */
export function lineHtml(line: Line): Html {
  const pieces = line.map((piece) =>
    typeof piece === 'string'
      ? cutText(piece, TEXT_MAX)
      : tag('span', { class: TONES[piece.style] }, cutText(piece.text, TEXT_MAX)),
  );
  return joined(...pieces);
}

/** Lines of the text form, each an item of a list; nothing where there are none. */
export function lineList(lines: readonly Line[]): Html {
  return lines.length === 0
    ? NOTHING
    : tag('ul', { class: 'plain' }, ...lines.map((line) => tag('li', {}, lineHtml(line))));
}

/** A part that may be wider than the page: it scrolls by itself, by keyboard too, and is named by an element of the page. */
export function scrolling(labelId: string, ...content: readonly Content[]): Html {
  return tag('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-labelledby': labelId }, ...content);
}

/** Names and what they stand for; a pair without content is left out. */
export function facts(pairs: readonly (readonly [name: string, content: Content])[]): Html {
  const said = pairs.filter(([, content]) => content !== '' && content !== NOTHING);
  return tag(
    'dl',
    { class: 'facts' },
    ...said.map(([name, content]) => tag('div', {}, tag('dt', {}, name), tag('dd', {}, content))),
  );
}

/** A command to be pasted into a shell. */
export function command(line: string): Html {
  return tag('code', { class: 'command' }, told(line, COMMAND_MAX));
}

/** A part that folds. */
export function folding(state: 'open' | 'closed', summary: Content, ...content: readonly Content[]): Html {
  return tag('details', { open: state === 'open' ? true : undefined }, tag('summary', {}, summary), ...content);
}

/** Texts separated by commas. */
export function listed(content: readonly Content[]): Html {
  return separated(content, ', ');
}

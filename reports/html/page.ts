import { NOTHING, drawn, joined, tag } from '../../src/page/index.ts';
import type { Content, Html } from '../../src/page/index.ts';
import { LOOK_ORDER, patternsOf } from '../../src/page/drawing/index.ts';
import { STYLE } from './style.ts';

/** A whole page. */
export interface Page {
  /** What the window is called: the verdict, and of what. */
  readonly title: string;
  /** What kind of report it is. */
  readonly kind: string;
  readonly header: Html;
  /** Its parts in their order; a part that is `null` is left out. */
  readonly sections: readonly (Section | null)[];
  /** What made it, as the last line. */
  readonly footer: string;
}

/** A part of a page with a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What stands beside the heading in the contents. */
  readonly count?: string;
  /** Whether the contents name it; they do unless told otherwise. */
  readonly contents?: 'left-out';
  readonly content: Html;
}

/** Nothing is fetched, run or sent: the style is in the page, and there is nothing else. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Writes a page as a file of its own. */
export function writePage({ title, kind, header, sections, footer }: Page): string {
  const shown = sections.filter((section) => section !== null);
  const head = tag(
    'head',
    {},
    tag('meta', { charset: 'utf-8' }),
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('meta', { name: 'color-scheme', content: 'light dark' }),
    tag('title', {}, title),
    { markup: `<style>\n${STYLE}\n</style>` },
  );
  const body = tag(
    'body',
    {},
    tag('a', { class: 'skip', href: '#content' }, 'Skip to the report'),
    patterns(),
    tag('header', {}, tag('p', { class: 'kind' }, kind), header),
    contents(shown),
    tag('main', { id: 'content' }, ...shown.map(sectionHtml)),
    tag('footer', {}, tag('p', {}, footer)),
  );
  return `<!DOCTYPE html>\n<html lang="en">\n${head.markup}\n${body.markup}\n</html>\n`;
}

/** The patterns that all drawings of the page fill their blocks with. */
function patterns(): Html {
  const content = drawn(patternsOf(LOOK_ORDER));
  return tag('svg', { class: 'patterns', width: 0, height: 0, 'aria-hidden': 'true' }, tag('defs', {}, content));
}

function contents(sections: readonly Section[]): Html {
  const named = sections.filter((section) => section.contents !== 'left-out');
  if (named.length < 2) return NOTHING;
  const links = named.map(({ id, title, count }) =>
    tag(
      'li',
      {},
      tag('a', { href: `#${id}` }, title),
      count === undefined ? '' : joined(' ', tag('span', { class: 'quiet' }, count)),
    ),
  );
  return tag('nav', { 'aria-label': 'Contents' }, tag('ul', {}, ...links));
}

function sectionHtml({ id, title, content }: Section): Html {
  const heading = `${id}-title`;
  return tag(
    'section',
    { id, 'aria-labelledby': heading },
    tag('h2', { id: heading }, title),
    { markup: '\n' },
    content,
    { markup: '\n' },
  );
}

/** The head of a page: what was judged, and what came of it. */
export function masthead(
  name: Content,
  verdict: { readonly mark: string; readonly word: string; readonly tone: string },
  ...beside: readonly Content[]
): Html {
  const { mark, word, tone } = verdict;
  return joined(
    tag('h1', {}, name),
    tag('p', { class: `verdict ${tone}` }, tag('span', { 'aria-hidden': 'true' }, mark), ` ${word}`),
    ...beside,
  );
}

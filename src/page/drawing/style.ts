import { lookRules } from './looks.ts';
import type { Look } from './looks.ts';

/** Colours of everything but blocks: the page, its text and its lines, in light and in dark surroundings. */
const INK = {
  light: { page: '#ffffff', text: '#15191d', faint: '#4f5a64', edge: '#39434d', link: '#6f7d8a', warn: '#a4001d' },
  dark: { page: '#14171a', text: '#eceff1', faint: '#a9b4be', edge: '#b3bec8', link: '#7d8a96', warn: '#ff8a9b' },
} as const;

/** Fonts that every system has under these names; nothing is fetched. */
const FONT = 'font-family:monospace;font-size:11px;white-space:pre';

/** The style sheet of a drawing; it follows the reader's choice of light or dark. */
export function styleSheet(looks: readonly Look[]): string {
  return drawingRules(looks).join('\n');
}

/** The rules of that style sheet, for a page that has drawings in it. */
export function drawingRules(looks: readonly Look[]): readonly string[] {
  const base = [
    `text{${FONT}}`,
    '.title{font-size:16px;font-weight:bold}',
    '.head{font-weight:bold;font-size:12px}',
    '.end{text-anchor:end}',
    '.middle{text-anchor:middle}',
    '.strong{font-weight:bold}',
    'pattern path{fill:none;stroke-width:1}',
    '.edge{stroke-width:1}',
    '.bound{fill:none;stroke-width:1}',
    '.dashed{stroke-dasharray:4 3}',
    '.clash-edge{fill:none;stroke-width:2}',
    '.leader{fill:none;stroke-width:1}',
    '.pointer{fill:none;stroke-width:1.5}',
    '.link{stroke-width:1;fill-opacity:0.22;stroke-opacity:0.75}',
    '.break{fill:none;stroke-width:1.2}',
    '.break-gap{fill:none;stroke-width:3.4}',
  ];
  const dark = [...inkRules('dark'), ...lookRules(looks, 'dark')].join('');
  return [...base, ...inkRules('light'), ...lookRules(looks, 'light'), `@media (prefers-color-scheme:dark){${dark}}`];
}

function inkRules(surroundings: keyof typeof INK): readonly string[] {
  const { page, text, faint, edge, link, warn } = INK[surroundings];
  return [
    `.page{fill:${page}}`,
    `text{fill:${text}}`,
    `.faint{fill:${faint}}`,
    `.warn{fill:${warn}}`,
    `.edge,.bound,.break,.pointer{stroke:${edge}}`,
    `.clash-edge{stroke:${warn}}`,
    `.leader{stroke:${link}}`,
    `.link{fill:${link};stroke:${link}}`,
    `.break-gap{stroke:${page}}`,
  ];
}

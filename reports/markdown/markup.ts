import { escaped, inertLine, oneLine, printable, toText } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';

/** A text longer than this is told in part. */
const TEXT_LENGTH_MAX = 1000;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/**
 * Text as one line of GitHub's Markdown that shows what it says: it makes no markup, no HTML, no link and no mention,
 * wherever in a line or in a table it stands.
 */
export function prose(text: string, lengthMax: number = TEXT_LENGTH_MAX): string {
  return (
    shown(text, lengthMax)
      .replace(/[\\`*|~#$]/g, '\\$&')
      .replace(/[<>&]/g, (character) => ENTITIES[character] ?? '')
      // What stands between letters is no emphasis, and fields have such names.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // Without what makes a link of them brackets are brackets, unless a line begins with them.
      .replace(/\](?=[([:])/g, '\\]')
      .replaceAll('://', '\\://')
      .replace(/www(?=\.)/gi, '$&\\')
      .replaceAll('@', '@<!-- -->')
      // GitHub makes links of numbers, and pictures of words between colons, after Markdown has taken the backslashes away.
      .replace(/#(?=\d)|\bGH-(?=\d)|:(?=[\w+-]+:)/gi, '$&<!-- -->')
      .replace(/^[-+=[]/, '\\$&')
      .replace(/^(\d+)([.)])/, '$1\\$2')
  );
}

/** Text in the form of code within a line, which may be one of a table. */
export function code(text: string, lengthMax: number = TEXT_LENGTH_MAX): string {
  const content = shown(text, lengthMax);
  if (content === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(content) + 1);
  const gap = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  // A table ends its cells at every bar, code or not, and elsewhere a backslash in code is one.
  return content.includes('|') ? prose(text, lengthMax) : `${ticks}${gap}${content}${gap}${ticks}`;
}

function shown(text: string, lengthMax: number): string {
  return printable(oneLine(text, lengthMax));
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}

/** Lines as they are, with what could act on a page shown as escapes. */
export function fenced(lines: readonly string[], language: 'text' | 'sh'): string {
  const content = lines.map((line) => inertLine(printable(line)));
  const ticks = '`'.repeat(content.reduce((most, line) => Math.max(most, longestRun(line)), 2) + 1);
  return [`${ticks}${language}`, ...content, ticks].join('\n');
}

/** A command in a block to copy. One that is too long to be pasted anywhere is not cut, for then it would be another one. */
export function command(text: string): string {
  const characters = printable(text).length;
  if (characters <= COMMAND_LENGTH_MAX) return fenced([text], 'sh');
  return `The command that shows it again has ${characters} characters; the JSON form has it.`;
}

const COMMAND_LENGTH_MAX = 4000;

/** Blocks that are folded until somebody wants them. The summary is text; an empty line lets Markdown begin again after it. */
export function folded(summary: string, blocks: readonly string[]): string {
  return [`<details><summary>${escaped(summary)}</summary>`, ...blocks, '</details>'].join('\n\n');
}

/** A table of cells that are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A list of items that are Markdown. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Lines of the text form as paragraphs of text, without their layout. */
export function sentences(lines: readonly Line[]): readonly string[] {
  return toText(lines, 'none')
    .split('\n')
    .map((line) => oneLine(line, TEXT_LENGTH_MAX))
    .filter((line) => line !== '');
}

import { printable } from './printable.ts';
import { paint } from './styles.ts';
import type { Colour, Style } from './styles.ts';

/** Text in one style, or plain text. */
export type Piece = string | { readonly text: string; readonly style: Style };

/** One line of output, without its line end. */
export type Line = readonly Piece[];

/** Columns of a page at least: a hex dump and an indented command are unreadable on less. */
export const PAGE_WIDTH_MIN = 40;
/** Columns of a page of which nobody says how wide it is. */
export const PAGE_WIDTH_USUAL = 80;

/** Where a flowed paragraph may stand, in columns. */
export interface Measure {
  readonly width: number;
  /** Spaces before the first line. */
  readonly first: number;
  /** Spaces before every further line. */
  readonly rest: number;
}

/** One unbreakable run of text and the spaces that stood before it. */
interface Word {
  readonly gap: number;
  readonly pieces: Piece[];
}

const textOf = (piece: Piece): string => (typeof piece === 'string' ? piece : piece.text);

const restyle = (piece: Piece, text: string): Piece => (typeof piece === 'string' ? text : { ...piece, text });

/** How many columns a line takes, counting one for every character. */
function columnsOf(line: Line): number {
  return line.reduce((sum, piece) => sum + charactersIn(printable(textOf(piece))), 0);
}

function charactersIn(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}

const GLUE = '\u00a0';

/**
 * Keeps ranges, numbers with their decimal form, shares in parentheses, amounts with their unit, labels with their share
 * and dots with what they end on one line.
 */
function glue(text: string): string {
  return text
    .replace(/(\[0x[0-9a-f]+,) (?=0x[0-9a-f]+\))/g, `$1${GLUE}`)
    .replace(/(0x[0-9a-f]+) (?=\([0-9,]+\))/g, `$1${GLUE}`)
    .replace(/(\([0-9,]+) of (?=[0-9,]+\))/g, `$1${GLUE}of${GLUE}`)
    .replace(/(\d|min) (?=(?:B|ms|min|s|\d+ s)\b)/g, `$1${GLUE}`)
    .replace(/([a-z0-9]) (?=\d+\.\d+%)/g, `$1${GLUE}`)
    .replaceAll(' ·', `${GLUE}·`);
}

/** Words of a line; a label and its share that together take more than `columnsMax` columns come apart again. */
function wordsOf(line: Line, columnsMax: number): readonly Word[] {
  const words: Word[] = [];
  let gap = 0;
  for (const piece of line) {
    const glued = glue(printable(textOf(piece))).replace(/[^ ]+/g, (word) =>
      word.includes('%') && word.length > columnsMax ? word.replaceAll(GLUE, ' ') : word,
    );
    for (const token of glued.match(/ +|[^ ]+/g) ?? []) {
      if (token.startsWith(' ')) {
        gap += token.length;
        continue;
      }
      const text = restyle(piece, token.replaceAll(GLUE, ' '));
      const last = words.at(-1);
      // Pieces that touch are one word in two styles, so no line may break between them.
      if (gap === 0 && last !== undefined) last.pieces.push(text);
      else words.push({ gap, pieces: [text] });
      gap = 0;
    }
  }
  return words;
}

/** Breaks a paragraph into lines at spaces; a word longer than a line stays whole. Empty text gives no line. */
export function flow(paragraph: Line, { width, first, rest }: Measure): readonly Line[] {
  const lines: Piece[][] = [];
  let room = 0;
  for (const { gap, pieces } of wordsOf(paragraph, width - rest)) {
    const columns = columnsOf(pieces);
    const line = lines.at(-1);
    if (line !== undefined && gap + columns <= room) {
      line.push(' '.repeat(gap), ...pieces);
      room -= gap + columns;
    } else {
      const indent = lines.length === 0 ? first : rest;
      lines.push([' '.repeat(indent), ...pieces]);
      room = width - indent - columns;
    }
  }
  return lines;
}

/** Blocks with an empty line between them; empty blocks leave no trace. */
export function stacked(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : [[], ...block]));
}

/** The lines of a plain text that is broken as `flow` breaks it. */
export function wrap(text: string, width: number): readonly string[] {
  return flow([text], { width, first: 0, rest: 0 }).map((line) => line.map(textOf).join(''));
}

/** Two texts on one line, the second at the right edge of `width`; on lines of their own when they do not fit. */
export function spread(left: Line, right: Line, width: number, indent: number): readonly Line[] {
  const space = width - columnsOf(left) - columnsOf(right);
  if (space >= 2) return [[...left, ' '.repeat(space), ...right]];
  return [...flow(left, { width, first: 0, rest: indent }), ...flow(right, { width, first: indent, rest: indent })];
}

/** What a build server takes for a command at the start of a line. [GitHub, workflow commands] */
const COMMAND = /^\s*::/;

/** Text that is a line of its own, such that no build server acts on it. */
export function inertLine(text: string): string {
  return COMMAND.test(text) ? text.replace(/\S/, escapedCharacter) : text;
}

/** A line that no build server acts on: words of a subject may come to stand at its start. */
function inert(line: readonly Piece[]): readonly Piece[] {
  if (!COMMAND.test(line.map(textOf).join(''))) return line;
  const first = line.findIndex((piece) => textOf(piece).trim() !== '');
  return line.map((piece, index) => {
    return index === first ? restyle(piece, textOf(piece).replace(/\S/, escapedCharacter)) : piece;
  });
}

function escapedCharacter(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16)}`;
}

/**
 * The only way text leaves for a terminal: every piece is made printable before it is painted, so that no input can
 * smuggle an escape sequence in. Each line ends with a line feed and no line ends with a space.
 */
export function toText(lines: readonly Line[], colour: Colour): string {
  const painted = lines.map((line) => {
    const pieces = inert(line).map((piece) => {
      const text = printable(textOf(piece));
      return typeof piece === 'string' || text === '' ? text : paint(text, piece.style, colour);
    });
    return `${pieces.join('').trimEnd()}\n`;
  });
  return painted.join('');
}

import { printable } from '../../../reports/index.ts';
import type { Colour, Line, Style } from '../../../reports/index.ts';

/** Select Graphic Rendition parameters (ECMA-48, 8.3.117) of each style. */
const SGR: Readonly<Record<Style, string>> = {
  failure: '1;31',
  warning: '1;33',
  success: '1;32',
  strong: '1',
  dim: '2',
};

/** A word, or a range that no line may break. */
const WORD = /\[0x[0-9a-f]+, 0x[0-9a-f]+\)\S*|\S+/g;

/** Breaks text at spaces into lines of at most `width` columns; a longer word stays whole. Empty text gives no line. */
export function wrapped(text: string, width: number): readonly string[] {
  if (text.length <= width) return text === '' ? [] : [text];
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(WORD)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/**
 * Lines as they leave for a terminal: every piece is made printable before it is painted, so that no input can smuggle
 * an escape sequence in. Each line ends with a line feed and no line ends with a space.
 */
export function pageText(lines: readonly Line[], colour: Colour): string {
  const painted = lines.map((line) => {
    const text = line
      .map((piece) => {
        if (typeof piece === 'string') return printable(piece);
        const plain = printable(piece.text);
        return colour === 'none' || plain === '' ? plain : `\u001b[${SGR[piece.style]}m${plain}\u001b[0m`;
      })
      .join('');
    return `${text.trimEnd()}\n`;
  });
  return painted.join('');
}

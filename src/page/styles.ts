/** What a piece of text means to the reader; colour only repeats what the words already say. */
export type Style = 'failure' | 'warning' | 'success' | 'strong' | 'dim';

/** Whether text may carry ANSI escape sequences. */
export type Colour = 'none' | 'ansi';

/** Select Graphic Rendition parameters (ECMA-48, 8.3.117) of each style. */
const SGR: Readonly<Record<Style, string>> = {
  failure: '1;31',
  warning: '1;33',
  success: '1;32',
  strong: '1',
  dim: '2',
};

/** Dresses `text` in a style, or leaves it as it is when colour is `none`. */
export function paint(text: string, style: Style, colour: Colour): string {
  return colour === 'ansi' ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text;
}

import { oneLine, printable } from '../../src/page/index.ts';

/** Code scanning refuses longer descriptions. */
export const TEXT_LENGTH_MAX = 1024;
/** The same of names and of ids. */
export const NAME_LENGTH_MAX = 255;

/**
 * Text of a message, never empty. Braces are written twice and brackets kept from their parentheses, for a message could have
 * placeholders and links. [SARIF 2.1.0, 3.11.5 and 3.11.6]
 */
export function message(text: string, lengthMax: number = TEXT_LENGTH_MAX): { readonly text: string } {
  const shown = printable(oneLine(text, lengthMax)).replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
  return { text: cut(shown === '' ? '(nothing)' : shown, lengthMax) };
}

/** A name or an id as one short line, never empty. */
export function name(text: string): string {
  const shown = printable(oneLine(text, NAME_LENGTH_MAX));
  return cut(shown === '' ? '(nothing)' : shown, NAME_LENGTH_MAX);
}

/** Escapes may have made a text longer than it may be; code units count. */
function cut(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  // Neither half of a pair of surrogates nor half of a pair of braces may stay.
  const kept = text.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '');
  const braces = /[{}]*$/.exec(kept)?.[0].length ?? 0;
  return `${braces % 2 === 1 ? kept.slice(0, -1) : kept}…`;
}

/** A path as a reference to a file: relative as it is, absolute with its scheme. [RFC 3986] */
export function uriOf(path: string): string {
  const units = path.slice(0, PATH_LENGTH_MAX).replace(/[\ud800-\udfff]/gu, '\ufffd');
  const encoded = units
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  if (encoded === '') return 'image';
  return encoded.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
}

/** No system takes longer ones. */
const PATH_LENGTH_MAX = 4096;

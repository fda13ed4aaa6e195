import * as fc from 'fast-check';

/** The word that stands behind every line break of a drawn text, so that a line which starts with it was forged. */
export const FORGED = 'FORGED';

/** What acts on a terminal, on XML, on JSON or on the next line, one of each kind. */
const PIECES: readonly fc.Arbitrary<string>[] = [
  fc.integer({ min: 1, max: 0x1f }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x7f, max: 0x9f }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'),
  fc.constantFrom('\u200b', '\u200d', '\u200e', '\u2060', '\ufeff', '\u00ad', '\u{e0041}', '\u{1d173}', '\u061c'),
  fc.constantFrom(...['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\v', '\f'].map((end) => `x${end}${FORGED}`)),
  fc.constantFrom('\ud800', '\udfff', '\ud83d', '\ufffe', '\uffff'),
  fc.constantFrom('\u001b[2J', '\u001b[31m', '\u001b]0;t\u0007', '\u009b31m', '\u001b[1;31m', '\r\u001b[K'),
];
/** What stands between such pieces. */
const FILLERS: readonly fc.Arbitrary<string>[] = [
  fc.constantFrom('&', '<', '>', '"', "'", '\\', '`', '$(x)', '&amp;', ']]>', '<!--', '\\n', '\\u001b', '%s', '{in}'),
  fc.constantFrom('a', ' ', '  ', '.', '-', '=', ':', '*', '0', 'é', '世', '😀', '\u00a0'),
];

/** Text of at least one character that acts on something. */
export const oddText: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(...PIECES), fc.array(fc.oneof(...PIECES, ...FILLERS), { maxLength: 12 }), fc.nat())
  .map(([piece, pieces, place]) => pieces.toSpliced(place % (pieces.length + 1), 0, piece).join(''));

/** A name that a file can have. */
export const oddName: fc.Arbitrary<string> = oddText.map((text) => `n${text.replaceAll('/', '_')}`);

/** Bytes that no UTF-8 holds among some that act, none of them a zero or a slash. */
export const oddNameBytes: fc.Arbitrary<Uint8Array> = fc
  .array(fc.constantFrom(0x1b, 0x0a, 0x7f, 0x80, 0x9b, 0xc2, 0xe2, 0xff, 0x41), { minLength: 1, maxLength: 12 })
  .map((bytes) => Uint8Array.of(0x62, 0xff, ...bytes));

/** Bytes of a header or a table: zeros, control bytes, bytes beyond ASCII, and what means something to XML. */
export function oddBytes(length: number): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof(
    fc.constantFrom(0x1b, 0x9b, 0x0a, 0x0d, 0x7f, 0x85, 0xad, 0xff, 0x3c, 0x26, 0x22, 0x27, 0x5c),
    fc.integer({ min: 1, max: 255 }),
  );
  return fc.array(byte, { minLength: length, maxLength: length }).map((bytes) => Uint8Array.from(bytes));
}

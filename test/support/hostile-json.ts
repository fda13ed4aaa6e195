import { pathsIn, replacedAt } from './odd-documents.ts';

/** Deeper than anything that recurses into it can follow. */
const DEPTH = 200_000;
/** Items of a list that is long and small. */
const ITEMS = 2_000_000;

/** A document as a text, and what is wrong with it. */
export type HostileText = readonly [what: string, text: string | Buffer];

const PLACE = 'put it here';

/** The text of a document in which one value is replaced by what no value can express. */
function spliced(document: object, path: readonly (string | number)[], text: string): string {
  return JSON.stringify(replacedAt(document, path, PLACE)).replace(JSON.stringify(PLACE), () => text);
}

/** A list in a list, and so on. */
const NESTED = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
const NESTED_OBJECTS = `${'{"sections":'.repeat(DEPTH)}0${'}'.repeat(DEPTH)}`;

/** What stands in place of a value: deep, long, or a number that nothing can be. */
const VALUES: readonly (readonly [what: string, text: string])[] = [
  ['lists in lists', NESTED],
  ['objects in objects', NESTED_OBJECTS],
  ['1e999', '1e999'],
  ['-1e999', '-1e999'],
  ['1e-400', '1e-400'],
  ['a number of 25 digits', '1234567890123456789012345'],
  ['its own prototype', '{"__proto__":{"name":"x","path":"x"}}'],
];

/** What stands in place of the few values at the top. */
const LONG_VALUES: readonly (readonly [what: string, text: string])[] = [
  ['a long list', `[${'0,'.repeat(ITEMS)}0]`],
  ['a long list of texts', `[${'"",'.repeat(ITEMS)}""]`],
  ['a long text', `"${'x'.repeat(ITEMS)}"`],
];

/** A document cut at about every fiftieth byte. */
export function cutTexts(text: string, step = 50): readonly HostileText[] {
  const bytes = Buffer.from(text.trimEnd());
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) => {
    const length = Math.min(bytes.length - 1, index * step);
    return [`cut to ${length} bytes`, bytes.subarray(0, length)] as const;
  });
}

/** What is no document of the kind that is wanted, whatever that is. */
export const NO_DOCUMENTS: readonly HostileText[] = [
  ['nothing', ''],
  ['a blank', ' \n'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['a number', '1e999'],
  ['an empty object', '{}'],
  ['zeros', Buffer.alloc(1000)],
  ['UTF-16', Buffer.from('\ufeff{"schema": 1}', 'utf16le')],
  ['lists in lists', NESTED],
  ['lists that do not end', '['.repeat(DEPTH)],
  ['objects that do not end', '{"a":'.repeat(DEPTH)],
  ['a text that does not end', `{"a":"${'['.repeat(ITEMS)}`],
  ['a long key', `{"${'k'.repeat(ITEMS)}":1}`],
  ['its own prototype', '{"__proto__":{"schema":"urn:zbootkit:case:v1","machine":"arm64"}}'],
];

/** The document with something hostile in each of its places. */
export function hostileTexts(document: object): readonly HostileText[] {
  const paths = pathsIn(document);
  const at = (path: readonly (string | number)[], [what, text]: readonly [string, string]): HostileText => [
    `${what} at ${path.join('.')}`,
    spliced(document, path, text),
  ];
  return [
    ...VALUES.flatMap((value) => paths.map((path) => at(path, value))),
    ...LONG_VALUES.flatMap((value) => paths.filter(({ length }) => length === 1).map((path) => at(path, value))),
  ];
}

import * as fc from 'fast-check';
import { oddText } from './odd-text.ts';

/** A value of a document with the keys that lead to it. */
type Path = readonly (string | number)[];

/** Where every value stands that a document holds, the whole of it left out. */
export function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, each]) => [[key], ...pathsIn(each).map((path) => [key, ...path])]);
}

/** The same document with another value in one place. */
export function replacedAt(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) => (index === key ? replacedAt(each, rest, replacement) : each));
  }
  const record = Object(value) as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replacedAt(record[key], rest, replacement) };
}

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, -1, 0.5, 2 ** 53, '', [], {}, [[]]) },
  { weight: 1, arbitrary: oddText.map((text) => [text, { [text]: text }]) },
  { weight: 1, arbitrary: fc.tuple(oddText, oddText).map(([key, text]) => ({ [key]: text })) },
);

/** JSON with odd bytes somewhere in it, where a parser will quote them. */
const broken = (json: string): fc.Arbitrary<Buffer> =>
  fc.tuple(fc.nat(json.length), oddText, fc.constantFrom('', '\u00ff', '\u009b')).map(([place, text, byte]) => {
    const odd = Buffer.concat([Buffer.from(text), Buffer.from(byte, 'latin1')]);
    return Buffer.concat([Buffer.from(json.slice(0, place)), odd, Buffer.from(json.slice(place))]);
  });

/** A document of somebody who means ill: an odd value in place of another, an odd key besides, or broken JSON. */
export function oddDocument(document: object): fc.Arbitrary<Buffer> {
  const json = JSON.stringify(document);
  const changed = fc
    .tuple(fc.constantFrom(...pathsIn(document)), oddValue)
    .map(([path, value]) => replacedAt(document, path, value));
  const grown = fc.tuple(oddText, oddValue).map(([key, value]) => ({ ...document, [key]: value }));
  return fc.oneof(
    { weight: 4, arbitrary: changed.map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 1, arbitrary: grown.map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 2, arbitrary: broken(json) },
  );
}

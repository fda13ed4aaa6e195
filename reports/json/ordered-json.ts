import { escapedJson } from '../../src/page/index.ts';

/** Every property name that occurs anywhere in a document type. */
type KeysOf<T> = T extends readonly (infer Item)[]
  ? KeysOf<Item>
  : T extends object
    ? { [Key in keyof T & string]: Key | KeysOf<T[Key]> }[keyof T & string]
    : never;

/** The property names of a document in the order in which they are written; the type makes sure none is missing. */
export type KeyOrder<T> = Readonly<Record<KeysOf<T>, true>>;

/**
 * A document as JSON that is equal byte for byte for equal values, however they were put together: properties in the
 * given order at every depth, two spaces of indent, and a line feed at the end.
 */
export function orderedJson<T>(document: T, order: KeyOrder<T>): string {
  // JSON.stringify writes properties in the order of its replacer list (ECMA-262, SerializeJSONObject).
  return `${escapedJson(JSON.stringify(document, Object.keys(order), 2))}\n`;
}

/** The properties of a finding from its expectation's on, which every document that holds findings writes alike. */
export const FINDING_ORDER = {
  value: true,
  values: true,
  what: true,
  start: true,
  end: true,
  as: true,
  because: true,
  actual: true,
  at: true,
  file: true,
} as const;

/** The properties of layouts, which every document that has some writes alike; what a region is called and where it is stands elsewhere. */
export const LAYOUT_ORDER = {
  layouts: true,
  before: true,
  after: true,
  fileSize: true,
  regions: true,
  payload: true,
} as const;

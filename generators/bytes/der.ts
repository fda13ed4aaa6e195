import { Cursor } from './cursor.ts';

/** One DER element, whose length is known before any of its bytes is written. */
export interface DerElement {
  /** Bytes of tag, length octets and content. */
  readonly length: number;
  /** Writes all of them and leaves the cursor after the last. */
  readonly write: (cursor: Cursor) => void;
}

/** Universal tags (X.680 §8.6); SEQUENCE and SET with the bit that says "constructed" (X.690 §8.1.2.5). */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
};

/** X.690 §8.1.3.4: the short form of the length ends here. */
const SHORT_FORM_MAX = 0x7f;
/** X.690 §8.1.3.5: the first octet of the long form, to which the count of further octets is added. */
const LONG_FORM = 0x80;
/** X.690 §8.1.2.2: the class bits of a context-specific tag, and §8.1.2.5: the bit of a constructed one. */
const CONTEXT_SPECIFIC = 0x80;
const CONSTRUCTED = 0x20;

/**
 * Tag and length octets, in the shortest form as DER demands (X.690 §10.1).
 *
 * @param contentLength bytes, 0 to 2^32 - 1
 */
function prefixOf(tag: number, contentLength: number): Uint8Array {
  if (contentLength <= SHORT_FORM_MAX) {
    return Uint8Array.of(tag, contentLength);
  }
  const octets: number[] = [];
  for (let rest = contentLength; rest > 0; rest = Math.floor(rest / 0x100)) {
    octets.unshift(rest % 0x100);
  }
  return Uint8Array.of(tag, LONG_FORM + octets.length, ...octets);
}

function element(tag: number, contentLength: number, writeContent: (cursor: Cursor) => void): DerElement {
  const prefix = prefixOf(tag, contentLength);
  return {
    length: prefix.length + contentLength,
    write(cursor) {
      cursor.raw(prefix);
      writeContent(cursor);
    },
  };
}

/** The tag `[number] IMPLICIT` of a primitive type, for numbers from 0 to 30 (X.690 §8.14.3). */
export function implicitTag(number: number): number {
  return CONTEXT_SPECIFIC + number;
}

/** The tag `[number] EXPLICIT`, for numbers from 0 to 30 (X.690 §8.14.2). */
export function explicitTag(number: number): number {
  return CONTEXT_SPECIFIC + CONSTRUCTED + number;
}

/** An element that holds bytes. */
export function primitive(tag: number, content: Uint8Array): DerElement {
  return element(tag, content.length, (cursor) => cursor.raw(content));
}

/** An element that holds `length` ASCII characters, the given text over and over. */
export function repeatedText(tag: number, text: string, length: number): DerElement {
  return element(tag, length, (cursor) => cursor.text(text.repeat(Math.ceil(length / text.length)), length));
}

/** An element that holds elements, in the given order. */
export function constructed(tag: number, ...children: readonly DerElement[]): DerElement {
  const contentLength = children.reduce((sum, { length }) => sum + length, 0);
  return element(tag, contentLength, (cursor) => {
    for (const child of children) {
      child.write(cursor);
    }
  });
}

/**
 * An object identifier (X.690 §8.19).
 *
 * @param dotted whole numbers joined by dots, such as `2.16.840.1.101.3.4.2.1`; the first is 0, 1 or 2
 */
export function objectIdentifier(dotted: string): DerElement {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return primitive(TAG.objectIdentifier, Uint8Array.from([40 * first + second, ...others].flatMap(base128)));
}

/** X.690 §8.19.2: seven bits in each octet, all octets but the last with their high bit set. */
function base128(value: number): readonly number[] {
  const octets = [value % 0x80];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
    octets.unshift(0x80 + (rest % 0x80));
  }
  return octets;
}

/** The bytes of an element. */
export function encode(root: DerElement): Uint8Array {
  const bytes = new Uint8Array(root.length);
  root.write(new Cursor(bytes, 0));
  return bytes;
}

import type { Span } from './span.ts';

/**
 * Which file a place lies in: `image` for a rule that judges one image, `before`, `after` and `content` for a rule
 * that judges an append.
 */
export type FileRole = 'image' | 'before' | 'after' | 'content';

/** Bytes of one of the files that a finding is about. */
export interface Place extends Span {
  readonly file: FileRole;
}

/** What a rule wanted. Data that survives JSON: offsets are numbers, 64-bit values hexadecimal strings. */
export type Expectation =
  | { readonly kind: 'equals'; readonly value: number | string }
  | { readonly kind: 'one-of'; readonly values: readonly (number | string)[] }
  | { readonly kind: 'multiple-of'; readonly value: number }
  | { readonly kind: 'at-least'; readonly value: number }
  | { readonly kind: 'at-most'; readonly value: number }
  | { readonly kind: 'below'; readonly value: number }
  /** A range that lies wholly in `[start, end)` of `what`. */
  | { readonly kind: 'within'; readonly what: string; readonly start: number; readonly end: number }
  /** A range that shares no byte with `[start, end)`, which belongs to `what`. */
  | { readonly kind: 'apart-from'; readonly what: string; readonly start: number; readonly end: number }
  | { readonly kind: 'same-bytes'; readonly as: Place }
  | { readonly kind: 'zero-bytes' }
  /** The subject should have rewritten the image. */
  | { readonly kind: 'rewritten' }
  /** The subject should have refused, for this reason. */
  | { readonly kind: 'refused'; readonly because: string }
  /** Anything else, as a noun phrase that reads after "expected". */
  | { readonly kind: 'form'; readonly name: string };

/** One violation of one rule, as data. Sentences are made from it in one place, by the renderers. */
export interface Finding {
  /** What the finding is about: a field's path such as `coff.numberOfSections`, or a thing such as `payload`. */
  readonly about: string;
  readonly expected: Expectation;
  /** What was found: a number, or a text where a number would say too little. */
  readonly actual: number | string;
  /** The bytes at fault, the most telling first. An empty place names a file where no byte is to blame. */
  readonly at: readonly [Place, ...Place[]];
}

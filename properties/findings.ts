/** Short ways to say what is wrong, so that a rule reads as its predicate. */
import type { Field } from '../src/reader/index.ts';
import { hex } from '../src/results/index.ts';
import type { Expectation, FileRole, Finding, Place, Span } from '../src/results/index.ts';

/** Findings of one rule on one subject at most: an image of 65,535 sections can break a rule in each of them. */
export const FINDING_LIMIT = 256;

/** A span as a place in one of the files that are judged. */
export function place({ offset, length }: Span, file: FileRole = 'image'): Place {
  return { file, offset, length };
}

/** A field whose value is not what it should be. */
export function wrongValue(
  field: Field<number | bigint | string>,
  expected: Expectation,
  file: FileRole = 'image',
  ...more: readonly Place[]
): Finding {
  const actual = typeof field.value === 'bigint' ? hex(field.value) : field.value;
  return { about: field.path, expected, actual, at: [place(field, file), ...more] };
}

/** Something wrong with a stretch of bytes or with a thing that is no single field. */
export function wrong(
  about: string,
  expected: Expectation,
  actual: number | string,
  ...at: readonly [Place, ...Place[]]
): Finding {
  return { about, expected, actual, at };
}

/** `equals` as an expectation; 64-bit values travel as hexadecimal strings. */
export function equals(value: number | bigint | string): Expectation {
  return { kind: 'equals', value: typeof value === 'bigint' ? hex(value) : value };
}

/** A field of an image that is not a multiple of the alignment that another field states. */
export function notMultipleOf(field: Field<number>, alignment: Field<number>): Finding {
  return wrongValue(field, { kind: 'multiple-of', value: alignment.value }, 'image', place(alignment));
}

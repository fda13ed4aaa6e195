import * as fc from 'fast-check';
import { AIM, aimed } from './aim.ts';
import type { Aim } from './aim.ts';
import { printValue, readField, writeField } from './field-value.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { hex, printedAs } from './hostile.ts';
import type { HostileImage } from './hostile.ts';
import { newValue, VALUE } from './new-value.ts';
import type { ValueChoice } from './new-value.ts';
import type { ValidImage } from './valid-image.ts';

/** One change of one header field of any image. */
export interface Edit {
  readonly aim: Aim;
  readonly value: ValueChoice;
  /** Of a text field, the character that is changed, counted round. */
  readonly character: number;
}

/** The longest text field has 32 characters. */
const EDIT: fc.Arbitrary<Edit> = fc.record({ aim: AIM, value: VALUE, character: fc.nat(31) });

/** Not empty by a filter and not by a minimum, for with a minimum the last edit can never be left out. */
function upTo(maxLength: number): fc.Arbitrary<Edit[]> {
  return fc.array(EDIT, { maxLength, size: 'max' }).filter((edits) => edits.length > 0);
}

/** One to eight edits; most often one or two, because many at once rarely get past the first check. */
export const EDITS: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: upTo(2) },
  { weight: 3, arbitrary: upTo(4) },
  { weight: 2, arbitrary: upTo(8) },
);

/** A field and the value that it is to have, as little-endian number. */
export interface FieldChange {
  readonly field: WrittenField;
  readonly value: bigint;
}

/**
 * Changes header fields of a valid image. Every edit looks at the valid image and not at what other edits made of it, so
 * that leaving one out leaves the others as they are; of two that hit one field the later counts.
 */
export function applyEdits(image: ValidImage, edits: readonly Edit[]): HostileImage {
  const changes = new Map<string, FieldChange>();
  for (const { aim, value, character } of edits) {
    const field = aimed(image.fields, aim);
    changes.set(field.name, { field, value: newValue(image, field, value, character) });
  }
  return editedTo(image, [...changes.values()]);
}

function editedTo(image: ValidImage, changes: readonly FieldChange[]): HostileImage {
  const bytes = changed(image, changes);
  const mutations = changes.map((change) => changeLabel(image.bytes, change));
  const hostile: HostileImage = { bytes, request: image.request, kind: 'edit', mutations, plans: [image.plan] };
  const summary = changes.map(({ field, value }) => `${placeOf(field)}=${printValue(field, value)}`);
  return printedAs(hostile, summary.join(' '));
}

/** A copy of the image's bytes with fields set to values. */
function changed({ bytes }: ValidImage, changes: readonly FieldChange[]): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (const { field, value } of changes) writeField(copy, field, value);
  return copy;
}

/** `edit <field>@<file offset>: <old value> -> <new value>`, of the bytes before the change. */
export function changeLabel(bytes: Uint8Array, { field, value }: FieldChange): string {
  return `edit ${placeOf(field)}: ${printValue(field, readField(bytes, field))} -> ${printValue(field, value)}`;
}

function placeOf({ name, offset }: WrittenField): string {
  return `${name}@${hex(offset)}`;
}

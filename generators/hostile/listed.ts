import { parsePlan } from '../plan-text.ts';
import { changeLabel, changed } from './edit.ts';
import type { FieldChange } from './edit.ts';
import { bitsOf, formOf, textValue } from './field-value.ts';
import { printedAs } from './hostile.ts';
import type { HostileImage } from './hostile.ts';
import { truncationLabel } from './truncate.ts';
import { validImage } from './valid-image.ts';
import type { ValidImage } from './valid-image.ts';

/** One change of a named hostile case. */
export type ListedMutation =
  /** Sets a field by the name that the generator writes it under; a text is padded with zeros. */
  | { readonly kind: 'edit'; readonly field: string; readonly value: number | bigint | string }
  /** Leaves that many bytes, after all edits. */
  | { readonly kind: 'truncate'; readonly length: number };

/** A hostile case as data: a valid image and what is done to it. */
export interface ListedCase {
  readonly name: string;
  /** A plan text; the empty one is the dull plan. */
  readonly plan: string;
  readonly mutations: readonly ListedMutation[];
}

/**
 * Makes the image of a named hostile case.
 *
 * @throws PlanError when the plan cannot be read or laid out
 * @throws RangeError when a mutation names a field that the image has not, does not fit, or leaves the image as it is
 */
export function listedImage({ name, plan, mutations }: ListedCase): HostileImage {
  const image = validImage(parsePlan(plan));
  const whole = image.bytes.length;
  const changes = mutations.flatMap((mutation) => (mutation.kind === 'edit' ? [changeOf(name, image, mutation)] : []));
  const lengths = mutations.flatMap((mutation) =>
    mutation.kind === 'truncate' ? [checkedLength(name, mutation.length, whole)] : [],
  );
  const length = Math.min(whole, ...lengths);
  const bytes = changed(image, changes).slice(0, length);
  if (length === whole && bytes.every((byte, index) => byte === image.bytes[index])) {
    throw new RangeError(`hostile case ${name}: its mutations leave the image as it is; change a field or its length`);
  }
  const labels = changes.map((change) => changeLabel(image, change));
  const cut = lengths.length === 0 ? [] : [truncationLabel(length, whole)];
  const { request } = image;
  const hostile: HostileImage = { bytes, request, kind: 'listed', mutations: [...labels, ...cut], plans: [image.plan] };
  return printedAs(hostile, name);
}

function checkedLength(name: string, length: number, whole: number): number {
  if (!Number.isInteger(length) || length < 0 || length >= whole) {
    throw new RangeError(`hostile case ${name}: its image cannot be cut to ${length} bytes; leave 0 to ${whole - 1}`);
  }
  return length;
}

type ListedEdit = Extract<ListedMutation, { readonly kind: 'edit' }>;

function changeOf(name: string, { fields }: ValidImage, edit: ListedEdit): FieldChange {
  const field = fields.find((each) => each.name === edit.field);
  if (field === undefined) {
    throw new RangeError(`hostile case ${name}: its image has no field ${edit.field}; name one that the plan gives it`);
  }
  const value = typeof edit.value === 'string' ? textValue(edit.value) : BigInt(edit.value);
  const isOfForm = (typeof edit.value === 'string') === (formOf(field) === 'text');
  if (!isOfForm || value === undefined || value !== BigInt.asUintN(bitsOf(field), value)) {
    throw new RangeError(
      `hostile case ${name}: ${String(edit.value)} does not fit ${edit.field}; give a ${formOf(field)} of at most ` +
        `${field.width} bytes`,
    );
  }
  return { field, value };
}

import type { Span } from '../results/index.ts';
import type { Scalar } from './scalar.ts';

/** One field of a structure: where it starts, in bytes from the structure's start, and how it is read. */
export interface Slot<T> {
  readonly at: number;
  readonly as: Scalar<T>;
}

interface NamedSlot extends Slot<unknown> {
  readonly name: string;
}

export type Slots = Readonly<Record<string, Slot<unknown>>>;

/** A packed little-endian structure. Its table is the only description of its layout in the reader. */
export interface Struct<F extends Slots> {
  readonly name: string;
  /** Bytes that the whole structure takes. */
  readonly size: number;
  readonly fields: F;
  /** The fields as a list, which is faster to walk than an object. */
  readonly slots: readonly NamedSlot[];
}

/** A value together with the bytes it came from, so that every finding can point at them. */
export interface Field<T> extends Span {
  /** The field's name from the outside in, such as `optionalHeader.sizeOfImage`. */
  readonly path: string;
  readonly value: T;
}

export type Decoded<F extends Slots> = { readonly [K in keyof F]: F[K] extends Slot<infer T> ? Field<T> : never };

/** Declares a structure; the types of its decoded fields follow from the table. */
export function struct<const F extends Slots>(name: string, size: number, fields: F): Struct<F> {
  return { name, size, fields, slots: Object.entries(fields).map(([slot, { at, as }]) => ({ name: slot, at, as })) };
}

/**
 * Reads a whole structure. The caller has made sure that `bytes`, which lie at `offset` of the file, hold at least
 * `size` bytes.
 *
 * @param path the name that the fields' paths start with, such as `sections[2]`
 */
export function decode<F extends Slots>(
  layout: Struct<F>,
  bytes: Uint8Array,
  offset: number,
  path: string,
): Decoded<F> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result: Record<string, Field<unknown>> = {};
  for (const { name, at, as } of layout.slots) {
    result[name] = { offset: offset + at, length: as.size, path: `${path}.${name}`, value: as.read(view, at) };
  }
  return result as Decoded<F>;
}

import type { Amount } from './amount.ts';

/**
 * One change of a named hostile case. Changes are made in their order: offsets count in the bytes as those in front
 * left them, but fields and landmarks stay where the valid image has them, so a case edits first and moves afterwards.
 */
export type ListedMutation =
  /** Sets a field by the name that the generator writes it under; a text field takes a text and is padded with zeros. */
  | { readonly kind: 'edit'; readonly field: string; readonly value: Amount }
  /** Leaves that many bytes. */
  | { readonly kind: 'truncate'; readonly length: Amount }
  /** Overwrites with a little-endian number of `width` bytes. */
  | { readonly kind: 'number'; readonly at: Amount; readonly width: 1 | 2 | 4 | 8; readonly value: Amount }
  /** Overwrites with bytes in hexadecimal; blanks between bytes are skipped. */
  | { readonly kind: 'bytes'; readonly at: Amount; readonly hex: string }
  /** Overwrites with one byte again and again. */
  | { readonly kind: 'fill'; readonly at: Amount; readonly length: Amount; readonly byte: number }
  /** Makes room, and what follows moves up; at the file's end it appends. */
  | { readonly kind: 'insert'; readonly at: Amount; readonly length: Amount; readonly byte: number }
  /** Takes bytes out, and what follows moves down. */
  | { readonly kind: 'remove'; readonly at: Amount; readonly length: Amount }
  /** Inserts the content that the request asks for, padded with zeros to `length`. */
  | { readonly kind: 'content'; readonly at: Amount; readonly length: Amount }
  /** Overwrites with a section header whose other fields are zero. */
  | ({ readonly kind: 'section'; readonly at: Amount; readonly name: string } & SectionAmounts)
  /**
   * Overwrites what follows a section header with copies of it, each `step` addresses further on and named `s` with its
   * place in the table.
   */
  | { readonly kind: 'repeat'; readonly section: number; readonly times: number; readonly step: Amount };

interface SectionAmounts {
  readonly virtualSize: Amount;
  readonly virtualAddress: Amount;
  readonly sizeOfRawData: Amount;
  readonly pointerToRawData: Amount;
  readonly characteristics: Amount;
}

/** The change of one kind. */
export type MutationOf<K extends ListedMutation['kind']> = Extract<ListedMutation, { readonly kind: K }>;

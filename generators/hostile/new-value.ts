import * as fc from 'fast-check';
import type { Plan } from '../plan/plan.ts';
import { bitsOf, formOf, readField, withByte } from './field-value.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { imageLandmarks, sectionLandmarks } from './landmarks.ts';
import { picked } from './picked.ts';
import type { ValidImage } from './valid-image.ts';

/** What a field is changed to, whatever the field and the image; every number is counted round. */
export type ValueChoice =
  /** An end of the field's range, of signed words, or an alignment or its neighbour. */
  | { readonly from: 'boundary'; readonly pick: number }
  /** A little more or less than what the valid image has. */
  | { readonly from: 'old'; readonly step: number }
  /** Something that the image has elsewhere, or a little more or less. */
  | { readonly from: 'image'; readonly pick: number; readonly step: number }
  | { readonly from: 'section'; readonly owner: number; readonly pick: number; readonly step: number }
  /** The value of another field of the same kind. */
  | { readonly from: 'kin'; readonly pick: number; readonly step: number }
  | { readonly from: 'word'; readonly word: bigint };

const PICK = fc.nat(0xffff);
const OWNER = fc.nat(0xff);
/** Mostly the exact value, for two equal places or sizes are what makes parts of an image clash. */
const STEP = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: PICK },
);
const WORD = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** Shrinks towards the boundary 0. */
export const VALUE: fc.Arbitrary<ValueChoice> = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: fc.record({ from: fc.constant('boundary' as const), pick: PICK }) },
  { weight: 5, arbitrary: fc.record({ from: fc.constant('old' as const), step: PICK }) },
  { weight: 3, arbitrary: fc.record({ from: fc.constant('image' as const), pick: PICK, step: STEP }) },
  { weight: 3, arbitrary: fc.record({ from: fc.constant('section' as const), owner: OWNER, pick: PICK, step: STEP }) },
  { weight: 2, arbitrary: fc.record({ from: fc.constant('kin' as const), pick: PICK, step: STEP }) },
  { weight: 1, arbitrary: fc.record({ from: fc.constant('word' as const), word: WORD }) },
);

/**
 * The value that a field of an image gets, as little-endian number of the field's width.
 *
 * @param character of a text field, the character that is changed, counted round
 * @returns never the value that the field has
 */
export function newValue(image: ValidImage, field: WrittenField, choice: ValueChoice, character: number): bigint {
  const old = readField(image.bytes, field);
  const value = formOf(field) === 'text' ? newText(image, field, choice, character) : newNumber(image, field, choice);
  return value === old ? BigInt.asUintN(bitsOf(field), value + 1n) : value;
}

/** Changes one character, which is a field of one byte, or takes the whole text of another field of the same kind. */
function newText(image: ValidImage, field: WrittenField, choice: ValueChoice, character: number): bigint {
  if (choice.from === 'kin') return readField(image.bytes, picked(kinOf(image, field), choice.pick));
  const index = character % field.width;
  const byte = newNumber(image, { ...field, offset: field.offset + index, width: 1 }, choice);
  return withByte(readField(image.bytes, field), index, byte);
}

function newNumber(image: ValidImage, field: WrittenField, choice: ValueChoice): bigint {
  return BigInt.asUintN(bitsOf(field), unbounded(image, field, choice));
}

function unbounded(image: ValidImage, field: WrittenField, choice: ValueChoice): bigint {
  const { bytes, layout, plan } = image;
  switch (choice.from) {
    case 'boundary':
      return picked(boundaries(bitsOf(field), plan), choice.pick);
    case 'old':
      return readField(bytes, field) + stepOf(plan, choice.step);
    case 'image':
      return BigInt(picked(imageLandmarks(layout), choice.pick)) + stepOf(plan, choice.step);
    case 'section':
      return BigInt(picked(sectionLandmarks(layout, choice.owner), choice.pick)) + stepOf(plan, choice.step);
    case 'kin':
      return readField(bytes, picked(kinOf(image, field), choice.pick)) + stepOf(plan, choice.step);
    case 'word':
      return choice.word;
  }
}

/**
 * The same field of other owners; without such, the other fields as wide in the same structure; without either, the
 * field itself.
 */
function kinOf({ fields }: ValidImage, field: WrittenField): readonly WrittenField[] {
  const others = fields.filter(({ structure, name }) => structure === field.structure && name !== field.name);
  const same = others.filter(({ leaf }) => leaf === field.leaf);
  const alike = same.length > 0 ? same : others.filter(({ width }) => width === field.width);
  return alike.length > 0 ? alike : [field];
}

/** The dullest first. Negative numbers count from the end of the field's range. */
function boundaries(bits: number, { fileAlignment, sectionAlignment }: Plan): readonly bigint[] {
  const half = 2n ** BigInt(bits - 1);
  const half32 = 2n ** 31n;
  const alignments = [BigInt(fileAlignment), BigInt(sectionAlignment)];
  return [
    0n,
    1n,
    -1n,
    ...[half, half32].flatMap((middle) => [middle - 1n, middle, middle + 1n]),
    2n * half32 - 1n,
    ...alignments.flatMap((alignment) => [alignment - 1n, alignment, alignment + 1n]),
    // Just below the end, where rounding up to an alignment wraps round.
    ...alignments.flatMap((alignment) => [-alignment, 1n - alignment]),
  ];
}

/** Bytes of a section header (PE format, "Section Table"): what a table is too long or too short by. */
const SECTION_HEADER = 40;

/** A small difference, the dullest first. */
function stepOf({ fileAlignment, sectionAlignment }: Plan, pick: number): bigint {
  const sizes = [1, 8, SECTION_HEADER, fileAlignment, sectionAlignment, 2, 4];
  return BigInt(picked([0, ...sizes, ...sizes.map((size) => -size)], pick));
}

import type { Layout, SectionLayout } from '../layout/layout.ts';
import { readField } from './field-value.ts';
import type { ValidImage } from './valid-image.ts';

/** The value of a header field or a landmark of the valid image, or a little more or less. */
interface ValueOf {
  /** A field by the name that the generator writes it under, or a landmark. */
  readonly of: string;
  readonly plus?: number | string;
}

/** The file offset of a header field of the valid image, or a little more or less. */
interface OffsetOf {
  readonly at: string;
  readonly plus?: number | string;
}

/**
 * A number as hostile cases write it: as it is, as a text such as `0xfffffff0`, or by what the valid image has. Names
 * mean the valid image whatever was done to it in front.
 */
export type Amount = number | bigint | string | ValueOf | OffsetOf;

/** Landmarks of the whole image: what no single header field says. Offsets, addresses and sizes in bytes. */
const IMAGE_LANDMARKS: Readonly<Record<string, (layout: Layout) => number>> = {
  fileSize: ({ tail }) => tail.fileLength,
  tableEnd: ({ headers }) => headers.tableEnd,
  dataEnd: ({ rawEnd }) => rawEnd,
  gap: ({ gapStart }) => gapStart,
  overlay: ({ tail }) => tail.overlayOffset,
  payloadEnd: ({ payload, payloadOffset }) => payloadOffset + payload.bytes.length,
};

/** Landmarks of one section, written after its name as in `sections[1].dataEnd`. */
const SECTION_LANDMARKS: Readonly<Record<string, (section: SectionLayout) => number>> = {
  dataEnd: ({ pointerToRawData, sizeOfRawData }) => pointerToRawData + sizeOfRawData,
  addressEnd: ({ virtualAddress, extent }) => virtualAddress + extent,
};

const HEXADECIMAL = /^-?0x[0-9a-f]+$/;
const SECTION_LANDMARK = /^sections\[(\d+)\]\.(\w+)$/;

/**
 * The number that an amount stands for; it may be negative or larger than any file.
 *
 * @throws RangeError naming the amount when it is no whole number, or names nothing that the image has
 */
export function amountIn(image: ValidImage, amount: Amount): bigint {
  if (typeof amount !== 'object') return whole(amount);
  const base = 'of' in amount ? valueNamed(image, amount.of) : BigInt(fieldNamed(image, amount.at).offset);
  return base + whole(amount.plus ?? 0);
}

function whole(value: number | bigint | string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && HEXADECIMAL.test(value)) {
    return value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
  }
  if (typeof value === 'string' || !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is not a whole number; write digits, or a text such as "0x1f0"`);
  }
  return BigInt(value);
}

function valueNamed(image: ValidImage, name: string): bigint {
  const landmark = IMAGE_LANDMARKS[name];
  if (landmark !== undefined) return BigInt(landmark(image.layout));
  const [, index = '', leaf = ''] = SECTION_LANDMARK.exec(name) ?? [];
  const section = image.layout.sections[Number(index)];
  const ofSection = SECTION_LANDMARKS[leaf];
  if (section !== undefined && ofSection !== undefined) return BigInt(ofSection(section));
  return readField(image.bytes, fieldNamed(image, name));
}

/**
 * A header field of the valid image by its name.
 *
 * @throws RangeError when the image has no such field
 */
export function fieldNamed({ fields }: ValidImage, name: string): ValidImage['fields'][number] {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) throw new RangeError(`its image has no field ${name}; name one that the plan gives it`);
  return field;
}

import type { AppendRequest } from '../../src/contract/index.ts';
import { Cursor } from '../bytes/cursor.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { amountIn, fieldNamed } from './amount.ts';
import type { Amount } from './amount.ts';
import { fitting, lengthIn, offsetIn } from './amount-range.ts';
import { changeLabel } from './edit.ts';
import { bitsOf, formOf, readField, textValue, writeField } from './field-value.ts';
import { hex } from './hostile.ts';
import type { ListedMutation, MutationOf } from './mutation.ts';
import { truncationLabel } from './truncate.ts';
import type { ValidImage } from './valid-image.ts';

/** What changes are made from: the valid image for names, and the request whose content may be appended. */
interface MutationBase {
  readonly image: ValidImage;
  readonly request: AppendRequest;
}

/** Bytes after one change, and the change in words with field names and file offsets. */
export interface Mutated {
  readonly bytes: Uint8Array;
  readonly label: string;
}

/** As many headers as NumberOfSections can count. */
const COPIES_MAX = 0xffff;
/** Bytes of a section header, and the bits of each of its number fields here (PE format, "Section Table"). */
const SECTION_HEADER = 40;
const SECTION_NAME = 8;
const WORD_BITS = 32;

/**
 * Makes one change; the bytes that are handed in stay as they are.
 *
 * @throws RangeError saying what does not fit or is not there, and what does or is
 */
export function mutate(base: MutationBase, bytes: Uint8Array, mutation: ListedMutation): Mutated {
  switch (mutation.kind) {
    case 'edit':
      return edit(base, bytes, mutation);
    case 'truncate':
      return cut(base, bytes, mutation);
    case 'number':
      return number(base, bytes, mutation);
    case 'bytes':
      return overwritten(bytes, offsetIn(base.image, bytes, mutation.at), bytesOf(mutation.hex), 'bytes');
    case 'fill':
      return fill(base, bytes, mutation);
    case 'insert':
      return inserted(base, bytes, mutation.at, filled(base, mutation), `of ${hex(mutation.byte)}`);
    case 'remove':
      return remove(base, bytes, mutation);
    case 'content':
      return content(base, bytes, mutation);
    case 'section':
      return section(base, bytes, mutation);
    case 'repeat':
      return repeat(base, bytes, mutation);
  }
}

function edit({ image }: MutationBase, bytes: Uint8Array, { field: name, value }: MutationOf<'edit'>): Mutated {
  const field = fieldNamed(image, name);
  const number = editValue(image, field, value);
  if (field.offset + field.width > bytes.length) {
    throw new RangeError(`${name} is past the ${bytes.length} bytes that are left; edit it before truncating`);
  }
  const copy = new Uint8Array(bytes);
  writeField(copy, field, number);
  return { bytes: copy, label: changeLabel(bytes, { field, value: number }) };
}

function editValue(image: ValidImage, field: WrittenField, value: Amount): bigint {
  const form = formOf(field);
  const asText = typeof value === 'string' && !(form === 'number' && value.startsWith('0x'));
  const number = asText ? textValue(value) : amountIn(image, value);
  if (asText !== (form === 'text') || number === undefined || number !== BigInt.asUintN(bitsOf(field), number)) {
    const shown = typeof value === 'object' ? String(number) : String(value);
    throw new RangeError(`${shown} does not fit ${field.name}; give a ${form} of at most ${field.width} bytes`);
  }
  return number;
}

function cut({ image }: MutationBase, bytes: Uint8Array, mutation: MutationOf<'truncate'>): Mutated {
  const length = Number(amountIn(image, mutation.length));
  if (length < 0 || length >= bytes.length) {
    throw new RangeError(`its image cannot be truncated to ${length} bytes; leave 0 to ${bytes.length - 1}`);
  }
  return { bytes: bytes.slice(0, length), label: truncationLabel(length, bytes.length) };
}

function number(base: MutationBase, bytes: Uint8Array, { at, width, value }: MutationOf<'number'>): Mutated {
  const patch = new Uint8Array(width);
  const amount = fitting(base.image, value, 8 * width);
  writeField(patch, { name: '', structure: '', owner: -1, leaf: '', offset: 0, width }, amount);
  return overwritten(bytes, offsetIn(base.image, bytes, at), patch, hex(amount));
}

function fill(base: MutationBase, bytes: Uint8Array, mutation: MutationOf<'fill'>): Mutated {
  return overwritten(
    bytes,
    offsetIn(base.image, bytes, mutation.at),
    filled(base, mutation),
    `of ${hex(mutation.byte)}`,
  );
}

function remove(base: MutationBase, bytes: Uint8Array, { at, length }: MutationOf<'remove'>): Mutated {
  const start = offsetIn(base.image, bytes, at);
  const count = lengthIn(base.image, length);
  if (start + count > bytes.length) {
    throw new RangeError(`${hex(count)} bytes at ${hex(start)} are not in ${hex(bytes.length)} bytes; take less`);
  }
  const rest = new Uint8Array(bytes.length - count);
  rest.set(bytes.subarray(0, start));
  rest.set(bytes.subarray(start + count), start);
  return { bytes: rest, label: `remove ${hex(count)} bytes at ${hex(start)}` };
}

function content(base: MutationBase, bytes: Uint8Array, { at, length }: MutationOf<'content'>): Mutated {
  const room = new Uint8Array(lengthIn(base.image, length));
  if (base.request.content.length > room.length) {
    throw new RangeError(`the request's ${base.request.content.length} bytes do not fit ${room.length}; give more`);
  }
  room.set(base.request.content);
  return inserted(base, bytes, at, room, 'of content');
}

function section(base: MutationBase, bytes: Uint8Array, mutation: MutationOf<'section'>): Mutated {
  const { at, name, virtualSize, virtualAddress, sizeOfRawData, pointerToRawData, characteristics } = mutation;
  const header = new Uint8Array(SECTION_HEADER);
  const word = (amount: Amount): number => Number(fitting(base.image, amount, WORD_BITS));
  if (name.length > SECTION_NAME) throw new RangeError(`the name ${name} does not fit; give at most 8 characters`);
  new Cursor(header, 0)
    .text(name, SECTION_NAME)
    .u32(word(virtualSize))
    .u32(word(virtualAddress))
    .u32(word(sizeOfRawData))
    .u32(word(pointerToRawData))
    .zeros(12)
    .u32(word(characteristics));
  return overwritten(bytes, offsetIn(base.image, bytes, at), header, `a header of ${JSON.stringify(name)}`);
}

function repeat(base: MutationBase, bytes: Uint8Array, mutation: MutationOf<'repeat'>): Mutated {
  const { section: index, times, step } = mutation;
  if (!Number.isInteger(times) || times < 1 || times > COPIES_MAX) {
    throw new RangeError(`a section header cannot be repeated ${times} times; give 1 to ${COPIES_MAX}`);
  }
  const start = fieldNamed(base.image, `sections[${index}].name`).offset;
  const address = fieldNamed(base.image, `sections[${index}].virtualAddress`);
  const first = readField(bytes, address);
  const distance = amountIn(base.image, step);
  const copies = new Uint8Array(times * SECTION_HEADER);
  for (let copy = 0; copy < times; copy += 1) {
    const at = copy * SECTION_HEADER;
    copies.set(bytes.subarray(start, start + SECTION_HEADER), at);
    new Cursor(copies, at).text(`s${index + 1 + copy}`, SECTION_NAME);
    const moved = first + distance * BigInt(copy + 1);
    writeField(copies, { ...address, offset: at + address.offset - start }, fitting(base.image, moved, WORD_BITS));
  }
  return overwritten(bytes, start + SECTION_HEADER, copies, `${times} copies of section header ${index}`);
}

/** Bytes of a fill or an insertion. */
function filled(base: MutationBase, { length, byte }: Pick<MutationOf<'fill'>, 'length' | 'byte'>): Uint8Array {
  return new Uint8Array(lengthIn(base.image, length)).fill(Number(fitting(base.image, byte, 8)));
}

function bytesOf(text: string): Uint8Array {
  const digits = text.replaceAll(' ', '');
  if (!/^(?:[0-9a-f]{2})+$/.test(digits)) {
    throw new RangeError(`"${text}" is not a byte string; write pairs of the digits 0-9 a-f`);
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function overwritten(bytes: Uint8Array, offset: number, patch: Uint8Array, what: string): Mutated {
  if (offset + patch.length > bytes.length) {
    const missing = `${hex(patch.length)} bytes at ${hex(offset)} are not in ${hex(bytes.length)} bytes`;
    throw new RangeError(`${missing}; write less, or insert bytes first`);
  }
  const copy = new Uint8Array(bytes);
  copy.set(patch, offset);
  return { bytes: copy, label: `write ${hex(patch.length)} bytes at ${hex(offset)}: ${what}` };
}

function inserted(base: MutationBase, bytes: Uint8Array, at: Amount, patch: Uint8Array, what: string): Mutated {
  const offset = offsetIn(base.image, bytes, at);
  const longer = new Uint8Array(bytes.length + patch.length);
  longer.set(bytes.subarray(0, offset));
  longer.set(patch, offset);
  longer.set(bytes.subarray(offset), offset + patch.length);
  return { bytes: longer, label: `insert ${hex(patch.length)} bytes at ${hex(offset)}: ${what}` };
}

import type { WrittenField } from '../bytes/cursor.ts';
import { hex } from './hostile.ts';

/** Fields of characters; all others are numbers. */
const TEXTS: readonly string[] = [
  'zbootHeader.magic',
  'zbootHeader.compressionType',
  'coffHeader.signature',
  'sections.name',
];

/** Whether a field holds characters or a number. */
export function formOf({ structure, leaf }: WrittenField): 'text' | 'number' {
  return TEXTS.includes(`${structure}.${leaf}`) ? 'text' : 'number';
}

const BYTE = 8n;
const BYTE_MAX = 0xffn;

/** Bits of a field. */
export function bitsOf({ width }: WrittenField): number {
  return 8 * width;
}

/** The field's bytes as one little-endian number; the first character of a text is the lowest byte. */
export function readField(bytes: Uint8Array, { offset, width }: WrittenField): bigint {
  return bytes.subarray(offset, offset + width).reduceRight((value, byte) => (value << BYTE) + BigInt(byte), 0n);
}

/** Writes a little-endian number over the whole field; higher bits than the field has are left out. */
export function writeField(bytes: Uint8Array, { offset, width }: WrittenField, value: bigint): void {
  let rest = value;
  for (let index = 0; index < width; index += 1) {
    bytes[offset + index] = Number(rest & BYTE_MAX);
    rest >>= BYTE;
  }
}

/** The value with one byte, counted from the lowest, exchanged. */
export function withByte(value: bigint, index: number, byte: bigint): bigint {
  const shift = BYTE * BigInt(index);
  const old = (value >> shift) & BYTE_MAX;
  return value + ((byte - old) << shift);
}

/** The number whose bytes are the characters of a text, or undefined when one is not a byte. */
export function textValue(text: string): bigint | undefined {
  let value = 0n;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const code = BigInt(text.charCodeAt(index));
    if (code > BYTE_MAX) return undefined;
    value = (value << BYTE) + code;
  }
  return value;
}

/** What labels print: a number in hexadecimal, a text in quotes with escapes and without its padding of zeros. */
export function printValue(field: WrittenField, value: bigint): string {
  if (formOf(field) === 'number') return hex(value);
  const bytes = new Uint8Array(field.width);
  writeField(bytes, { ...field, offset: 0 }, value);
  const text = String.fromCharCode(...bytes).replace(/\0+$/, '');
  return JSON.stringify(text).replace(/[\x7f-\xff]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

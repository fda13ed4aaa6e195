/** Images with data directories and what they lead to, for the vectors of the rules on them. */
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import { insert, setBytes, setText, setWords } from './patch.ts';

/** Where the entry of a directory stands in {@link ideal} and in all images made of it here. */
export function entryAt(number: number): number {
  return IDEAL_AT.directories + 8 * number;
}

/** The field of a directory that holds its address. */
export function addressAt(number: number): { readonly offset: number; readonly length: number } {
  return { offset: entryAt(number), length: 4 };
}

/** The field of a directory that holds its size. */
export function sizeAt(number: number): { readonly offset: number; readonly length: number } {
  return { offset: entryAt(number) + 4, length: 4 };
}

/** An image with a directory of this number. */
export function withDirectory(image: Uint8Array, number: number, address: number, size: number): Uint8Array {
  return setWords(image, [entryAt(number), address], [entryAt(number) + 4, size]);
}

/** Little-endian words as bytes, each of so many bytes. */
export function words(width: 2 | 4, ...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(width * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (width === 2) view.setUint16(2 * index, value, true);
    else view.setUint32(4 * index, value, true);
  }
  return bytes;
}

/** Number of the directory of certificates. */
export const CERTIFICATES = 4;

/** {@link ideal} with bytes behind it that are its certificate table. */
export function certified(table: Uint8Array, size = table.length): Uint8Array {
  return withDirectory(insert(ideal(), IDEAL_AT.end, table), CERTIFICATES, IDEAL_AT.end, size);
}

/** A certificate of this length, with zeros up to the next multiple of 8, or as many bytes as asked for. */
export function certificate(length: number, kind = 0x0002_0200, bytes = Math.ceil(length / 8) * 8): Uint8Array {
  const whole = new Uint8Array(Math.max(8, bytes));
  whole.set(words(4, length, kind));
  return whole.slice(0, bytes);
}

/**
 * Where {@link plain} has its writable section in memory and in the file: offset and address differ, so that a rule that
 * takes one for the other shows.
 */
export const DATA = { address: 0x3000, offset: 0x4000, size: 0x1000 } as const;

/** {@link ideal} as an ordinary image, with zeros in `.data`, which lies behind `.sbat` in the file. */
export function plain(): Uint8Array {
  const image = setText(ideal(), 4, '', 4);
  const sbat = image.slice(IDEAL_AT.sbatData, IDEAL_AT.sbomData);
  const swapped = setBytes(setBytes(image, DATA.address, sbat), DATA.offset, new Uint8Array(DATA.size));
  return setWords(
    swapped,
    [IDEAL_AT.data.pointerToRawData, DATA.offset],
    [IDEAL_AT.sbat.pointerToRawData, DATA.address],
  );
}

/** An image whose last section goes on for a page in memory that the file has nothing for. */
export function withTail(image: Uint8Array): Uint8Array {
  return setWords(image, [IDEAL_AT.sbom.virtualSize, 0x2000], [AT.sizeOfImage, 0x7000]);
}

/** Number of the directory of base relocations. */
export const RELOCATIONS = 5;

/** {@link plain} with these 32-bit words at the start of `.data`, and a directory of relocations of so many bytes there. */
export function relocated(size: number, ...table: readonly number[]): Uint8Array {
  return withDirectory(setBytes(plain(), DATA.offset, words(4, ...table)), RELOCATIONS, DATA.address, size);
}

/** {@link plain} with one block of relocations for a page, given as 16-bit entries, which fills the directory. */
export function relocatedBlock(page: number, ...entries: readonly number[]): Uint8Array {
  const size = 8 + 2 * entries.length;
  return setBytes(relocated(size, page, size), DATA.offset + 8, words(2, ...entries));
}

/** Number of the debug directory. */
export const DEBUG = 6;

/** One entry of a debug directory. */
export interface Entry {
  readonly type: number;
  readonly size: number;
  /** Its address in memory; 0 when absent. */
  readonly address?: number;
  /** Its place in the file. */
  readonly pointer: number;
}

/** The bytes of debug entries. */
export function entryBytes(...entries: readonly Entry[]): Uint8Array {
  return words(
    4,
    ...entries.flatMap(({ type, size, address = 0, pointer }) => [0, 0, 0, type, size, address, pointer]),
  );
}

/** An image with debug entries at the start of `.data` of {@link plain}. */
export function withDebug(image: Uint8Array, ...entries: readonly Entry[]): Uint8Array {
  const placed = setBytes(image, DATA.offset, entryBytes(...entries));
  return withDirectory(placed, DEBUG, DATA.address, 28 * entries.length);
}

/** {@link plain} with debug entries. */
export function debugged(...entries: readonly Entry[]): Uint8Array {
  return withDebug(plain(), ...entries);
}

/** A field of a debug entry of {@link withDebug}, by its distance from the start of the entry. */
export function entryField(index: number, field: 'size' | 'address' | 'pointer'): { offset: number; length: number } {
  return { offset: DATA.offset + 28 * index + { size: 16, address: 20, pointer: 24 }[field], length: 4 };
}

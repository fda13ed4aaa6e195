/**
 * Hand-made zboot images for the rewriter's tests, written field by field so that a test can state every number.
 *
 * The default is a published 12 800-byte vector: two sections, headers padded to 0x1000, six data directories.
 */
import { createHash } from 'node:crypto';
import type { AppendRequest } from '../../../src/contract/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { RefusalCode } from '../../../src/rewriter/index.ts';

export interface SectionSpec {
  readonly name: string;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly characteristics: number;
}

export interface ImageSpec {
  readonly magic: 0x10b | 0x20b;
  readonly peOffset: number;
  readonly sections: readonly SectionSpec[];
  readonly sectionAlignment: number;
  readonly fileAlignment: number;
  readonly sizeOfImage: number;
  readonly sizeOfHeaders: number;
  readonly directoryCount: number;
  readonly payloadOffset: number;
  readonly payloadSize: number;
  readonly overlay: Uint8Array;
}

export const TEXT: SectionSpec = {
  name: '.text',
  virtualSize: 0x2000,
  virtualAddress: 0x1000,
  sizeOfRawData: 0x2000,
  pointerToRawData: 0x1000,
  characteristics: 0x60000020,
};

export const DATA: SectionSpec = {
  name: '.data',
  virtualSize: 0x1800,
  virtualAddress: 0x3000,
  sizeOfRawData: 0x200,
  pointerToRawData: 0x3000,
  characteristics: 0xc0000040,
};

const V0: ImageSpec = {
  magic: 0x20b,
  peOffset: 0x40,
  sections: [TEXT, DATA],
  sectionAlignment: 0x1000,
  fileAlignment: 0x200,
  sizeOfImage: 0x4800,
  sizeOfHeaders: 0x1000,
  directoryCount: 6,
  payloadOffset: 0x1800,
  payloadSize: 0x1100,
  overlay: new Uint8Array(),
};

/** An image with headers of 0x200 bytes, so full that a new section header does not fit: the table ends at 0x1f0. */
export function tightImage(changes: Partial<ImageSpec> = {}): Uint8Array {
  return buildImage({
    peOffset: 0xe8,
    sizeOfHeaders: 0x200,
    payloadOffset: 0x800,
    sections: [
      { ...TEXT, pointerToRawData: 0x200 },
      { ...DATA, pointerToRawData: 0x2200 },
    ],
    ...changes,
  });
}

export function buildImage(changes: Partial<ImageSpec> = {}): Uint8Array {
  const spec = { ...V0, ...changes };
  const ends = spec.sections.map(({ pointerToRawData, sizeOfRawData }) =>
    sizeOfRawData === 0 ? 0 : pointerToRawData + sizeOfRawData,
  );
  const dataEnd = Math.max(spec.sizeOfHeaders, ...ends);
  const image = new Uint8Array(dataEnd + spec.overlay.length);
  writeHeaders(new DataView(image.buffer), spec);
  image.set(spec.overlay, dataEnd);
  for (const [index, { pointerToRawData, sizeOfRawData }] of spec.sections.entries()) {
    for (let at = 0; at < sizeOfRawData; at += 1) image[pointerToRawData + at] = (7 * at + 31 * index + 1) & 0xff;
  }
  return image;
}

function writeHeaders(view: DataView, spec: ImageSpec): void {
  const { peOffset } = spec;
  const directories = spec.magic === 0x20b ? 112 : 96;
  ascii(view, 0, 'MZ');
  ascii(view, 4, 'zimg');
  view.setUint32(8, spec.payloadOffset, true);
  view.setUint32(12, spec.payloadSize, true);
  ascii(view, 24, 'gzip');
  view.setUint32(0x38, 0x818223cd, true);
  view.setUint32(0x3c, peOffset, true);
  ascii(view, peOffset, 'PE');
  view.setUint16(peOffset + 4, 0x8664, true);
  view.setUint16(peOffset + 6, spec.sections.length, true);
  view.setUint16(peOffset + 20, directories + 8 * spec.directoryCount, true);
  view.setUint16(peOffset + 22, 0x0206, true);
  const optional = peOffset + 24;
  view.setUint16(optional, spec.magic, true);
  view.setUint32(optional + 4, 0x2000, true);
  view.setUint32(optional + 16, 0x1010, true);
  view.setUint32(optional + 20, 0x1000, true);
  view.setUint32(optional + 32, spec.sectionAlignment, true);
  view.setUint32(optional + 36, spec.fileAlignment, true);
  view.setUint16(optional + 44, 3, true);
  view.setUint32(optional + 56, spec.sizeOfImage, true);
  view.setUint32(optional + 60, spec.sizeOfHeaders, true);
  view.setUint16(optional + 68, 10, true);
  view.setUint16(optional + 70, 0x100, true);
  view.setUint32(optional + directories - 4, spec.directoryCount, true);
  spec.sections.forEach((section, index) => {
    const header = optional + directories + 8 * spec.directoryCount + 40 * index;
    ascii(view, header, section.name);
    view.setUint32(header + 8, section.virtualSize, true);
    view.setUint32(header + 12, section.virtualAddress, true);
    view.setUint32(header + 16, section.sizeOfRawData, true);
    view.setUint32(header + 20, section.pointerToRawData, true);
    view.setUint32(header + 36, section.characteristics, true);
  });
}

function ascii(view: DataView, offset: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) view.setUint8(offset + index, text.charCodeAt(index));
}

/** A copy of the image with some 32-bit fields set. */
export function withU32(image: Uint8Array, fields: Readonly<Record<number, number>>): Uint8Array {
  const copy = image.slice();
  const view = new DataView(copy.buffer);
  for (const [offset, value] of Object.entries(fields)) view.setUint32(Number(offset), value, true);
  return copy;
}

export function withU16(image: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = image.slice();
  new DataView(copy.buffer).setUint16(offset, value, true);
  return copy;
}

/** A copy of the image with some bytes overwritten. */
export function withBytes(image: Uint8Array, offset: number, bytes: readonly number[]): Uint8Array {
  const copy = image.slice();
  copy.set(bytes, offset);
  return copy;
}

export interface DebugEntrySpec {
  readonly sizeOfData: number;
  readonly pointerToRawData: number;
  readonly addressOfRawData?: number;
}

/** A copy of the image, which must have seven directories, with a debug directory at a file offset inside `.text`. */
export function withDebug(
  image: Uint8Array,
  directory: { readonly offset: number; readonly address: number },
  entries: readonly DebugEntrySpec[],
): Uint8Array {
  const directoryEntry = u32(image, 0x3c) + 24 + 112 + 6 * 8;
  let copy = withU32(image, { [directoryEntry]: directory.address, [directoryEntry + 4]: 28 * entries.length });
  entries.forEach(({ sizeOfData, pointerToRawData, addressOfRawData }, index) => {
    const at = directory.offset + 28 * index;
    const words = [0, 0, 0, 20, sizeOfData, addressOfRawData ?? 0, pointerToRawData];
    copy = withU32(copy, Object.fromEntries(words.map((word, position) => [at + 4 * position, word])));
  });
  return copy;
}

export function u16(image: Uint8Array, offset: number): number {
  return new DataView(image.buffer, image.byteOffset).getUint16(offset, true);
}

export function u32(image: Uint8Array, offset: number): number {
  return new DataView(image.buffer, image.byteOffset).getUint32(offset, true);
}

/** File offset of a section header, for images with PE32+ headers. */
export function sectionHeaderOffset(image: Uint8Array, index: number): number {
  const peOffset = u32(image, 0x3c);
  return peOffset + 24 + u16(image, peOffset + 20) + 40 * index;
}

export function request(changes: Partial<AppendRequest> = {}): AppendRequest {
  return { name: '.bpf', content: new Uint8Array(1000).fill(0x78), characteristics: 0x40000040, ...changes };
}

/** Appends and returns the new file; a refusal fails the test. */
export function append(image: Uint8Array, ...requests: readonly AppendRequest[]): Uint8Array {
  const result = appendSections(image, requests.length === 0 ? [request()] : requests);
  if (result.kind === 'refused') throw new Error(`refused: ${result.code}: ${result.detail}`);
  return result.bytes;
}

/** Appends and returns the code of the refusal, or `rewritten`. */
export function outcome(image: Uint8Array, ...requests: readonly AppendRequest[]): RefusalCode | 'rewritten' {
  const result = appendSections(image, requests.length === 0 ? [request()] : requests);
  return result.kind === 'refused' ? result.code : 'rewritten';
}

/** A short form of bytes that makes a readable difference when two of them are compared. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

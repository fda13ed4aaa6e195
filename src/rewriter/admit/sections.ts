import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import * as at from './fields.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';

/** One entry of the section table. Offsets and raw sizes are file bytes, addresses and `extent` are virtual. */
export interface SectionFields {
  /** Position in the table. */
  readonly index: number;
  /** File offset of the 40-byte section header. */
  readonly headerOffset: number;
  readonly virtualAddress: number;
  /** VirtualSize, or SizeOfRawData when that is 0: old linkers leave it so, and loaders then take the raw size. */
  readonly extent: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly pointerToRelocations: number;
  readonly relocationsLength: number;
  readonly pointerToLinenumbers: number;
  readonly linenumbersLength: number;
}

interface Interval {
  readonly start: number;
  readonly end: number;
  readonly section: SectionFields;
}

/**
 * Reads the section table in table order and checks that sections are inside the file and the image, and disjoint.
 *
 * @returns the sections, or a refusal `malformed-sections` or `overlapping-sections`. PE format, "Section Table".
 */
export function readSections(image: RandomAccess, headers: Headers): readonly SectionFields[] | Refusal {
  const sections: SectionFields[] = [];
  for (let index = 0; index < headers.numberOfSections; index += 1) {
    const section = readSection(image, headers, index);
    const refusal = checkSection(image, headers, section);
    if (refusal !== null) return refusal;
    sections.push(section);
  }
  return checkDisjoint(image, sections) ?? sections;
}

/** The names of sections, each up to its first zero byte, one character a byte. */
export function namesOf(image: RandomAccess, sections: readonly SectionFields[]): readonly string[] {
  const bytes = new Uint8Array(at.SECTION_NAME_LENGTH);
  return sections.map(({ headerOffset }) => {
    image.read(bytes, headerOffset);
    const end = bytes.indexOf(0);
    return String.fromCharCode(...(end === -1 ? bytes : bytes.subarray(0, end)));
  });
}

/** A section for messages: its position, and its name with anything unprintable escaped. */
export function describeSection(image: RandomAccess, section: SectionFields): string {
  let name = '';
  for (let index = 0; index < at.SECTION_NAME_LENGTH; index += 1) {
    const code = image.u8(section.headerOffset + index);
    if (code === 0) break;
    name += code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return `section ${section.index} ("${name}", header at ${hex(section.headerOffset)})`;
}

function readSection(image: RandomAccess, headers: Headers, index: number): SectionFields {
  const headerOffset = headers.tableOffset + index * at.SECTION_HEADER_LENGTH;
  const sizeOfRawData = image.u32(headerOffset + at.SECTION_SIZE_OF_RAW_DATA_AT);
  const virtualSize = image.u32(headerOffset + at.SECTION_VIRTUAL_SIZE_AT);
  return {
    index,
    headerOffset,
    virtualAddress: image.u32(headerOffset + at.SECTION_VIRTUAL_ADDRESS_AT),
    extent: virtualSize === 0 ? sizeOfRawData : virtualSize,
    sizeOfRawData,
    pointerToRawData: image.u32(headerOffset + at.SECTION_POINTER_TO_RAW_DATA_AT),
    pointerToRelocations: image.u32(headerOffset + at.SECTION_POINTER_TO_RELOCATIONS_AT),
    relocationsLength: at.RELOCATION_LENGTH * image.u16(headerOffset + at.SECTION_NUMBER_OF_RELOCATIONS_AT),
    pointerToLinenumbers: image.u32(headerOffset + at.SECTION_POINTER_TO_LINENUMBERS_AT),
    linenumbersLength: at.LINENUMBER_LENGTH * image.u16(headerOffset + at.SECTION_NUMBER_OF_LINENUMBERS_AT),
  };
}

function checkSection(image: RandomAccess, headers: Headers, section: SectionFields): Refusal | null {
  const { virtualAddress, extent, pointerToRawData, sizeOfRawData } = section;
  const { sizeOfHeaders, sizeOfImage, fileLength } = headers;
  const addressEnd = virtualAddress + extent;
  const dataEnd = pointerToRawData + sizeOfRawData;
  if (addressEnd > sizeOfImage) {
    const found = `has addresses ${span(virtualAddress, addressEnd)} beyond SizeOfImage ${hex(sizeOfImage)}`;
    return malformed(image, section, found);
  }
  // A section without extent occupies no address, so a blank entry in the table is carried through.
  if (extent > 0 && virtualAddress < sizeOfHeaders) {
    const found = `has VirtualAddress ${hex(virtualAddress)} below SizeOfHeaders ${hex(sizeOfHeaders)}`;
    return malformed(image, section, found);
  }
  if (sizeOfRawData === 0) return null;
  if (pointerToRawData < sizeOfHeaders) {
    const found = `has PointerToRawData ${hex(pointerToRawData)} below SizeOfHeaders ${hex(sizeOfHeaders)}`;
    return malformed(image, section, found);
  }
  if (dataEnd > fileLength) {
    const found = `has data ${span(pointerToRawData, dataEnd)} beyond the file's end ${hex(fileLength)}`;
    return malformed(image, section, found);
  }
  return null;
}

/**
 * Data that is disjoint, behind the headers and inside the file also sums up to no more than the file, which is what
 * a signature verifier needs; so that sum takes no check of its own.
 */
function checkDisjoint(image: RandomAccess, sections: readonly SectionFields[]): Refusal | null {
  const data: Interval[] = [];
  const addresses: Interval[] = [];
  for (const section of sections) {
    const { virtualAddress, extent, pointerToRawData, sizeOfRawData } = section;
    if (sizeOfRawData > 0) data.push({ start: pointerToRawData, end: pointerToRawData + sizeOfRawData, section });
    if (extent > 0) addresses.push({ start: virtualAddress, end: virtualAddress + extent, section });
  }
  return checkIntervals(image, data, 'data') ?? checkIntervals(image, addresses, 'addresses');
}

function checkIntervals(image: RandomAccess, intervals: Interval[], what: 'data' | 'addresses'): Refusal | null {
  // They come in the order of the table, and sorting keeps it where starts are the same.
  intervals.sort((left, right) => left.start - right.start);
  let previous: Interval | undefined;
  for (const interval of intervals) {
    if (previous !== undefined && interval.start < previous.end) {
      const first = `${describeSection(image, previous.section)} with ${what} ${span(previous.start, previous.end)}`;
      const second = `${describeSection(image, interval.section)} with ${span(interval.start, interval.end)}`;
      return refuse('overlapping-sections', `In this image ${first} overlaps ${second}; rebuild the image.`);
    }
    previous = interval;
  }
  return null;
}

function malformed(image: RandomAccess, section: SectionFields, found: string): Refusal {
  const detail = `In this image ${describeSection(image, section)} ${found}; rebuild the image or copy it again.`;
  return refuse('malformed-sections', detail);
}

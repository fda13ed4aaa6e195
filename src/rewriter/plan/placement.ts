import type { Admission } from '../admit/admit.ts';
import { alignUp } from '../admit/fields.ts';
import * as at from '../admit/fields.ts';
import { SIZE_OF_IMAGE_MAX } from '../admit/headers.ts';
import type { Headers } from '../admit/headers.ts';
import type { SectionRequest } from '../admit/request.ts';
import type { SectionFields } from '../admit/sections.ts';
import { hex, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { isMappedFlat } from './room.ts';

/** The section to be appended and the totals that follow from it. */
export interface NewSection {
  /** Eight bytes, padded with zeros. */
  readonly name: Uint8Array;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly characteristics: number;
  /** The new SizeOfImage. */
  readonly sizeOfImage: number;
  /** The new SizeOfInitializedData. */
  readonly sizeOfInitializedData: number;
}

/** The new section, and the file offset at which the old section data ends. */
export interface Placement {
  readonly section: NewSection;
  readonly dataEnd: number;
}

/**
 * Chooses addresses, offsets and sizes of the new section: after everything that the image takes in memory, and in the
 * file between the last section data and the overlay.
 *
 * The data follow the old ones directly, even where these end inside a block of FileAlignment: loaders take such a
 * pointer, and a gap would be bytes that no signature covers.
 *
 * @param dataShift how far the old section data moves, in bytes
 * @returns the placement, or a refusal `too-large` when a field of the result could not hold its value, or
 *   `no-flat-place`
 */
export function placeSection(
  admission: Admission,
  name: Uint8Array,
  request: SectionRequest,
  dataShift: number,
): Placement | Refusal {
  const { image, headers, sections } = admission;
  const dataEnd = endOfData(headers, sections);
  const virtualSize = request.content.length;
  const virtualAddress = alignUp(endOfMemory(headers, sections, dataShift), headers.sectionAlignment);
  const sizeOfRawData = alignUp(virtualSize, headers.fileAlignment);
  const pointerToRawData = dataEnd + dataShift;
  const initialized = image.u32(headers.optionalOffset + at.OPTIONAL_SIZE_OF_INITIALIZED_DATA_AT);
  const section: NewSection = {
    name,
    virtualSize,
    virtualAddress,
    sizeOfRawData,
    pointerToRawData,
    characteristics: request.characteristics,
    // Where blocks are larger than pages the data is longer than its memory, and there are loaders that copy all of it.
    sizeOfImage: alignUp(virtualAddress + sizeOfRawData, headers.sectionAlignment),
    sizeOfInitializedData: initialized + sizeOfRawData,
  };
  if (pointerToRawData !== virtualAddress && isMappedFlat(headers, sections)) {
    const found = `The new data would start at ${hex(pointerToRawData)} in the file and at ${hex(virtualAddress)} in memory`;
    const rule = `SectionAlignment ${hex(headers.sectionAlignment)}, below a page, needs them to be the same`;
    return refuse('no-flat-place', `${found}, but ${rule}; rebuild the image with the section.`);
  }
  const fault = findOverflow(section, pointerToRawData + sizeOfRawData + headers.fileLength - dataEnd);
  return fault === null ? { section, dataEnd } : refuse('too-large', fault);
}

/** The file offset at which the last section data ends; where no section has any, the headers do. */
export function endOfData({ sizeOfHeaders }: Headers, sections: readonly SectionFields[]): number {
  let end = sizeOfHeaders;
  for (const { pointerToRawData, sizeOfRawData } of sections) {
    if (sizeOfRawData > 0) end = Math.max(end, pointerToRawData + sizeOfRawData);
  }
  return end;
}

/**
 * The first address that nothing takes: not the headers, which may grow, no section, and not what SizeOfImage reserves
 * after the last of them, for the program may use it.
 */
function endOfMemory(headers: Headers, sections: readonly SectionFields[], dataShift: number): number {
  let end = Math.max(headers.sizeOfImage, headers.sizeOfHeaders + dataShift);
  for (const { virtualAddress, extent } of sections) {
    // A section without extent still has its address to itself.
    end = Math.max(end, virtualAddress + Math.max(1, extent));
  }
  return end;
}

function findOverflow(section: NewSection, outputLength: number): string | null {
  const limits = [
    { what: 'SizeOfImage', value: section.sizeOfImage, limit: SIZE_OF_IMAGE_MAX },
    { what: 'SizeOfInitializedData', value: section.sizeOfInitializedData, limit: at.U32_MAX },
    { what: "the file's length", value: outputLength, limit: at.U32_MAX },
  ];
  for (const { what, value, limit } of limits) {
    if (value > limit) {
      return `With the new section ${what} would be ${hex(value)}, more than ${hex(limit)}; append less content.`;
    }
  }
  return null;
}

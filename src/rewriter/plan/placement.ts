import type { SectionRequest } from '../admit/request.ts';
import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { alignUp } from '../admit/fields.ts';
import { SIZE_OF_IMAGE_MAX } from '../admit/headers.ts';
import { hex, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { SectionFields } from '../admit/sections.ts';

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
 * Chooses addresses, offsets and sizes of the new section: behind all others in memory, and in the file between the
 * last section data and the overlay.
 *
 * @param dataShift how far the old section data moves, in bytes
 * @returns the placement, or a refusal `too-large` when a field of the result could not hold its value
 */
export function placeSection(
  admission: Admission,
  name: Uint8Array,
  request: SectionRequest,
  dataShift: number,
): Placement | Refusal {
  const { image, headers, sections } = admission;
  const dataEnd = endOfData(sections);
  let extentEnd = 0;
  let highest = 0;
  for (const { virtualAddress, extent } of sections) {
    extentEnd = Math.max(extentEnd, virtualAddress + extent);
    highest = Math.max(highest, virtualAddress);
  }
  const virtualSize = request.content.length;
  // A last section without extent would otherwise share its address with the new one.
  const virtualAddress = alignUp(Math.max(extentEnd, highest + 1), headers.sectionAlignment);
  const sizeOfRawData = alignUp(virtualSize, headers.fileAlignment);
  const pointerToRawData = alignUp(dataEnd + dataShift, headers.fileAlignment);
  const initialized = image.u32(headers.optionalOffset + at.OPTIONAL_SIZE_OF_INITIALIZED_DATA_AT);
  const section: NewSection = {
    name,
    virtualSize,
    virtualAddress,
    sizeOfRawData,
    pointerToRawData,
    characteristics: request.characteristics,
    sizeOfImage: alignUp(virtualAddress + virtualSize, headers.sectionAlignment),
    sizeOfInitializedData: initialized + sizeOfRawData,
  };
  const fault = findOverflow(section, pointerToRawData + sizeOfRawData + headers.fileLength - dataEnd);
  return fault === null ? { section, dataEnd } : refuse('too-large', fault);
}

/** The file offset at which the last section data ends; 0 when no section has any. */
export function endOfData(sections: readonly SectionFields[]): number {
  let end = 0;
  for (const { pointerToRawData, sizeOfRawData } of sections) {
    if (sizeOfRawData > 0) end = Math.max(end, pointerToRawData + sizeOfRawData);
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

import {
  COFF,
  OPTIONAL,
  SECTION,
  SECTION_HEADER,
  coff,
  optional,
  optionalValue,
  rawDataOf,
  sectionCount,
  sectionHeader,
  setU16,
  setU32,
  u32,
} from './patch.ts';
import type { Given } from './saboteur.ts';

const UINT32 = 0x1_0000_0000;

/** Rounds up as a program does that divides whatever the alignment is, and in 32 bits; by nothing it comes to nothing. */
function roundUp32(value: number, alignment: number): number {
  return alignment === 0 ? 0 : (Math.ceil(value / alignment) * alignment) % UINT32;
}

/**
 * What a builder makes of an image that looks at nothing: the new header behind the table, the content behind the file, the
 * address behind the highest VirtualAddress + VirtualSize as 32 bits hold it. It never refuses.
 */
export function naive({ image, request }: Given): Uint8Array {
  const { name, content, characteristics } = request;
  const [fileAlignment, sectionAlignment] = [
    optionalValue(image, OPTIONAL.fileAlignment),
    optionalValue(image, OPTIONAL.sectionAlignment),
  ];
  const count = sectionCount(image);
  const header = sectionHeader(image, count);
  const pointer = roundUp32(image.length, fileAlignment);
  const size = roundUp32(content.length, fileAlignment);
  const output = new Uint8Array(Math.max(header + SECTION_HEADER, pointer + Math.max(size, content.length)));
  output.set(image.subarray(0, output.length));
  let end = 0;
  for (let index = 0; index < count; index += 1) {
    const at = sectionHeader(image, index);
    end = Math.max(end, (u32(image, at + SECTION.virtualAddress) + u32(image, at + SECTION.virtualSize)) % UINT32);
  }
  const address = roundUp32(end, sectionAlignment);
  output.fill(0, header, header + SECTION_HEADER);
  output.set(new TextEncoder().encode(name).subarray(0, 8), header);
  setU32(output, header + SECTION.virtualSize, content.length);
  setU32(output, header + SECTION.virtualAddress, address);
  setU32(output, header + SECTION.sizeOfRawData, size);
  setU32(output, header + SECTION.pointerToRawData, pointer);
  setU32(output, header + SECTION.characteristics, characteristics);
  setU16(output, coff(output, COFF.numberOfSections), count + 1);
  setU32(output, optional(output, OPTIONAL.sizeOfImage), roundUp32(address + content.length, sectionAlignment));
  output.set(content, pointer);
  return output;
}

/** Whether the header of the lowest data in the file is another than the first of the table. */
export function firstIsNotLowest(image: Uint8Array): boolean {
  const pointers = Array.from({ length: sectionCount(image) }, (_, index) =>
    rawDataOf(image, sectionHeader(image, index)),
  );
  const full = pointers.filter(({ size }) => size > 0).map(({ pointer }) => pointer);
  const [first] = pointers;
  return first !== undefined && full.length > 0 && first.pointer !== Math.min(...full);
}

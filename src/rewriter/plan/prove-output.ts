import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import type { RandomAccess } from '../admit/random-access.ts';
import type { SectionFields } from '../admit/sections.ts';
import { hex, span } from '../refusal.ts';
import { endOfData } from './placement.ts';
import { PlanError } from './plan-error.ts';
import { segmentAt, segmentsIn } from './segment.ts';
import type { Segment } from './segment.ts';

/** What a finished plan is held against: the image as it was admitted, and the output, read before it is written. */
export interface Proof {
  readonly first: Admission;
  readonly segments: readonly Segment[];
  readonly output: RandomAccess;
  /** How many sections are added. */
  readonly added: number;
}

/** A section header as it stands in the output. */
interface Header {
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
}

/** How far file and memory are taken, from the first section to the one before. */
interface Ends {
  readonly file: number;
  readonly memory: number;
}

/**
 * Reads the headers of the output as they would be written and proves that old sections and the payload are where they
 * say, that new ones come after everything else in the file and in memory, and that the headers end before the first
 * section.
 *
 * @throws PlanError when one of this is not so
 */
export function proveOutput(proof: Proof): void {
  const { first, output, added } = proof;
  const { headers } = first;
  const count = output.u16(headers.peOffset + at.PE_NUMBER_OF_SECTIONS_AT);
  expectEqual('NumberOfSections', count, headers.numberOfSections + added);
  const sizeOfHeaders = output.u32(headers.optionalOffset + at.OPTIONAL_SIZE_OF_HEADERS_AT);
  const tableEnd = headers.tableOffset + count * at.SECTION_HEADER_LENGTH;
  expectOrder('the section table ends', tableEnd, 'SizeOfHeaders', sizeOfHeaders);
  expectOrder('the old SizeOfHeaders is', headers.sizeOfHeaders, 'SizeOfHeaders', sizeOfHeaders);
  const shift = sizeOfHeaders - headers.sizeOfHeaders;
  proveOldSections(proof, sizeOfHeaders, shift);
  const ends = proveNewSections(proof, {
    file: endOfData(headers, first.sections) + shift,
    memory: Math.max(headers.sizeOfImage, sizeOfHeaders, highestEnd(first.sections)),
  });
  const sizeOfImage = output.u32(headers.optionalOffset + at.OPTIONAL_SIZE_OF_IMAGE_AT);
  expectOrder('the last section ends in memory', ends.memory, 'SizeOfImage', sizeOfImage);
  expectOrder('the last section ends in the file', ends.file, 'the length of the output', output.length);
  if (first.payload !== null) {
    const offset = output.u32(at.PAYLOAD_OFFSET_AT);
    expectEqual('the payload offset', offset, first.payload.offset + shift);
    expectImageBytes(proof, 'the payload', first.payload.offset, first.payload.end, shift);
  }
}

function proveOldSections(proof: Proof, sizeOfHeaders: number, shift: number): void {
  for (const { index, headerOffset, virtualAddress, extent, sizeOfRawData, pointerToRawData } of proof.first.sections) {
    const now = readHeader(proof.output, headerOffset);
    const name = `section ${index}`;
    expectEqual(`VirtualAddress of ${name}`, now.virtualAddress, virtualAddress);
    expectEqual(`SizeOfRawData of ${name}`, now.sizeOfRawData, sizeOfRawData);
    // What had an address below SizeOfHeaders is a blank entry, which takes none.
    if (extent > 0) expectOrder('SizeOfHeaders is', sizeOfHeaders, `VirtualAddress of ${name}`, virtualAddress);
    if (sizeOfRawData === 0) continue;
    expectEqual(`PointerToRawData of ${name}`, now.pointerToRawData, pointerToRawData + shift);
    expectImageBytes(proof, `the data of ${name}`, pointerToRawData, pointerToRawData + sizeOfRawData, shift);
  }
}

function proveNewSections({ first, segments, output, added }: Proof, start: Ends): Ends {
  let { file, memory } = start;
  for (let rank = 0; rank < added; rank += 1) {
    const index = first.headers.numberOfSections + rank;
    const header = readHeader(output, first.headers.tableOffset + index * at.SECTION_HEADER_LENGTH);
    const { virtualSize, virtualAddress, sizeOfRawData, pointerToRawData } = header;
    const name = `the new section ${index}`;
    expectOrder('memory is taken up to', memory, `VirtualAddress of ${name}`, virtualAddress);
    expectOrder('section data end', file, `PointerToRawData of ${name}`, pointerToRawData);
    expectOrder('VirtualSize is', virtualSize, `SizeOfRawData of ${name}`, sizeOfRawData);
    const segment = segmentAt(segments, pointerToRawData);
    const isContent = segment?.kind === 'content' && segment.request === rank && segment.from === 0;
    if (!isContent || segment.offset !== pointerToRawData || segment.length !== virtualSize) {
      const place = span(pointerToRawData, pointerToRawData + virtualSize);
      throw new PlanError(`the data of ${name} at ${place} are not the content of its request`);
    }
    file = pointerToRawData + sizeOfRawData;
    memory = virtualAddress + virtualSize;
  }
  return { file, memory };
}

function readHeader(output: RandomAccess, offset: number): Header {
  return {
    virtualSize: output.u32(offset + at.SECTION_VIRTUAL_SIZE_AT),
    virtualAddress: output.u32(offset + at.SECTION_VIRTUAL_ADDRESS_AT),
    sizeOfRawData: output.u32(offset + at.SECTION_SIZE_OF_RAW_DATA_AT),
    pointerToRawData: output.u32(offset + at.SECTION_POINTER_TO_RAW_DATA_AT),
  };
}

function highestEnd(sections: readonly SectionFields[]): number {
  return sections.reduce((end, { virtualAddress, extent }) => Math.max(end, virtualAddress + extent), 0);
}

/**
 * All bytes `[start, end)` of the image stand in the output, so many bytes further on, but for fields that were corrected
 * among them. Every segment is looked at, so that nothing between the first and the last byte is taken on trust.
 */
function expectImageBytes({ segments }: Proof, what: string, start: number, end: number, shift: number): void {
  for (const segment of segmentsIn(segments, start + shift, end + shift)) {
    if (segment.kind === 'bytes') continue;
    if (segment.kind === 'image' && segment.offset - segment.from === shift) continue;
    const from = Math.max(segment.offset, start + shift);
    throw new PlanError(`${what} at ${hex(from)} do not come from ${hex(from - shift)} of the image`);
  }
}

function expectEqual(what: string, found: number, wanted: number): void {
  if (found !== wanted) throw new PlanError(`${what} is ${hex(found)} instead of ${hex(wanted)}`);
}

function expectOrder(what: string, low: number, other: string, high: number): void {
  if (low > high) throw new PlanError(`${what} ${hex(low)}, but ${other} is ${hex(high)}`);
}

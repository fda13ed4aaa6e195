import * as at from '../admit/fields.ts';
import type { NewSection } from './placement.ts';
import type { Moves } from './room.ts';
import type { Segment } from './segment.ts';
import type { SlackUse } from './slack.ts';

/**
 * Lays the output out from its first byte to its last: table, new header, moved and resting slack, data with its gaps,
 * new content, overlay.
 *
 * @param request position of the request among those of the call
 */
export function layOutSegments(
  section: NewSection,
  request: number,
  moves: Moves,
  { blockEnd, usedEnd }: SlackUse,
): readonly Segment[] {
  const { tableEnd, sizeOfHeaders, dataEnd, fileLength, dataShift, overlayShift } = moves;
  const segments: Segment[] = [];
  const copy = (from: number, end: number, shift: number): void => {
    if (from < end) segments.push({ kind: 'image', offset: from + shift, length: end - from, from });
  };
  const zeros = (offset: number, end: number): void => {
    if (offset < end) segments.push({ kind: 'zeros', offset, length: end - offset });
  };
  const contentEnd = section.pointerToRawData + section.virtualSize;
  copy(0, tableEnd, 0);
  const bytes = sectionHeader(section);
  segments.push({ kind: 'bytes', offset: tableEnd, length: bytes.length, bytes });
  copy(tableEnd, blockEnd, at.SECTION_HEADER_LENGTH);
  // The slack bytes that the block moves onto are zero; the plan for the slack made sure of that.
  copy(usedEnd, sizeOfHeaders, 0);
  zeros(Math.max(usedEnd, sizeOfHeaders), sizeOfHeaders + dataShift);
  copy(sizeOfHeaders, dataEnd, dataShift);
  zeros(dataEnd + dataShift, section.pointerToRawData);
  segments.push({
    kind: 'content',
    offset: section.pointerToRawData,
    length: section.virtualSize,
    request,
    from: 0,
  });
  zeros(contentEnd, section.pointerToRawData + section.sizeOfRawData);
  copy(dataEnd, fileLength, overlayShift);
  return segments;
}

/** The 40 bytes of the new section header; relocation and line number fields are zero. PE format, "Section Table". */
function sectionHeader(section: NewSection): Uint8Array {
  const bytes = new Uint8Array(at.SECTION_HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes.set(section.name, 0);
  view.setUint32(at.SECTION_VIRTUAL_SIZE_AT, section.virtualSize, true);
  view.setUint32(at.SECTION_VIRTUAL_ADDRESS_AT, section.virtualAddress, true);
  view.setUint32(at.SECTION_SIZE_OF_RAW_DATA_AT, section.sizeOfRawData, true);
  view.setUint32(at.SECTION_POINTER_TO_RAW_DATA_AT, section.pointerToRawData, true);
  view.setUint32(at.SECTION_CHARACTERISTICS_AT, section.characteristics, true);
  return bytes;
}

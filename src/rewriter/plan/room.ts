import { SECTION_HEADER_LENGTH, alignUp } from '../admit/fields.ts';
import type { Headers } from '../admit/headers.ts';
import type { SectionFields } from '../admit/sections.ts';
import { hex, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { SlackUse } from './slack.ts';

/** The page size that data must stay congruent to when it was: the unit in which firmware protects memory. */
const PAGE = 4096;

/** The parts of the file and how far each moves; all numbers are file offsets or byte counts. */
export interface Moves {
  /** Where the old section table ends and the new section header goes. */
  readonly tableEnd: number;
  /** End of the block of header slack that moves; `tableEnd` when none does. */
  readonly blockEnd: number;
  /** The old SizeOfHeaders, where section data and gaps begin. */
  readonly sizeOfHeaders: number;
  /** The end of the last section data, where the overlay begins. */
  readonly dataEnd: number;
  readonly fileLength: number;
  /** How far everything in `[sizeOfHeaders, dataEnd)` moves. */
  readonly dataShift: number;
  /** How far the overlay moves. */
  readonly overlayShift: number;
}

/**
 * By how much SizeOfHeaders and all section data grow so that the headers reach `usedEnd`; 0 when they do already.
 *
 * The growth is a multiple of FileAlignment, and of the page when all data was congruent to its address by pages.
 *
 * @returns the growth, or a refusal `no-header-room` when the headers would reach into the lowest section's addresses,
 *   or when data cannot move without leaving the addresses at which small alignments promise it
 */
export function headerGrowth(
  headers: Headers,
  sections: readonly SectionFields[],
  { usedEnd }: SlackUse,
): number | Refusal {
  const { sizeOfHeaders, fileAlignment } = headers;
  if (usedEnd <= sizeOfHeaders) return 0;
  const needed = sizeOfHeaders + alignUp(usedEnd - sizeOfHeaders, fileAlignment);
  const lowest = lowestAddress(sections, sizeOfHeaders);
  const isWhole = sizeOfHeaders % fileAlignment === 0;
  const grown = `SizeOfHeaders ${hex(needed)} instead of ${hex(sizeOfHeaders)}`;
  // Headers that end inside a block grow by blocks all the same, for so does everything after them.
  const unit = isWhole ? '' : `headers of ${hex(usedEnd)} bytes and, in blocks of ${hex(fileAlignment)}, `;
  const found = `A new section header needs ${unit}${grown}`;
  const remedy = 'rebuild the image with more header room';
  if (needed > lowest) {
    return refuse('no-header-room', `${found}, but the lowest VirtualAddress is ${hex(lowest)}; ${remedy}.`);
  }
  if (isMappedFlat(headers, sections)) {
    const limit = `SectionAlignment ${hex(headers.sectionAlignment)}, below a page, ties file offsets to addresses`;
    return refuse('no-header-room', `${found}, and ${limit}, so that no data can move; ${remedy}.`);
  }
  // Both are powers of two, so the larger one is their least common multiple.
  const growth = isCongruent(sections) ? alignUp(needed - sizeOfHeaders, PAGE) : needed - sizeOfHeaders;
  if (sizeOfHeaders + growth <= lowest) return growth;
  const whole = `in whole pages, by which the data has to move, ${hex(sizeOfHeaders + growth)}`;
  return refuse('no-header-room', `${found}; ${whole}, but the lowest VirtualAddress is ${hex(lowest)}; ${remedy}.`);
}

/** Whether all data has the same place within a page in the file as in memory. */
function isCongruent(sections: readonly SectionFields[]): boolean {
  return sections.every(
    ({ sizeOfRawData, pointerToRawData, virtualAddress }) =>
      sizeOfRawData === 0 || pointerToRawData % PAGE === virtualAddress % PAGE,
  );
}

/** Whether the image is in the file as in memory, as it has to be below a page. PE format, "SectionAlignment". */
export function isMappedFlat(
  { sectionAlignment, fileAlignment }: Headers,
  sections: readonly SectionFields[],
): boolean {
  if (sectionAlignment >= PAGE || fileAlignment !== sectionAlignment) return false;
  return sections.every(
    ({ pointerToRawData, virtualAddress, extent, sizeOfRawData }) =>
      pointerToRawData === virtualAddress && extent <= sizeOfRawData,
  );
}

/** How far the byte at an old file offset moves; bytes beyond the file's end do not exist and do not move. */
export function shiftAt(moves: Moves, offset: number): number {
  if (offset >= moves.fileLength) return 0;
  if (offset >= moves.dataEnd) return moves.overlayShift;
  if (offset >= moves.sizeOfHeaders) return moves.dataShift;
  return offset >= moves.tableEnd && offset < moves.blockEnd ? SECTION_HEADER_LENGTH : 0;
}

/** Blank entries with an address inside the headers were there before and set no limit. */
function lowestAddress(sections: readonly SectionFields[], sizeOfHeaders: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { virtualAddress } of sections) {
    if (virtualAddress >= sizeOfHeaders) lowest = Math.min(lowest, virtualAddress);
  }
  return lowest;
}

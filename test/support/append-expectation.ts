/**
 * What the policy of an append says about one image and one request, in numbers and worked out from plain reads. It
 * holds for valid images; of the reasons to refuse it knows those that a valid image can give.
 */
import type { AppendRequest } from '../../src/contract/index.ts';
import { LENGTHS, directoryAt, extentOf, word } from './pe-view.ts';
import type { PeView } from './pe-view.ts';

const PAGE = 4096;

/** Numbers that an append to an image must lead to; all are file bytes but for the address. */
export interface Expectation {
  /** Codes of the refusals that are right; none when the image has to be rewritten. */
  readonly reasons: readonly string[];
  /** By how much SizeOfHeaders and all section data grow. */
  readonly growth: number;
  /** End of the data behind the section table that makes way for the new header; the table's end when none does. */
  readonly liveEnd: number;
  /** End of the old section data. */
  readonly dataEnd: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  /** Where a byte of the input stands in the output. */
  readonly moved: (offset: number) => number;
}

/** The smallest multiple of a step that is not below the value. */
export function roundedUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** What has to come of an append to a valid image. */
export function expectationFor(before: PeView, request: AppendRequest): Expectation {
  const { sections, tableEnd, sizeOfHeaders, fileAlignment, sectionAlignment } = before;
  const filled = sections.filter(({ sizeOfRawData }) => sizeOfRawData > 0);
  const dataEnd = Math.max(sizeOfHeaders, ...filled.map((each) => each.pointerToRawData + each.sizeOfRawData));
  const { liveEnd, isFixed } = liveData(before);
  const growth = growthFor(before, liveEnd + LENGTHS.sectionHeader);
  const memoryEnd = Math.max(...sections.map((each) => each.virtualAddress + extentOf(each)));
  const sizeOfRawData = roundedUp(request.content.length, fileAlignment);
  // Directly after the old data, though it may end inside a block: a gap would be in no signature.
  const pointerToRawData = dataEnd + growth;
  const overlayShift = pointerToRawData + sizeOfRawData - dataEnd;
  const lowest = Math.min(...sections.map(({ virtualAddress }) => virtualAddress));
  const reasons = [
    ...(isSigned(before) ? ['signed-image'] : []),
    ...(sections.some(({ name }) => name === request.name) ? ['name-taken'] : []),
    ...(isFixed ? ['header-slack-in-use'] : []),
    ...(sizeOfHeaders + growth > lowest ? ['no-header-room'] : []),
  ];
  const moved = (offset: number): number => {
    if (offset < tableEnd) return offset;
    if (offset < liveEnd) return offset + LENGTHS.sectionHeader;
    if (offset < sizeOfHeaders) return offset;
    return offset + (offset < dataEnd ? growth : overlayShift);
  };
  const reserved = Math.max(memoryEnd, before.sizeOfImage, sizeOfHeaders + growth);
  const virtualAddress = roundedUp(reserved, sectionAlignment);
  return { reasons, growth, liveEnd, dataEnd, virtualAddress, sizeOfRawData, pointerToRawData, moved };
}

/** Whether an image has a certificate table. */
export function isSigned(view: PeView): boolean {
  const entry = directoryAt(view, 4);
  return entry !== null && word(view.bytes, entry + 4) > 0;
}

/** Debug data behind the section table: it makes way as one block when the new header needs its place. */
function liveData({ debugEntries, tableEnd, sizeOfHeaders }: PeView): { liveEnd: number; isFixed: boolean } {
  const live = debugEntries.filter(
    (each) => each.pointerToRawData >= tableEnd && each.pointerToRawData < sizeOfHeaders,
  );
  const inTheWay = live.some(({ pointerToRawData }) => pointerToRawData < tableEnd + LENGTHS.sectionHeader);
  if (!inTheWay) return { liveEnd: tableEnd, isFixed: false };
  // What is known by its address in memory too cannot move: nobody knows who else knows it.
  const isFixed = live.some(({ addressOfRawData }) => addressOfRawData !== 0);
  return { liveEnd: Math.max(...live.map((each) => each.pointerToRawData + each.sizeOfData)), isFixed };
}

function growthFor({ sections, sizeOfHeaders, fileAlignment }: PeView, headersEnd: number): number {
  if (headersEnd <= sizeOfHeaders) return 0;
  const incongruent = sections.some(
    (each) => each.sizeOfRawData > 0 && (each.pointerToRawData - each.virtualAddress) % PAGE !== 0,
  );
  const step = incongruent ? fileAlignment : Math.max(fileAlignment, PAGE);
  return roundedUp(headersEnd - sizeOfHeaders, step);
}

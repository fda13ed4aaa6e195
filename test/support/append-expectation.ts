/**
 * What the policy of an append says about one image and one request, in numbers and worked out from plain reads. It
 * holds for valid images; of the reasons to refuse it knows those that a valid image can give.
 */
import type { AppendRequest } from '../../src/contract/index.ts';
import { LENGTHS, directoryAt, extentOf, word } from './pe-view.ts';
import type { DebugView, PeView, SectionView } from './pe-view.ts';

const PAGE = 4096;
/** "MZ" and two zero bytes. [Linux, zboot-header.S] */
const MZ_WORD = 0x5a4d;
/** CNT_UNINITIALIZED_DATA, MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const UNINITIALIZED = 0x80;
const EXECUTE = 0x2000_0000;
const WRITE = 0x8000_0000;
/** Less of it may be a value as well. */
const PADDING_MIN = 16;
/** What assemblers fill up with, by machine. [instruction set manuals] */
const NO_OPERATION: Readonly<Record<number, readonly number[]>> = {
  0xaa64: [0x1f, 0x20, 0x03, 0xd5],
  0x8664: [0x90],
  0x5064: [0x13, 0, 0, 0],
  0x5032: [0x13, 0, 0, 0],
  0x6264: [0, 0, 0x40, 0x03],
  0x6232: [0, 0, 0x40, 0x03],
};

/** Numbers that an append to an image must lead to; all are file bytes but for the address. */
export interface Expectation {
  /** Codes of the refusals that are right; none when the image has to be rewritten. */
  readonly reasons: readonly string[];
  /** By how much SizeOfHeaders and all section data grow. */
  readonly growth: number;
  /** End of the data behind the section table that makes way for the new header; the table's end when none does. */
  readonly liveEnd: number;
  /** Whether the new header may be written over what an assembler fills up with. */
  readonly isPadded: boolean;
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
  const isPadded = isPadding(before);
  const growth = growthFor(before, liveEnd + LENGTHS.sectionHeader);
  const memoryEnd = Math.max(...sections.map((each) => each.virtualAddress + extentOf(each)));
  const sizeOfRawData = roundedUp(request.content.length, fileAlignment);
  // Directly after the old data, though it may end inside a block: a gap would be in no signature.
  const pointerToRawData = dataEnd + growth;
  const overlayShift = pointerToRawData + sizeOfRawData - dataEnd;
  const reserved = Math.max(memoryEnd, before.sizeOfImage, sizeOfHeaders + growth);
  const virtualAddress = roundedUp(reserved, sectionAlignment);
  const lowest = Math.min(...sections.map((each) => each.virtualAddress));
  const slot = before.bytes.subarray(liveEnd, Math.min(liveEnd + LENGTHS.sectionHeader, sizeOfHeaders));
  const isStray = !isPadded && slot.some((byte) => byte !== 0);
  const isFlat = isMappedFlat(before);
  const isStuck = sizeOfHeaders + growth > lowest || (isFlat && growth > 0);
  const reasons = [
    // Of the first word the upper half is zero in zboot images, and in others the size of the last page of a DOS program.
    ...(word(before.bytes, 0) === MZ_WORD ? [] : ['not-zboot']),
    ...(isSigned(before) ? ['signed-image'] : []),
    ...requestReasons(request),
    ...(sections.some(({ name }) => name === request.name) ? ['name-taken'] : []),
    ...(isFixed || isStray ? ['header-slack-in-use'] : []),
    ...(isStuck ? ['no-header-room'] : []),
    ...(isFlat && pointerToRawData !== virtualAddress ? ['no-flat-place'] : []),
  ];
  const moved = (offset: number): number => {
    if (offset < tableEnd) return offset;
    if (offset < liveEnd) return offset + LENGTHS.sectionHeader;
    if (offset < sizeOfHeaders) return offset;
    return offset + (offset < dataEnd ? growth : overlayShift);
  };
  return { reasons, growth, liveEnd, isPadded, dataEnd, virtualAddress, sizeOfRawData, pointerToRawData, moved };
}

/** What is wrong with a request by itself. */
function requestReasons({ name, content, characteristics }: AppendRequest): readonly string[] {
  const isName = /^[!-~]{1,8}$/.test(name) && !/[/$]/.test(name) && name !== '.reloc';
  const isData = [UNINITIALIZED, EXECUTE, WRITE].every((flag) => Math.floor(characteristics / flag) % 2 === 0);
  return [
    ...(isName ? [] : ['bad-name']),
    ...(content.length === 0 ? ['empty-content'] : []),
    ...(isData ? [] : ['bad-characteristics']),
  ];
}

/** Below a page, data has to lie where it is loaded, unless it does not already. [PE format, SectionAlignment] */
function isMappedFlat({ sections, sectionAlignment, fileAlignment }: PeView): boolean {
  const isThere = (each: SectionView): boolean =>
    each.pointerToRawData === each.virtualAddress && extentOf(each) <= each.sizeOfRawData;
  return sectionAlignment < PAGE && sectionAlignment === fileAlignment && sections.every(isThere);
}

/** Whether the headers are filled up behind everything else, and with zeros at most before. */
function isPadding(view: PeView): boolean {
  const { bytes, peOffset, tableEnd, sizeOfHeaders } = view;
  const start = Math.max(tableEnd, ...dataInSlack(view).map((each) => each.pointerToRawData + each.sizeOfData));
  const words = NO_OPERATION[word(bytes, peOffset + 4) % 0x1_0000] ?? [];
  const first = bytes.subarray(start, sizeOfHeaders).findIndex((byte) => byte !== 0);
  const from = Math.floor((start + first) / words.length) * words.length;
  if (first < 0 || sizeOfHeaders - from < PADDING_MIN) return false;
  return bytes.subarray(from, sizeOfHeaders).every((byte, index) => byte === words[index % words.length]);
}

/** Whether an image has a certificate table. */
export function isSigned(view: PeView): boolean {
  const entry = directoryAt(view, 4);
  return entry !== null && word(view.bytes, entry + 4) > 0;
}

/** Debug data behind the section table: it makes way as one block when the new header needs its place. */
function liveData(view: PeView): { liveEnd: number; isFixed: boolean } {
  const { tableEnd } = view;
  const live = dataInSlack(view);
  const inTheWay = live.some(({ pointerToRawData }) => pointerToRawData < tableEnd + LENGTHS.sectionHeader);
  if (!inTheWay) return { liveEnd: tableEnd, isFixed: false };
  // What is known by its address in memory too cannot move: nobody knows who else knows it.
  const isFixed = live.some(({ addressOfRawData }) => addressOfRawData !== 0);
  return { liveEnd: Math.max(...live.map((each) => each.pointerToRawData + each.sizeOfData)), isFixed };
}

function dataInSlack({ debugEntries, tableEnd, sizeOfHeaders }: PeView): readonly DebugView[] {
  return debugEntries.filter((each) => each.pointerToRawData >= tableEnd && each.pointerToRawData < sizeOfHeaders);
}

function growthFor({ sections, sizeOfHeaders, fileAlignment }: PeView, headersEnd: number): number {
  if (headersEnd <= sizeOfHeaders) return 0;
  const incongruent = sections.some(
    (each) => each.sizeOfRawData > 0 && (each.pointerToRawData - each.virtualAddress) % PAGE !== 0,
  );
  const step = incongruent ? fileAlignment : Math.max(fileAlignment, PAGE);
  return roundedUp(headersEnd - sizeOfHeaders, step);
}

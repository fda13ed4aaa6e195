/** What rules on an append ask about the pair of images. */
import type { Field, Image, Section } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, firstNonZero } from '../bytes/bytes.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { firstRawData, rawDataEnd, tableEnd } from '../image/facts.ts';
import type { Append, AppendRequests } from '../rule.ts';
import { sectionPairs } from '../kept-sections.ts';
import { firstChange, lengthInFile, sameData } from './same-bytes.ts';

/** Bytes of one section header. [PE format, Section Table (Section Headers)] */
export const SECTION_HEADER_SIZE = 40;
/** Number of the certificate directory, the one that holds a file offset. [PE format, Optional Header Data Directories] */
export const CERTIFICATE_DIRECTORY = 4;
/** Bytes of one relocation and of one line number. [PE format, COFF Relocations; COFF Line Numbers] */
export const RELOCATION_SIZE = 10;
export const LINE_NUMBER_SIZE = 6;
/** Differing bytes that a finding marks at most, so that a report stays short. */
const MARKED_BYTES = 16;

/** The bytes of all contents together. */
export function contentLength(requests: AppendRequests): number {
  return requests.reduce((sum, { content }) => sum + content.length, 0);
}

/**
 * How far the raw data moved, in bytes: what the pointers say, and where they are at odds the first whose data is where it points,
 * else most of them; or the headers' end when no section has any. One wrong pointer is not the measure of all others.
 */
export function rawShift(append: Append): number {
  const { before, after } = append;
  if (!before.sections.some(({ rawData }) => rawData.length > 0)) {
    return after.optionalHeader.sizeOfHeaders.value - before.optionalHeader.sizeOfHeaders.value;
  }
  const shift = shifts.get(append) ?? firstShift(append);
  shifts.set(append, shift);
  return shift;
}

/** Kept for each append: it takes a look at data, and most rules on places ask for it. */
const shifts = new WeakMap<Append, number>();

function firstShift(append: Append): number {
  const pairs = sectionPairs(append).filter(([{ rawData }]) => rawData.length > 0);
  const votes = new Map<number, number>();
  for (const [old, kept] of pairs) {
    const shift = kept.rawData.offset - old.rawData.offset;
    votes.set(shift, (votes.get(shift) ?? 0) + 1);
  }
  const [[common] = [0]] = [...votes].sort(([, one], [, other]) => other - one);
  if (votes.size < 2) return common;
  // Pointers that were forgotten may be the most, and the data tells; zeros are the same in many places and tell nothing.
  const telling = pairs.find(([{ rawData: from }, { rawData: to }]) => {
    if (!sameData(append, from, to)) return false;
    const shift = to.offset - from.offset;
    return shift === common || !sameData(append, from, { offset: from.offset + common, length: from.length });
  });
  return telling === undefined ? common : telling[1].rawData.offset - telling[0].rawData.offset;
}

/**
 * Where the data of an old section is in the output: where its header says, unless it is not there and stands where all the
 * other data moved to.
 */
export function dataOffset(append: Append, { rawData: from }: Section, { rawData: to }: Section): number {
  if (sameData(append, from, to)) return to.offset;
  const moved = { offset: from.offset + rawShift(append), length: from.length };
  return sameData(append, from, moved) ? moved.offset : to.offset;
}

/** The bytes after the last section's data up to the certificates or the end of the file; empty when there are none. */
export function overlayOf(image: Image): Span {
  const { fileSize, certificateTable } = image;
  const start = Math.min(rawDataEnd(image), fileSize);
  // A table that lies among the sections or outside the file ends nothing.
  const signatures = certificateTable?.span.offset ?? fileSize;
  const end = signatures >= start && signatures <= fileSize ? signatures : fileSize;
  return { offset: start, length: end - start };
}

/**
 * Where bytes of the input belong in the output: headers stay, raw data and the gaps in it move by one shift, the
 * overlay stays the end of the file. An offset beyond the file names no bytes and stays.
 */
export function movedTo(append: Append, offset: number): number {
  const known = knownLandmarks(append);
  if (offset >= append.before.fileSize) return offset;
  const shift = offset >= known.overlay ? known.overlayShift : offset >= known.firstMoved ? known.rawShift : 0;
  // Data that moved to the front takes what lay before it to where no file has bytes.
  return Math.max(0, offset + shift);
}

/** The offsets of the input whose bytes belong at an offset of the output; none for what the append added. */
export function sourcesOf(append: Append, offset: number): readonly number[] {
  const { rawShift: data, overlayShift: overlay } = knownLandmarks(append);
  return [...new Set([offset, offset - data, offset - overlay])].filter(
    (source) => source >= 0 && source < append.before.fileSize && movedTo(append, source) === offset,
  );
}

function knownLandmarks(append: Append): Landmarks {
  const known = landmarks.get(append) ?? landmarksOf(append);
  landmarks.set(append, known);
  return known;
}

/** Where the parts of the input start that move as one, and how far they move. */
interface Landmarks {
  readonly firstMoved: number;
  readonly rawShift: number;
  readonly overlay: number;
  readonly overlayShift: number;
}

/** Kept for each append: a rule may ask for every section, and finding the landmarks takes a walk over all of them. */
const landmarks = new WeakMap<Append, Landmarks>();

function landmarksOf(append: Append): Landmarks {
  const { before, after } = append;
  const { offset: overlay, length } = overlayOf(before);
  // A signature that was removed or aligned again changes the length, so the overlay is found from the front; and so is one
  // that stands after the new data, whatever else follows.
  const end = rawDataEnd(after);
  const fromFront =
    before.certificateTable !== null ||
    firstChange(append, { offset: overlay, length }, { offset: end, length }) === null;
  return {
    firstMoved: Math.max(tableEnd(before), headerLimit(before)),
    rawShift: rawShift(append),
    overlay,
    overlayShift: fromFront ? end - overlay : after.fileSize - before.fileSize,
  };
}

/**
 * Whether the 40 bytes after the section table can take a header as they are, or 40 for each of so many: inside the
 * headers, all zero and claimed by nobody.
 */
export function slotIsFree(before: Image, count: number): boolean {
  const slot = slotOf(before, count);
  return endOf(slot) <= headerLimit(before) && !isInUse(before, slot);
}

/** Whether header bytes hold anything: some are not zero, or somebody claims them. */
export function isInUse(before: Image, span: Span): boolean {
  if (firstNonZero(bytesOf(before, span)) !== -1) return true;
  const claimed = before.regionMap.regions.some((region) => region.kind !== 'header-slack' && overlaps(region, span));
  return claimed || isNamed(before, span);
}

/** Whether anything that the region map leaves out names these header bytes, whose addresses are their offsets. */
function isNamed({ directories, debugEntries, sections }: Image, span: Span): boolean {
  const hits = (offset: number, length: number): boolean => offset > 0 && overlaps({ offset, length }, span);
  return (
    directories.some(
      ({ index, virtualAddress, size }) => index !== CERTIFICATE_DIRECTORY && hits(virtualAddress.value, size.value),
    ) ||
    debugEntries.some(
      ({ addressOfRawData, data }) => hits(data.offset, data.length) || hits(addressOfRawData.value, data.length),
    ) ||
    sections.some(
      ({ pointerToRelocations, numberOfRelocations, pointerToLinenumbers, numberOfLinenumbers }) =>
        hits(pointerToRelocations.value, RELOCATION_SIZE * numberOfRelocations.value) ||
        hits(pointerToLinenumbers.value, LINE_NUMBER_SIZE * numberOfLinenumbers.value),
    )
  );
}

/** The bytes that so many headers added to the table would take. */
export function slotOf(before: Image, count: number): Span {
  return { offset: tableEnd(before), length: SECTION_HEADER_SIZE * count };
}

/** So many section headers more, in words. */
export function moreHeaders(count: number): string {
  return count === 1 ? 'one more section header' : `${count} more section headers`;
}

/** Where the headers end for somebody who looks for room: at SizeOfHeaders or at the first data, whichever is lower. */
export function headerLimit(image: Image): number {
  return Math.min(image.optionalHeader.sizeOfHeaders.value, firstRawData(image) ?? Infinity);
}

/** One finding when the bytes of two spans differ, pointing at the first that do; none when they are equal. */
export function differentBytes(about: string, append: Append, from: Span, to: Span): readonly Finding[] {
  const index = firstChange(append, from, to);
  return index === null ? [] : [differenceAt(about, index, append, from, to)];
}

function differenceAt(about: string, index: number, { before, after }: Append, from: Span, to: Span): Finding {
  const [length, keptLength] = [lengthInFile(before, from), lengthInFile(after, to)];
  const old = bytesOf(before, { offset: from.offset + index, length: Math.min(MARKED_BYTES, length - index) });
  const kept = bytesOf(after, { offset: to.offset + index, length: Math.min(MARKED_BYTES, keptLength - index) });
  const run = differingRun(old, kept);
  const expected = { kind: 'same-bytes', as: { file: 'before', offset: from.offset + index, length: run } } as const;
  const actual = keptLength === length ? 'different bytes' : `${keptLength} bytes of ${length}`;
  const at = place({ offset: to.offset + index, length: run }, 'after');
  return wrong(about, expected, actual, at, place({ offset: from.offset + index, length: run }, 'before'));
}

/** How many bytes from the first on differ without a break. */
function differingRun(old: Uint8Array, kept: Uint8Array): number {
  let run = 1;
  while (run < old.length && old[run] !== kept[run]) run += 1;
  return run;
}

/** The finding on an old section that the output lacks: nothing of it can be right. */
export function lostSection({ after }: Append, { name, index }: Section): Finding {
  const at = place(after.coffHeader.numberOfSections, 'after');
  return wrong(`sections[${index}]`, equals(name.value), 'no section', at, place(name, 'before'));
}

/** One finding when a field of the output differs from the input's; none when they are equal. */
export function changedField<T extends number | bigint | string>(old: Field<T>, kept: Field<T>): readonly Finding[] {
  return old.value === kept.value ? [] : [wrongValue(kept, equals(old.value), 'after', place(old, 'before'))];
}

/** Fields of a header by name. */
type Fields = Readonly<Record<string, Field<number | bigint | string> | null>>;

/** Findings for every field of a header that changed, but for those named. */
export function* changedFields(old: Fields, kept: Fields, allowed: ReadonlySet<string>): Generator<Finding> {
  for (const name in old) {
    const [field, now] = [old[name], kept[name]];
    // A field that only 32-bit images have is null or missing in others; the magic tells the two apart.
    if (field === undefined || field === null || now === undefined || now === null || allowed.has(name)) continue;
    yield* changedField(field, now);
  }
}

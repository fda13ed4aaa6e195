/** What rules on an append ask about the pair of images. Sections are matched by their place in the table. */
import type { Field, Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, firstDifference } from '../bytes.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { firstRawData, rawDataEnd, tableEnd } from '../image/facts.ts';
import type { Append } from '../rule.ts';

/** Bytes of one section header. [PE format, Section Table (Section Headers)] */
export const SECTION_HEADER_SIZE = 40;
/** Differing bytes that a finding marks at most, so that a report stays short. */
const MARKED_BYTES = 16;

/** The section that the append should have added, or `null` when the table did not grow. */
export function newSection({ before, after }: Append): Section | null {
  return after.sections[before.sections.length] ?? null;
}

/** The reason that rules on the new section give when there is none. */
export function withoutNewSection(append: Append): string | undefined {
  return newSection(append) === null ? 'the output has no new section' : undefined;
}

/** Every old section beside its place in the output; sections that the output lacks are left out. */
export function sectionPairs({ before, after }: Append): readonly (readonly [Section, Section])[] {
  return before.sections.flatMap((old) => {
    const kept = after.sections[old.index];
    return kept === undefined ? [] : [[old, kept] as const];
  });
}

/** How far the raw data moved, in bytes: what the first section with data says; 0 when there is none. */
export function rawShift(append: Append): number {
  const moved = sectionPairs(append).find(([old]) => old.rawData.length > 0);
  return moved === undefined ? 0 : moved[1].rawData.offset - moved[0].rawData.offset;
}

/** The bytes after the last section's data up to the end of the file; empty when there are none. */
export function overlayOf(image: Image): Span {
  const start = Math.min(rawDataEnd(image), image.fileSize);
  return { offset: start, length: image.fileSize - start };
}

/**
 * Where bytes of the input belong in the output: headers stay, raw data and the gaps in it move by one shift, the
 * overlay stays the end of the file.
 */
export function movedTo(append: Append, offset: number): number {
  const { before, after } = append;
  if (offset >= overlayOf(before).offset) return after.fileSize - (before.fileSize - offset);
  const firstMoved = Math.min(before.optionalHeader.sizeOfHeaders.value, firstRawData(before) ?? Infinity);
  return offset >= Math.max(tableEnd(before), firstMoved) ? offset + rawShift(append) : offset;
}

/**
 * Whether the 40 bytes behind the section table can take a header as they are: inside the headers, all zero and
 * claimed by nobody.
 */
export function slotIsFree(before: Image): boolean {
  const slot = slotOf(before);
  if (endOf(slot) > headerLimit(before)) return false;
  const claimed = before.regionMap.regions.some(
    (region) => region.kind === 'claimed-slack' && region.offset < endOf(slot) && endOf(region) > slot.offset,
  );
  return !claimed && bytesOf(before, slot).every((byte) => byte === 0);
}

/** The bytes that a header added to the table would take. */
export function slotOf(before: Image): Span {
  return { offset: tableEnd(before), length: SECTION_HEADER_SIZE };
}

/** Where the headers end for somebody who looks for room: at SizeOfHeaders or at the first data, whichever is lower. */
export function headerLimit(image: Image): number {
  return Math.min(image.optionalHeader.sizeOfHeaders.value, firstRawData(image) ?? Infinity);
}

/** A finding when the bytes of two spans differ, pointing at the first that do. */
export function differentBytes(about: string, append: Append, from: Span, to: Span): Finding | null {
  const old = bytesOf(append.before, from);
  const kept = bytesOf(append.after, to);
  const index = firstDifference(old, kept);
  if (index === -1) return null;
  return differenceAt(about, index, old, kept, from, to);
}

function differenceAt(about: string, index: number, old: Uint8Array, kept: Uint8Array, from: Span, to: Span): Finding {
  const run = differingRun(old, kept, index);
  const expected = { kind: 'same-bytes', as: { file: 'before', offset: from.offset + index, length: run } } as const;
  const actual = kept.length === old.length ? 'other bytes' : `${kept.length} bytes of ${old.length}`;
  const at = place({ offset: to.offset + index, length: run }, 'after');
  return wrong(about, expected, actual, at, place({ offset: from.offset + index, length: run }, 'before'));
}

/** How many bytes from `index` on differ without a break, at most as many as a finding marks. */
function differingRun(old: Uint8Array, kept: Uint8Array, index: number): number {
  let run = 1;
  while (run < MARKED_BYTES && index + run < old.length && old[index + run] !== kept[index + run]) run += 1;
  return run;
}

/** A finding when a field of the output differs from the input's. */
export function changedField<T extends number | bigint | string>(old: Field<T>, kept: Field<T>): Finding | null {
  return old.value === kept.value ? null : wrongValue(kept, equals(old.value), 'after', place(old, 'before'));
}

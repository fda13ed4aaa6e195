import { SECTION_SIGNS } from '../../properties/index.ts';
import { endOf, overlaps } from '../results/index.ts';
import type { Image, Section } from '../reader/index.ts';
import type { WrongOutput } from './repair.ts';

/** An old section, and where the output has it. */
export interface Pair {
  readonly old: Section;
  readonly now: Section;
}

/** Which sections of an output are the old ones, and which is the new one. */
export interface Pairing {
  readonly pairs: readonly Pair[];
  /** `null` where the output has no section more than the old ones. */
  readonly added: Section | null;
}

const known = new WeakMap<Image, WeakMap<Image, Pairing>>();

/** Finds the old sections in an output, each once. */
export function pairingOf({ before, after, request }: Pick<WrongOutput, 'before' | 'after' | 'request'>): Pairing {
  const ofBefore = known.get(before) ?? new WeakMap<Image, Pairing>();
  const pairing = ofBefore.get(after) ?? pairUp(before, after, request.name);
  known.set(before, ofBefore.set(after, pairing));
  return pairing;
}

function pairUp(before: Image, after: Image, name: string): Pairing {
  const pairs: Pair[] = [];
  let old: readonly Section[] = before.sections;
  let now: readonly Section[] = after.sections;
  for (const sign of SECTION_SIGNS) {
    const candidates = new Map<string, Section[]>();
    // The last comes first, for the first is taken from the end.
    for (const section of [...now].reverse()) {
      const key = sign(section);
      candidates.set(key, [...(candidates.get(key) ?? []).slice(-PAIRS_OF_ONE_SIGN), section]);
    }
    const taken = new Set<Section>();
    old = old.filter((section) => {
      const found = candidates.get(sign(section))?.pop();
      if (found === undefined) return true;
      taken.add(found);
      pairs.push({ old: section, now: found });
      return false;
    });
    now = now.filter((section) => !taken.has(section));
  }
  pairs.sort((a, b) => a.old.index - b.old.index);
  return { pairs, added: now.find((section) => section.name.value === name) ?? now.at(-1) ?? null };
}

/** Sections that share a sign; of more, which only hostile images have, the rest is paired by a weaker one. */
const PAIRS_OF_ONE_SIGN = 15;

/** Where a byte of an old section's data lies in the output; `null` where it belongs to no section. */
export function placeNow(offset: number, { pairs }: Pairing): number | null {
  const pair = pairs.find(({ old: { rawData } }) => offset >= rawData.offset && offset < endOf(rawData));
  return pair === undefined ? null : pair.now.rawData.offset + offset - pair.old.rawData.offset;
}

/** The first byte behind the data of all sections, within the file, and behind the headers. */
export function dataEnd({ sections, optionalHeader, fileSize }: Image): number {
  let end = optionalHeader.sizeOfHeaders.value;
  for (const { rawData } of sections) if (rawData.length > 0) end = Math.max(end, endOf(rawData));
  return Math.min(end, fileSize);
}

/** The lowest data of any section. */
export function dataStart({ sections, fileSize }: Image): number {
  let start = fileSize;
  for (const { rawData } of sections) if (rawData.length > 0) start = Math.min(start, rawData.offset);
  return start;
}

/** What follows the data of all sections and is no certificate: overlay and symbols. */
export function trailing(image: Image): Uint8Array {
  const [start, table] = [dataEnd(image), image.certificateTable];
  const end = table === null || table.span.offset < start ? image.fileSize : table.span.offset;
  return image.source.slice(start, Math.max(0, end - start));
}

/** By how much the data of the old sections moved: of the first that has any. */
export function shiftOf({ pairs }: Pairing): number {
  const pair = pairs.find(({ old, now }) => old.rawData.length > 0 && now.rawData.length > 0);
  return pair === undefined ? 0 : pair.now.rawData.offset - pair.old.rawData.offset;
}

/** Where headers end for whatever lies behind the section table: at SizeOfHeaders, or at the first data. */
export function headersEnd(image: Image): number {
  return Math.min(image.optionalHeader.sizeOfHeaders.value, dataStart(image));
}

/** The pointer that a section without data should have when the data moves: with the data, or where it was in front of it. */
export function emptyPointerNow({ rawData: { offset } }: Section, before: Image, shift: number): number {
  return offset === 0 || offset < headersEnd(before) ? offset : offset + shift;
}

/** Whether the new section lies on old data: then it is the place of the data that is wrong, whatever became of its bytes. */
export function liesOnOld({ pairs, added }: Pairing): boolean {
  return added !== null && pairs.some(({ now }) => overlaps(now.rawData, added.rawData));
}

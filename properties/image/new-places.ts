/** Where an append that leaves neither gap nor hole puts its sections: what follows from that is not a fault of the append. */
import type { Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { alignUp } from '../bytes/arithmetic.ts';
import { addedSections, keptSections } from '../kept-sections.ts';
import type { Append } from '../rule.ts';
import { PAGE_SIZE, firstAddressAfter, firstFreeAddress } from './facts.ts';

/** The new sections whose data follows the headers and all data before it directly. */
export function atFirstOffsets(append: Append): readonly Section[] {
  const added = addedSections(append);
  const places: Section[] = [];
  let end = append.after.optionalHeader.sizeOfHeaders.value;
  for (const [rank, section] of [...keptSections(append), ...added].entries()) {
    const { rawData } = section;
    const isNew = rank >= append.after.sections.length - added.length;
    if (isNew && rawData.offset === end) places.push(section);
    if (rawData.length > 0) end = Math.max(end, endOf(rawData));
  }
  return places;
}

/** The new sections that start at the first aligned address after all that the image takes and the headers reach. */
export function atFirstAddresses(append: Append): readonly Section[] {
  const { before, after } = append;
  const { sectionAlignment, sizeOfHeaders } = after.optionalHeader;
  const places: Section[] = [];
  let end = Math.max(firstAddressAfter(before), sizeOfHeaders.value);
  for (const section of addedSections(append)) {
    if (section.extent.offset === alignUp(end, sectionAlignment.value)) places.push(section);
    // Where blocks are larger than pages the data of a section is longer than its memory.
    end = Math.max(end, firstFreeAddress([section]), section.extent.offset + section.rawData.length);
  }
  return places;
}

/**
 * The old sections, when growing headers moved them by less than whole pages; else none.
 *
 * @param divided the old sections that did not stand where pages do: where there are none, data moves by whole pages
 */
export function movedByBlocks(append: Append, divided: readonly Section[]): readonly Section[] {
  const { before, after } = append;
  const growth = after.optionalHeader.sizeOfHeaders.value - before.optionalHeader.sizeOfHeaders.value;
  return divided.length > 0 && growth > 0 && growth % PAGE_SIZE !== 0 ? keptSections(append) : [];
}

/** Whether each of these findings points first into the header of one of these sections. */
export function areAbout(findings: readonly Finding[], sections: readonly Section[]): boolean {
  return findings.every(({ at: [first] }) => sections.some(({ header }) => contains(header, first)));
}

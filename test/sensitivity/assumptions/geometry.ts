/** Rewriters that take images to be laid out as most are. */
import { endOf } from '../../../src/results/index.ts';
import type { Section } from '../../../src/reader/index.ts';
import { SECTION_HEADER } from '../../../src/reader/layouts.ts';
import type { Mistake, Patch } from '../fault.ts';
import { roundUp } from '../good-append.ts';
import type { GoodAppend } from '../good-append.ts';
import { littleEndian } from '../little-endian.ts';
import { accepting, cleared, overwriting, set } from './assumption.ts';

const PAGE = 4096;
const MIB = 2 ** 20;
const COUNT_MAX = 0xffff;

function oldSections({ before, after }: GoodAppend): readonly Section[] {
  return after.sections.slice(0, before.sections.length);
}

function endInMemory({ virtualAddress, virtualSize }: Section): number {
  return virtualAddress.value + virtualSize.value;
}

/** The new section at an address, and SizeOfImage to its end. */
function loadedAt({ added, after }: GoodAppend, address: number): readonly Patch[] {
  const { sizeOfImage, sectionAlignment } = after.optionalHeader;
  return [
    set(added.virtualAddress, address),
    set(sizeOfImage, roundUp(address + added.virtualSize.value, sectionAlignment.value)),
  ];
}

/** The new section behind the end that a rewriter takes for that of the image. */
function behind(good: GoodAppend, end: number): readonly Patch[] {
  return loadedAt(good, roundUp(end, good.after.optionalHeader.sectionAlignment.value));
}

/** The first so many headers of a table, the others of zeros. */
function firstHeaders(good: GoodAppend, count: number): readonly Patch[] {
  return oldSections(good)
    .slice(count)
    .flatMap(({ header }) => cleared(header));
}

/** One fault for each shape of an image that had never been seen. */
export const GEOMETRY: readonly Mistake[] = [
  overwriting('VirtualSize 0 on the highest section', 'takes it for no memory', (good) => {
    const [last] = [...oldSections(good)].sort((a, b) => endOf(b.extent) - endOf(a.extent));
    if (last?.virtualSize.value !== 0) return [];
    return behind(good, Math.max(...oldSections(good).map(endInMemory)));
  }),
  overwriting('descending addresses', 'goes after the last section of the table', (good) => {
    const last = oldSections(good).at(-1);
    return last === undefined ? [] : behind(good, endOf(last.extent));
  }),
  overwriting('SizeOfHeaders below the first data', 'takes the first data for its end', (good) => {
    const starts = oldSections(good).flatMap(({ rawData }) => (rawData.length > 0 ? [rawData.offset] : []));
    return starts.length === 0 ? [] : [set(good.after.optionalHeader.sizeOfHeaders, Math.min(...starts))];
  }),
  overwriting('later gaps', 'takes one section to begin where the one before it ends', (good) => {
    const filled = oldSections(good).filter(({ rawData }) => rawData.length > 0);
    const inOrder = filled.sort((a, b) => a.rawData.offset - b.rawData.offset);
    return inOrder.slice(1).flatMap(({ pointerToRawData }, index) => {
      const before = inOrder[index];
      return before === undefined ? [] : [set(pointerToRawData, endOf(before.rawData))];
    });
  }),
  overwriting('data above VirtualSize by pages', 'cuts SizeOfRawData to the last page', (good) =>
    oldSections(good).flatMap(({ virtualSize, sizeOfRawData }) => {
      const size = roundUp(virtualSize.value, PAGE);
      return virtualSize.value > 0 && sizeOfRawData.value > size ? [set(sizeOfRawData, size)] : [];
    }),
  ),
  overwriting('SizeOfImage beyond the sections', 'loads the new section inside it', (good) => {
    return behind(good, Math.max(...oldSections(good).map(({ extent }) => endOf(extent))));
  }),
  overwriting('addresses from 256 MiB on', 'keeps 28 bits', (good) =>
    loadedAt(good, good.added.virtualAddress.value % (256 * MIB)),
  ),
  accepting('addresses from 2 GiB on', 'keeps 31 bits', ({ before, request }, naive) => {
    if (!before.ok || before.image.optionalHeader.sizeOfImage.value < 2048 * MIB) return null;
    const { sectionTable, optionalHeader } = before.image;
    const address = endOf(sectionTable) + SECTION_HEADER.fields.virtualAddress.at;
    const kept = roundUp(optionalHeader.sizeOfImage.value, optionalHeader.sectionAlignment.value) % (2048 * MIB);
    naive.set(littleEndian(BigInt(kept), 4), address);
    naive.set(littleEndian(BigInt(kept + request.content.length), 4), optionalHeader.sizeOfImage.offset);
    return naive;
  }),
  overwriting('SectionAlignment below a page', 'writes a page', ({ after: { optionalHeader } }) => [
    set(optionalHeader.sectionAlignment, Math.max(PAGE, optionalHeader.sectionAlignment.value)),
  ]),
  overwriting('SectionAlignment below a page', 'loads the new section at a page', (good) =>
    loadedAt(good, roundUp(good.added.virtualAddress.value, PAGE)),
  ),
  overwriting('SectionAlignment below a page', 'rounds SizeOfImage to pages', ({ after: { optionalHeader } }) => [
    set(optionalHeader.sizeOfImage, roundUp(optionalHeader.sizeOfImage.value, PAGE)),
  ]),
  overwriting('255 sections', 'counts in eight bits', ({ after: { coffHeader } }) => [
    set(coffHeader.numberOfSections, coffHeader.numberOfSections.value % 256),
  ]),
  overwriting('256 sections', 'copies 255 headers', (good) => firstHeaders(good, 255)),
  overwriting('1,500 sections', 'copies 1,024 headers', (good) => firstHeaders(good, 1024)),
  overwriting('65,000 sections', 'counts in fifteen bits', ({ after: { coffHeader } }) => [
    set(coffHeader.numberOfSections, coffHeader.numberOfSections.value % 0x8000),
  ]),
  accepting('65,535 sections', 'adds one to the count', ({ before }, naive) => {
    return before.ok && before.image.coffHeader.numberOfSections.value === COUNT_MAX ? naive : null;
  }),
  accepting('sections without data', 'takes the file to begin with the content', ({ before, request }, naive) => {
    if (!before.ok || before.image.sections.some(({ rawData }) => rawData.length > 0)) return null;
    const { sectionTable } = before.image;
    if (sectionTable.length === 0) return null;
    naive.set(new Uint8Array(4), endOf(sectionTable) + SECTION_HEADER.fields.pointerToRawData.at);
    naive.set(request.content.subarray(0, naive.length));
    return naive;
  }),
];

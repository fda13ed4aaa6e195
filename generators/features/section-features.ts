import { PAGE } from '../plan/grain.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import { isReordered } from '../layout/raw.ts';
import type { Plan } from '../plan/plan.ts';
import { featuresIn, someSection } from './feature.ts';
import type { Feature } from './feature.ts';

/** The most sections that the specification promises to load. */
const SECTION_COUNT_MAX = 96;

function isBss(section: SectionLayout | undefined): boolean {
  return section?.plan.kind === 'bss';
}

function hasRawData({ sizeOfRawData }: SectionLayout): boolean {
  return sizeOfRawData > 0;
}

function isOrdered({ plan, rawOrder }: Layout, order: Plan['rawOrder']): boolean {
  return plan.rawOrder === order && isReordered(rawOrder);
}

const count = featuresIn('sections', 'section-count');
const section = featuresIn('sections');
const bss = featuresIn('bss');
const bssPointer = featuresIn('bss', 'bss-pointer');
const raw = featuresIn('raw');
const rawOrder = featuresIn('raw', 'raw-order');

/** Labels of the section table. */
export const SECTION_FEATURES: readonly Feature[] = [
  count('one-section', 'the section table has one entry', ({ sections }) => sections.length === 1),
  count('many-sections', '17 to 96 sections', ({ sections: { length } }) => length > 16 && length <= SECTION_COUNT_MAX),
  count('above-96-sections', 'more than 96 sections', ({ sections }) => sections.length > SECTION_COUNT_MAX),
  section('text-not-first', '.text is not the first section', ({ sections }) => sections[0]?.plan.name !== '.text'),
  section('empty-data', 'initialised data without raw data that points at the end of raw data', (layout) =>
    someSection(layout, (each) => !isBss(each) && !hasRawData(each)),
  ),
  section('last-empty', 'the last section has no raw data', ({ sections }) => sections.at(-1)?.sizeOfRawData === 0),
  section('virtual-below-raw', 'a VirtualSize below the raw size', (layout) =>
    someSection(layout, ({ virtualSize, sizeOfRawData }) => virtualSize > 0 && virtualSize < sizeOfRawData),
  ),
  section('virtual-equal', 'a VirtualSize equal to the raw size', (layout) =>
    someSection(layout, ({ virtualSize, sizeOfRawData }) => virtualSize === sizeOfRawData),
  ),
  section('virtual-above-raw', 'raw data followed by zero-filled memory', (layout) =>
    someSection(layout, (each) => hasRawData(each) && each.virtualSize > each.sizeOfRawData),
  ),
  section('virtual-zero', 'VirtualSize 0, which means the raw size', (layout) =>
    someSection(layout, ({ virtualSize }) => virtualSize === 0),
  ),
  section('eight-byte-name', 'a section name of eight bytes', (layout) =>
    someSection(layout, ({ plan }) => plan.name.length === 8),
  ),
  section('long-name', 'a section name in the string table', ({ plan }) => plan.symbols === 'long'),
  section('sbat', 'an .sbat section', (layout) => someSection(layout, ({ plan }) => plan.kind === 'sbat')),
  bss('bss-first', 'the first section is bss', ({ sections }) => isBss(sections[0])),
  bss('bss-middle', 'a section between first and last is bss', ({ sections }) => sections.slice(1, -1).some(isBss)),
  bss('bss-last', 'the last section is bss', ({ sections }) => isBss(sections.at(-1))),
  bssPointer('bss-pointer-zero', 'bss with PointerToRawData 0', (layout) => {
    return layout.plan.bssPointer === 'zero' && someSection(layout, isBss);
  }),
  bssPointer('bss-pointer-end', 'bss with PointerToRawData at the end of the raw data', (layout) => {
    return layout.plan.bssPointer === 'end' && someSection(layout, isBss);
  }),
  bssPointer('bss-pointer-headers', 'bss with PointerToRawData at the first multiple of FileAlignment', (layout) => {
    return layout.plan.bssPointer === 'headers' && someSection(layout, isBss);
  }),
  raw('page-incongruent', 'raw data whose offset and address differ within the page', (layout) =>
    someSection(layout, (each) => (each.virtualAddress - each.pointerToRawData) % PAGE !== 0 && !isBss(each)),
  ),
  raw('raw-gap', 'bytes before some raw data that belong to no section', ({ gapStart, gapEnd }) => gapEnd > gapStart),
  rawOrder('raw-reversed', 'raw data in the reverse order of the table', (layout) => isOrdered(layout, 'reversed')),
  rawOrder('raw-rotated', "the first section's data after all others", (layout) => isOrdered(layout, 'rotated')),
  raw('unaligned-raw', 'a raw size that is not a multiple of FileAlignment', (layout) =>
    someSection(layout, ({ sizeOfRawData }) => sizeOfRawData % layout.plan.fileAlignment !== 0),
  ),
];

/** Mistakes in what a rewriter has to work out: other sums, ends and alignments than the right ones. */
import { endOf } from '../../src/results/index.ts';
import type { Image, Section } from '../../src/reader/index.ts';
import type { AnyField } from './field-sites.ts';
import { onOutput, patched } from './fault.ts';
import type { Group, Mistake } from './fault.ts';
import { roundUp } from './good-append.ts';
import type { GoodAppend } from './good-append.ts';
import { littleEndian } from './little-endian.ts';

/** A wrong way to work out one field. */
interface Slip {
  readonly operator: string;
  readonly group: Group;
  readonly value: (good: GoodAppend, facts: Facts) => number | null;
}

/** What slips are made of. */
interface Facts {
  readonly length: number;
  readonly raw: number;
  readonly address: number;
  readonly fileAlignment: number;
  readonly sectionAlignment: number;
  readonly last: Section | undefined;
}

const PAGE = 4096;
/** More than any offset in a file. */
const NOWHERE = 0x8000_0000;

function factsOf({ before, added, request }: GoodAppend): Facts {
  return {
    length: request.content.length,
    raw: added.sizeOfRawData.value,
    address: added.virtualAddress.value,
    fileAlignment: before.optionalHeader.fileAlignment.value,
    sectionAlignment: before.optionalHeader.sectionAlignment.value,
    last: before.sections.at(-1),
  };
}

function highest(sections: readonly Section[], endOfSection: (section: Section) => number): number {
  return sections.reduce((high, section) => Math.max(high, endOfSection(section)), 0);
}

const byVirtualSize = ({ virtualAddress, virtualSize }: Section): number => virtualAddress.value + virtualSize.value;
const byRawSize = ({ virtualAddress, sizeOfRawData }: Section): number => virtualAddress.value + sizeOfRawData.value;
const byExtent = ({ extent }: Section): number => endOf(extent);

function at(
  site: string,
  field: (image: Image, added: Section) => AnyField,
  slips: readonly Slip[],
): readonly Mistake[] {
  return slips.map(({ operator, group, value }) =>
    onOutput({ site, operator, group }, (good) => {
      const { offset, length } = field(good.after, good.added);
      const wrong = value(good, factsOf(good));
      return wrong === null ? null : patched(offset, littleEndian(BigInt(wrong), length));
    }),
  );
}

const NEW_SECTION: readonly Mistake[] = [
  ...at('new section.virtualSize', (_, added) => added.virtualSize, [
    { operator: 'the raw size', group: 'rounding', value: (_, { raw }) => raw },
    {
      operator: 'the size in whole pages',
      group: 'rounding',
      value: (_, { length, sectionAlignment }) => roundUp(length, sectionAlignment),
    },
  ]),
  ...at('new section.sizeOfRawData', (_, added) => added.sizeOfRawData, [
    { operator: 'the length of the content', group: 'rounding', value: (_, { length }) => length },
    { operator: 'in blocks of 512', group: 'rounding', value: (_, { length }) => roundUp(length, 512) },
    {
      operator: 'in whole pages',
      group: 'rounding',
      value: (_, { length, sectionAlignment }) => roundUp(length, sectionAlignment),
    },
    {
      operator: 'another block if it is full',
      group: 'rounding',
      value: (_, { length, fileAlignment }) => (Math.floor(length / fileAlignment) + 1) * fileAlignment,
    },
  ]),
  ...at('new section.virtualAddress', (_, added) => added.virtualAddress, [
    {
      operator: 'after the last of the table',
      group: 'part',
      value: (_, { last, sectionAlignment }) => (last === undefined ? null : roundUp(byExtent(last), sectionAlignment)),
    },
    {
      operator: 'after the highest by VirtualSize alone',
      group: 'rounding',
      value: ({ before }, { sectionAlignment }) => roundUp(highest(before.sections, byVirtualSize), sectionAlignment),
    },
    {
      operator: 'after the highest by raw size',
      group: 'rounding',
      value: ({ before }, { sectionAlignment }) => roundUp(highest(before.sections, byRawSize), sectionAlignment),
    },
    {
      operator: 'after the section that starts highest',
      group: 'part',
      value: ({ before }, { sectionAlignment }) => {
        const [top] = before.sections.toSorted((a, b) => b.virtualAddress.value - a.virtualAddress.value);
        return top === undefined ? null : roundUp(byExtent(top), sectionAlignment);
      },
    },
    {
      operator: 'rounded to pages of 4096',
      group: 'rounding',
      value: ({ before }) =>
        roundUp(Math.max(highest(before.sections, byExtent), before.optionalHeader.sizeOfImage.value), PAGE),
    },
    {
      operator: 'not rounded',
      group: 'rounding',
      value: ({ before }) => Math.max(highest(before.sections, byExtent), before.optionalHeader.sizeOfImage.value),
    },
    { operator: 'the place in the file', group: 'swapped', value: ({ added }) => added.pointerToRawData.value },
  ]),
  ...at('new section.pointerToRawData', (_, added) => added.pointerToRawData, [
    {
      operator: 'after the data of the last of the table',
      group: 'part',
      value: (_, { last, fileAlignment }) => (last === undefined ? null : roundUp(endOf(last.rawData), fileAlignment)),
    },
    { operator: 'the end of the input', group: 'stale', value: ({ input }) => input.length },
    { operator: 'the place in memory', group: 'swapped', value: (_, { address }) => address },
  ]),
];

const SIZES: readonly Mistake[] = [
  ...at('optionalHeader.sizeOfImage', ({ optionalHeader }) => optionalHeader.sizeOfImage, [
    { operator: 'not rounded', group: 'rounding', value: (_, { address, length }) => address + length },
    {
      operator: 'rounded to FileAlignment',
      group: 'rounding',
      value: (_, { address, length, fileAlignment }) => roundUp(address + length, fileAlignment),
    },
    {
      operator: 'rounded to pages of 4096',
      group: 'rounding',
      value: (_, { address, length }) => roundUp(address + length, PAGE),
    },
    {
      operator: 'a page more for each section',
      group: 'unit',
      value: ({ before }, { sectionAlignment }) => before.optionalHeader.sizeOfImage.value + sectionAlignment,
    },
    {
      operator: 'the old and the content',
      group: 'rounding',
      value: ({ before }, { length }) => before.optionalHeader.sizeOfImage.value + length,
    },
  ]),
  ...at('optionalHeader.sizeOfHeaders', ({ optionalHeader }) => optionalHeader.sizeOfHeaders, [
    { operator: 'the end of the table', group: 'rounding', value: ({ after }) => endOf(after.sectionTable) },
    {
      operator: 'the end of the table in blocks',
      group: 'rounding',
      value: ({ after }, { fileAlignment }) => roundUp(endOf(after.sectionTable), fileAlignment),
    },
    {
      operator: 'the end of the table in pages',
      group: 'rounding',
      value: ({ after }) => roundUp(endOf(after.sectionTable), PAGE),
    },
    {
      operator: 'a section header more',
      group: 'unit',
      value: ({ before }) => before.optionalHeader.sizeOfHeaders.value + 40,
    },
    {
      operator: 'where the data starts',
      group: 'shift',
      value: ({ after }) =>
        after.sections.reduce(
          (low, { rawData }) => (rawData.length > 0 ? Math.min(low, rawData.offset) : low),
          NOWHERE,
        ),
    },
  ]),
];

const SUMS: readonly Mistake[] = [
  ...at('optionalHeader.sizeOfInitializedData', ({ optionalHeader }) => optionalHeader.sizeOfInitializedData, [
    {
      operator: 'counted twice',
      group: 'twice',
      value: ({ before }, { raw }) => before.optionalHeader.sizeOfInitializedData.value + 2 * raw,
    },
    {
      operator: 'the new section alone',
      group: 'part',
      value: (_, { raw }) => raw,
    },
    {
      operator: 'counted by its address',
      group: 'swapped',
      value: ({ before }, { address }) => before.optionalHeader.sizeOfInitializedData.value + address,
    },
  ]),
  ...at('optionalHeader.sizeOfCode', ({ optionalHeader }) => optionalHeader.sizeOfCode, [
    {
      operator: 'with the new section',
      group: 'swapped',
      value: ({ before }, { raw }) => before.optionalHeader.sizeOfCode.value + raw,
    },
  ]),
  ...at('optionalHeader.sizeOfUninitializedData', ({ optionalHeader }) => optionalHeader.sizeOfUninitializedData, [
    {
      operator: 'with the new section',
      group: 'swapped',
      value: ({ before }, { length }) => before.optionalHeader.sizeOfUninitializedData.value + length,
    },
  ]),
  ...at('optionalHeader.checkSum', ({ optionalHeader }) => optionalHeader.checkSum, [
    {
      operator: 'set where there was none',
      group: 'changed',
      value: ({ before }) => (before.optionalHeader.checkSum.value === 0 ? 0x1234 : null),
    },
  ]).map((mistake): Mistake => ({ ...mistake, checkSum: 'spoilt' })),
];

/** Wrong ways to work out what an append has to work out. */
export const ARITHMETIC_MISTAKES: readonly Mistake[] = [...NEW_SECTION, ...SIZES, ...SUMS];

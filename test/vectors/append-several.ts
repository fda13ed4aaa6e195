import { addedTo, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, SectionField, Spoiled } from './append-pairs.ts';
import { shifted } from './append-sections.ts';
import type { AppendHold, AppendViolation } from './entries.ts';
import { flip, setBytes, setText, truncate } from './patch.ts';

/** A field of the second new section's header, raised by some amount. */
function secondField(field: SectionField, more: number) {
  return (pair: Pair): Spoiled => {
    const found = addedTo(pair, 1)[field];
    return { output: put(pair.output, found, found.value + more) };
  };
}

function sizeOfImage(value: (pair: Pair) => number) {
  return (pair: Pair): Spoiled => ({ output: put(pair.output, pair.after.optionalHeader.sizeOfImage, value(pair)) });
}

function initializedData(more: (pair: Pair) => number) {
  return (pair: Pair): Spoiled => {
    const { sizeOfInitializedData } = pair.after.optionalHeader;
    const old = pair.before.optionalHeader.sizeOfInitializedData.value;
    return { output: put(pair.output, sizeOfInitializedData, old + more(pair)) };
  };
}

/** The two new sections of a pair with the other's value in one field each. */
function exchanged(pair: Pair, field: 'virtualAddress' | 'pointerToRawData'): Uint8Array {
  const [first, second] = [addedTo(pair)[field], addedTo(pair, 1)[field]];
  return put(put(pair.output, first, second.value), second, first.value);
}

/** The data of the second new section in front of that of the first, with pointers that say so. */
function dataExchanged(pair: Pair): Uint8Array {
  const [first, second] = [addedTo(pair).rawData, addedTo(pair, 1).rawData];
  const start = first.offset;
  const bytes = pair.output.slice(start, start + first.length);
  const other = pair.output.slice(second.offset, second.offset + second.length);
  const moved = setBytes(setBytes(pair.output, start, other), start + other.length, bytes);
  return put(
    put(moved, addedTo(pair).pointerToRawData, start + other.length),
    addedTo(pair, 1).pointerToRawData,
    start,
  );
}

const SIZE_OF_DATA = ({ after }: Pair) => inOutput(after.optionalHeader.sizeOfInitializedData);

/** What goes wrong with the count and the sums of several new sections. */
const TOTALS: readonly AppendViolation[] = [
  {
    rule: 'PR-COF-001',
    name: 'one of two new sections is not counted',
    pair: 'two',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 4) }),
    also: ['PR-FIL-001'],
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 4,
  },
  {
    rule: 'PR-COF-001',
    name: 'neither of two new sections is counted',
    pair: 'two',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 3) }),
    also: ['PR-FIL-001'],
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 3,
  },
  {
    rule: 'PR-COF-001',
    name: 'three sections are counted for two',
    pair: 'two',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 6) }),
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 6,
  },
  {
    rule: 'PR-OPT-003',
    name: 'SizeOfImage ends with the first of two new sections',
    pair: 'two',
    spoil: sizeOfImage((pair) => addedTo(pair, 1).virtualAddress.value),
    at: ({ after }) => inOutput(after.optionalHeader.sizeOfImage),
  },
  {
    rule: 'PR-OPT-005',
    name: 'SizeOfHeaders grows by one block less than three headers need',
    pair: 'three',
    spoil: ({ output, after }) => ({
      output: put(output, after.optionalHeader.sizeOfHeaders, after.optionalHeader.sizeOfHeaders.value - 0x200),
    }),
    at: ({ after }) => inOutput(after.optionalHeader.sizeOfHeaders),
  },
  {
    rule: 'PR-OPT-010',
    name: 'SizeOfInitializedData counts the first of two new sections only',
    pair: 'two',
    spoil: initializedData((pair) => addedTo(pair).sizeOfRawData.value),
    at: SIZE_OF_DATA,
  },
  {
    rule: 'PR-OPT-006',
    name: 'SizeOfInitializedData counts one new section by its raw and one by its virtual size',
    pair: 'two',
    spoil: initializedData((pair) => addedTo(pair).sizeOfRawData.value + addedTo(pair, 1).virtualSize.value),
    also: ['PR-OPT-010'],
    at: SIZE_OF_DATA,
  },
  {
    rule: 'PR-FIL-004',
    name: 'the file is one byte short behind the last of two new sections',
    pair: 'two',
    spoil: ({ output }) => ({ output: truncate(output, output.length - 1) }),
    at: (pair) => inOutput(addedTo(pair, 1).sizeOfRawData),
  },
];

/** What goes wrong with one of several new sections, or with their order. */
const SECTIONS: readonly AppendViolation[] = [
  {
    rule: 'PR-NEW-001',
    name: 'the second of two new sections has the name of the first',
    pair: 'two',
    spoil: (pair) => ({ output: setText(pair.output, addedTo(pair, 1).name.offset, '.bpf', 8) }),
    at: (pair) => inOutput(addedTo(pair, 1).name),
    actual: '.bpf',
  },
  {
    rule: 'PR-NEW-002',
    name: 'two new sections of one name are asked for',
    pair: 'two',
    spoil: (pair) => {
      const [first, second = first] = pair.requests;
      return {
        output: setText(pair.output, addedTo(pair, 1).name.offset, '.bpf', 8),
        requests: [first, { ...second, name: '.bpf' }],
      };
    },
    at: (pair) => inOutput(addedTo(pair).name),
    actual: '.bpf',
  },
  {
    rule: 'PR-NEW-002',
    name: 'two new sections of one name are asked for and none is added',
    pair: 'two',
    spoil: ({ output, after, requests: [first] }) => ({
      output: put(output, after.coffHeader.numberOfSections, 3),
      requests: [first, first],
    }),
    also: ['PR-COF-001', 'PR-FIL-001'],
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: '.bpf',
  },
  {
    rule: 'PR-NEW-003',
    name: 'VirtualSize of the second new section is one byte more',
    pair: 'two',
    spoil: secondField('virtualSize', 1),
    at: (pair) => inOutput(addedTo(pair, 1).virtualSize),
    actual: 1301,
  },
  {
    rule: 'PR-NEW-004',
    name: 'SizeOfRawData of the second new section is not rounded',
    pair: 'two',
    spoil: secondField('sizeOfRawData', 1300 - 1536),
    also: ['PR-OPT-010', 'PR-FIL-004'],
    at: (pair) => inOutput(addedTo(pair, 1).sizeOfRawData),
    actual: 1300,
  },
  {
    rule: 'PR-NEW-005',
    name: 'the last byte of the second content is changed',
    pair: 'two',
    spoil: (pair) => ({ output: flip(pair.output, addedTo(pair, 1).rawData.offset + 1299) }),
    at: (pair) => inOutput({ offset: addedTo(pair, 1).rawData.offset + 1299, length: 1 }),
    actual: 'a different byte',
  },
  {
    rule: 'PR-NEW-005',
    name: 'the first byte behind the second content is not zero',
    pair: 'two',
    spoil: (pair) => ({ output: setBytes(pair.output, addedTo(pair, 1).rawData.offset + 1300, [3]) }),
    at: (pair) => inOutput({ offset: addedTo(pair, 1).rawData.offset + 1300, length: 1 }),
    actual: 3,
  },
  {
    rule: 'PR-NEW-006',
    name: 'the second new section has the flags of the first',
    pair: 'two',
    spoil: secondField('characteristics', -0x2000000),
    at: (pair) => inOutput(addedTo(pair, 1).characteristics),
    actual: 0x40000040,
  },
  {
    rule: 'PR-NEW-007',
    name: 'the second new section has the address of the first',
    pair: 'two',
    spoil: (pair) => ({
      output: put(pair.output, addedTo(pair, 1).virtualAddress, addedTo(pair).virtualAddress.value),
    }),
    also: ['PR-OPT-003'],
    at: (pair) => inOutput(addedTo(pair, 1).virtualAddress),
  },
  {
    rule: 'PR-NEW-007',
    name: 'two new sections have the addresses of each other',
    pair: 'two',
    spoil: (pair) => ({ output: exchanged(pair, 'virtualAddress') }),
    also: ['PR-OPT-003'],
    at: (pair) => inOutput(addedTo(pair).virtualAddress),
  },
  {
    rule: 'PR-NEW-008',
    name: 'the data of the second new section lies in front of that of the first',
    pair: 'two',
    spoil: (pair) => ({ output: dataExchanged(pair) }),
    also: ['PR-FIL-004'],
    at: (pair) => inOutput(addedTo(pair).pointerToRawData),
  },
  {
    rule: 'PR-NEW-008',
    name: 'two new sections share their data',
    pair: 'two',
    spoil: (pair) => ({
      output: put(pair.output, addedTo(pair, 1).pointerToRawData, addedTo(pair).pointerToRawData.value),
    }),
    also: ['PR-NEW-005', 'PR-FIL-004'],
    at: (pair) => inOutput(addedTo(pair, 1).pointerToRawData),
  },
  ...(['pagedRoom', 'pagedGrown'] as const).map((pair) => ({
    rule: 'PR-SEC-002' as const,
    name: `data that was congruent to its pages moves by one block more for two new sections: ${pair}`,
    pair,
    spoil: (good: Pair) => ({ output: shifted(good, 0x200) }),
    also: pair === 'pagedRoom' ? [] : (['PR-OPT-005'] as const),
    at: ({ after }: Pair) => inOutput(sectionOf(after, 0).pointerToRawData),
  })),
  {
    rule: 'PR-NEW-009',
    name: 'NumberOfRelocations of the second new section is 1',
    pair: 'two',
    spoil: secondField('numberOfRelocations', 1),
    at: (pair) => inOutput(addedTo(pair, 1).numberOfRelocations),
    actual: 1,
  },
];

/** What breaks the rules on an append when there are several new sections. */
export const APPEND_SEVERAL_VIOLATIONS: readonly AppendViolation[] = [...TOTALS, ...SECTIONS];

/** Appends of several sections that differ from those of the project's own rewriter and break nothing. */
export const APPEND_SEVERAL_HOLDS: readonly AppendHold[] = [
  {
    rule: 'PR-OPT-006',
    name: 'SizeOfInitializedData grows by the length of both contents',
    pair: 'two',
    spoil: initializedData(() => 1000 + 1300),
  },
];

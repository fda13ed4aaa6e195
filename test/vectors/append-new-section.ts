import { addedTo, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, SectionField, Spoiled } from './append-pairs.ts';
import type { AppendViolation } from './entries.ts';
import { filled, flip, insert, setBytes, setText, truncate } from './patch.ts';

/** A field of the new section's header, raised by some amount. */
function newField(field: SectionField, more: number) {
  return (pair: Pair): Spoiled => {
    const found = addedTo(pair)[field];
    return { output: put(pair.output, found, found.value + more) };
  };
}

/** The bytes of the new section's data from `index` on. */
function dataByte(pair: Pair, index: number): number {
  return addedTo(pair).rawData.offset + index;
}

/** What breaks the rules on the new section. */
export const APPEND_NEW_SECTION_VIOLATIONS: readonly AppendViolation[] = [
  {
    rule: 'PR-NEW-001',
    name: 'the last character of the name is another',
    pair: 'plain',
    spoil: (pair) => ({ output: setText(pair.output, addedTo(pair).name.offset, '.bpg', 8) }),
    at: (pair) => inOutput(addedTo(pair).name),
    actual: '.bpg',
  },
  {
    rule: 'PR-NEW-001',
    name: 'a name of 9 characters is cut to 8',
    pair: 'plain',
    spoil: (pair) => ({
      output: setText(pair.output, addedTo(pair).name.offset, '.bpfilte', 8),
      requests: [{ ...pair.requests[0], name: '.bpfilter' }],
    }),
    at: (pair) => inOutput(addedTo(pair).name),
    actual: '.bpfilte',
  },
  {
    rule: 'PR-NEW-001',
    name: 'the last byte behind the name is not zero',
    pair: 'plain',
    spoil: (pair) => ({ output: setBytes(pair.output, addedTo(pair).name.offset + 7, [1]) }),
    at: (pair) => inOutput(addedTo(pair).name),
    actual: '2e62706600000001',
  },
  {
    rule: 'PR-NEW-002',
    name: 'the name is that of an old section',
    pair: 'plain',
    spoil: (pair) => ({
      output: setText(pair.output, addedTo(pair).name.offset, '.data', 8),
      requests: [{ ...pair.requests[0], name: '.data' }],
    }),
    at: ({ after }) => inOutput(sectionOf(after, 1).name),
    actual: '.data',
  },
  ...[1, -1, -1000].map((more) => ({
    rule: 'PR-NEW-003' as const,
    name: `VirtualSize is ${1000 + more} for 1000 bytes`,
    pair: 'plain' as const,
    spoil: newField('virtualSize', more),
    at: (pair: Pair) => inOutput(addedTo(pair).virtualSize),
    actual: 1000 + more,
  })),
  {
    rule: 'PR-NEW-004',
    name: 'SizeOfRawData is not rounded',
    pair: 'plain',
    spoil: newField('sizeOfRawData', 1000 - 1024),
    also: ['PR-OPT-010', 'PR-FIL-004'],
    at: (pair) => inOutput(addedTo(pair).sizeOfRawData),
    actual: 1000,
  },
  {
    rule: 'PR-NEW-005',
    name: 'the last byte of the content is changed',
    pair: 'plain',
    spoil: (pair) => ({ output: flip(pair.output, dataByte(pair, 999)) }),
    at: (pair) => inOutput({ offset: dataByte(pair, 999), length: 1 }),
    actual: 'a different byte',
  },
  {
    rule: 'PR-NEW-005',
    name: 'the file ends inside the content',
    pair: 'plain',
    spoil: (pair) => ({ output: truncate(pair.output, dataByte(pair, 999)) }),
    also: ['PR-FIL-004'],
    at: (pair) => inOutput({ offset: dataByte(pair, 999), length: 1 }),
    actual: '999 bytes',
  },
  ...[1000, 1023].map((index) => ({
    rule: 'PR-NEW-005' as const,
    name: `byte ${index} of 1024 is not zero behind 1000 bytes of content`,
    pair: 'plain' as const,
    spoil: (pair: Pair) => ({ output: setBytes(pair.output, dataByte(pair, index), [7]) }),
    at: (pair: Pair) => inOutput({ offset: dataByte(pair, index), length: 1 }),
    actual: 7,
  })),
  {
    rule: 'PR-NEW-006',
    name: 'the flags lack the content flag',
    pair: 'plain',
    spoil: newField('characteristics', -0x40),
    at: (pair) => inOutput(addedTo(pair).characteristics),
    actual: 0x40000000,
  },
  ...[0x1000, -0x1000].map((more) => ({
    rule: 'PR-NEW-007' as const,
    name: more > 0 ? 'a hole of one page lies before the new section' : 'the new section overlaps the last one',
    pair: 'plain' as const,
    spoil: newField('virtualAddress', more),
    also: ['PR-OPT-003'] as const,
    at: (pair: Pair) => inOutput(addedTo(pair).virtualAddress),
  })),
  {
    rule: 'PR-NEW-008',
    name: 'a gap of one block lies before the data of the new section',
    pair: 'plain',
    spoil: (pair) => {
      const { pointerToRawData } = addedTo(pair);
      const raised = put(pair.output, pointerToRawData, pointerToRawData.value + 0x200);
      return { output: insert(raised, pointerToRawData.value, filled(0x200, 0)) };
    },
    at: (pair) => inOutput(addedTo(pair).pointerToRawData),
    actual: 0x6200,
  },
  ...(['pointerToRelocations', 'pointerToLinenumbers', 'numberOfRelocations', 'numberOfLinenumbers'] as const).map(
    (field) => ({
      rule: 'PR-NEW-009' as const,
      name: `${field} of the new section is 1`,
      pair: 'plain' as const,
      spoil: newField(field, 1),
      at: (pair: Pair) => inOutput(addedTo(pair)[field]),
      actual: 1,
    }),
  ),
  {
    rule: 'PR-NEW-010',
    name: 'the new header lies on a byte that nothing explains',
    pair: 'plain',
    spoil: ({ input, before }) => ({ input: setBytes(input, before.sectionTable.offset + 120 + 39, [0xaa]) }),
    at: ({ before }) => inOutput({ offset: before.sectionTable.offset + 120 + 39, length: 1 }),
    actual: 'overwritten',
  },
];

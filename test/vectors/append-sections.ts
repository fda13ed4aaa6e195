import { inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, SectionField, Spoiled } from './append-pairs.ts';
import type { AppendViolation } from './entries.ts';
import { filled, flip, insert, setBytes } from './patch.ts';

/** A field of an old section's header, raised by some amount. */
function oldField(index: number, field: SectionField, more: number) {
  return ({ output, after }: Pair): Spoiled => {
    const found = sectionOf(after, index)[field];
    return { output: put(output, found, found.value + more) };
  };
}

/** The output with `distance` zeros behind the headers and every pointer into the data raised by as much. */
export function shifted({ output, after }: Pair, distance: number): Uint8Array {
  const pointers = after.sections.filter(({ rawData }) => rawData.length > 0).map(({ pointerToRawData: p }) => p);
  const raised = [...pointers, after.zbootHeader.payloadOffset].reduce(
    (bytes, field) => put(bytes, field, field.value + distance),
    output,
  );
  return insert(raised, after.optionalHeader.sizeOfHeaders.value, filled(distance, 0));
}

/** The first two headers of the output's table in the other order. */
function swapped({ output, after }: Pair): Uint8Array {
  const { offset } = after.sectionTable;
  const [first, second] = [output.slice(offset, offset + 40), output.slice(offset + 40, offset + 80)];
  return setBytes(setBytes(output, offset, second), offset + 40, first);
}

/** What breaks the rules on the sections that were there. */
export const APPEND_SECTION_VIOLATIONS: readonly AppendViolation[] = [
  ...(['virtualSize', 'characteristics', 'numberOfRelocations', 'pointerToLinenumbers'] as const).map((field) => ({
    rule: 'PR-SEC-001' as const,
    name: `${field} of an old section is changed`,
    pair: 'plain' as const,
    spoil: oldField(1, field, 1),
    at: ({ after }: Pair) => inOutput(sectionOf(after, 1)[field]),
  })),
  {
    rule: 'PR-SEC-001',
    name: 'the last byte of the field of an old name is not zero any more',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: flip(output, sectionOf(after, 1).name.offset + 7) }),
    at: ({ after }) => inOutput({ offset: sectionOf(after, 1).name.offset + 7, length: 1 }),
  },
  {
    rule: 'PR-SEC-002',
    name: 'the data of the second section moves one block further than the first',
    pair: 'grown',
    spoil: oldField(1, 'pointerToRawData', 0x200),
    also: ['PR-SEC-004', 'PR-NEW-008'],
    at: ({ after }) => inOutput(sectionOf(after, 1).pointerToRawData),
  },
  {
    rule: 'PR-SEC-002',
    name: 'all data moves by half a block',
    pair: 'zstd',
    spoil: (pair) => ({ output: shifted(pair, 0x100) }),
    at: ({ after }) => inOutput(sectionOf(after, 0).pointerToRawData),
    actual: 0x100,
  },
  {
    rule: 'PR-SEC-002',
    name: 'data that was congruent to its pages moves by one block',
    pair: 'plain',
    spoil: (pair) => ({ output: shifted(pair, 0x200) }),
    at: ({ after }) => inOutput(sectionOf(after, 0).pointerToRawData),
    actual: 0x200,
  },
  {
    rule: 'PR-SEC-003',
    name: 'a section without data gets a pointer',
    pair: 'plain',
    spoil: oldField(2, 'pointerToRawData', 0x200),
    at: ({ after }) => inOutput(sectionOf(after, 2).pointerToRawData),
    actual: 0x200,
  },
  {
    rule: 'PR-SEC-004',
    name: 'the last byte of an old section is changed',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: flip(output, 0x1000 + sectionOf(after, 1).rawData.offset - 1) }),
    at: ({ after }) => inOutput({ offset: 0x1000 + sectionOf(after, 1).rawData.offset - 1, length: 1 }),
    actual: 'different bytes',
  },
  {
    rule: 'PR-SEC-005',
    name: 'two old sections change their places',
    pair: 'zstd',
    spoil: (pair) => ({ output: swapped(pair) }),
    at: ({ after }) => inOutput(sectionOf(after, 0).header),
    actual: '.data',
  },
  {
    rule: 'PR-SEC-005',
    name: 'an old section has another address',
    pair: 'plain',
    spoil: oldField(1, 'virtualAddress', 0x1000),
    also: ['PR-SEC-001'],
    at: ({ after }) => inOutput(sectionOf(after, 1).virtualAddress),
    actual: 0x6000,
  },
  {
    rule: 'PR-SEC-005',
    name: 'an old section is missing',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 2) }),
    also: ['PR-COF-001', 'PR-FIL-001', 'PR-SEC-001'],
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 'no section',
  },
];

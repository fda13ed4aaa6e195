import { entryOf, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, Spoiled } from './append-pairs.ts';
import type { AppendHold, AppendViolation } from './entries.ts';
import { flip, setBytes } from './patch.ts';

/** A pointer to no relocations, among the headers, that moves by so many bytes. */
function relocationsAt({ input, output, before, after }: Pair, distance: number): Spoiled {
  return {
    input: put(input, sectionOf(before, 0).pointerToRelocations, 0x800),
    output: put(output, sectionOf(after, 0).pointerToRelocations, 0x800 + distance),
  };
}

/** What goes wrong with bytes that were where several new headers go. */
export const APPEND_SLACK_VIOLATIONS: readonly AppendViolation[] = [
  {
    rule: 'PR-NEW-010',
    name: 'the second new header lies on a byte that nothing explains',
    pair: 'two',
    spoil: ({ input, before }) => ({ input: setBytes(input, before.sectionTable.offset + 120 + 79, [0xaa]) }),
    at: ({ before }) => inOutput({ offset: before.sectionTable.offset + 120 + 79, length: 1 }),
    actual: 'overwritten',
  },
  {
    rule: 'PR-NEW-010',
    name: 'a byte of the second new header is what lay one header before it',
    pair: 'two',
    // The second letter of the second new name.
    spoil: ({ input, before }) => ({ input: setBytes(input, before.sectionTable.offset + 120 + 1, [0x63]) }),
    at: ({ before }) => inOutput({ offset: before.sectionTable.offset + 120 + 1, length: 1 }),
    actual: 'overwritten',
  },
  {
    rule: 'PR-SEC-001',
    name: 'a pointer to no relocations moves by no whole number of headers',
    pair: 'two',
    spoil: (pair) => relocationsAt(pair, 79),
    at: ({ after }) => inOutput(sectionOf(after, 0).pointerToRelocations),
    actual: 0x800 + 79,
  },
  {
    rule: 'PR-NEW-010',
    name: 'the one of three new headers that had room lies on a byte that nothing explains',
    pair: 'three',
    spoil: ({ input, before }) => ({ input: setBytes(input, before.sectionTable.offset + 120, [0xaa]) }),
    at: ({ before }) => inOutput({ offset: before.sectionTable.offset + 120, length: 1 }),
    actual: 'overwritten',
  },
  {
    rule: 'PR-DIR-003',
    name: 'debug data moves by two of three new headers',
    pair: 'threeDebug',
    spoil: ({ output, before, after }) => ({
      output: put(output, entryOf(after, 0).pointerToRawData, entryOf(before, 0).pointerToRawData.value + 80),
    }),
    also: ['PR-DIR-004', 'PR-FIL-001', 'PR-NEW-010'],
    at: ({ after }) => inOutput(entryOf(after, 0).pointerToRawData),
  },
  {
    rule: 'PR-DIR-004',
    name: 'debug data that moved by three new headers is changed',
    pair: 'threeDebug',
    spoil: ({ output, after }) => ({ output: flip(output, entryOf(after, 0).data.offset) }),
    also: ['PR-FIL-001', 'PR-NEW-010'],
    at: ({ after }) => inOutput({ offset: entryOf(after, 0).data.offset, length: 1 }),
  },
  {
    rule: 'PR-FIL-001',
    name: 'a byte behind the table is that of no distance of whole headers',
    pair: 'two',
    spoil: ({ input, output, after }) => {
      const end = after.sectionTable.offset + after.sectionTable.length;
      return { input: setBytes(input, end + 200, [5]), output: setBytes(output, end + 220, [5]) };
    },
    at: ({ after }) => inOutput({ offset: after.sectionTable.offset + after.sectionTable.length + 200, length: 1 }),
    actual: 'lost',
  },
];

/** Bytes behind the section table that move with several new headers, or rest, as they may. */
export const APPEND_SLACK_HOLDS: readonly AppendHold[] = [
  ...[0, 40, 80].map((distance) => ({
    rule: 'PR-FIL-001' as const,
    name: `a stray byte far behind the table moves by ${distance} bytes`,
    pair: 'two' as const,
    spoil: ({ input, output, after }: Pair) => {
      const end = after.sectionTable.offset + after.sectionTable.length;
      return { input: setBytes(input, end + 200, [5]), output: setBytes(output, end + 200 + distance, [5]) };
    },
  })),
  {
    rule: 'PR-SEC-001',
    name: 'a pointer to no relocations moves by two headers',
    pair: 'two',
    spoil: (pair) => relocationsAt(pair, 80),
  },
  {
    rule: 'PR-NEW-010',
    name: 'a byte where the first new header goes moves by two headers',
    pair: 'two',
    spoil: ({ input, output, before }) => {
      const end = before.sectionTable.offset + before.sectionTable.length;
      return { input: setBytes(input, end + 1, [5]), output: setBytes(output, end + 81, [5]) };
    },
  },
  {
    rule: 'PR-NEW-010',
    name: 'a byte where the second new header goes moves by one header',
    pair: 'two',
    spoil: ({ input, output, before }) => {
      const end = before.sectionTable.offset + before.sectionTable.length;
      return { input: setBytes(input, end + 41, [5]), output: setBytes(output, end + 81, [5]) };
    },
  },
];

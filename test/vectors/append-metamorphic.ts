import { addedTo, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair } from './append-pairs.ts';
import type { AppendHold, AppendViolation } from './entries.ts';
import { filled, flip, insert, setBytes } from './patch.ts';

/** An overlay of 24 bytes behind input and output, and one of the output's that is another. */
function withOverlay({ input, output }: Pair, wrongAt: number): { input: Uint8Array; output: Uint8Array } {
  const overlay = filled(24, 7);
  const longer = insert(output, output.length, overlay);
  return {
    input: insert(input, input.length, overlay),
    output: wrongAt < 0 ? longer : flip(longer, output.length + wrongAt),
  };
}

/** A gap of one block in front of the data of the new section. */
function withGap(pair: Pair): { output: Uint8Array } {
  const { pointerToRawData } = addedTo(pair);
  const raised = put(pair.output, pointerToRawData, pointerToRawData.value + 0x200);
  return { output: insert(raised, pointerToRawData.value, filled(0x200, 0)) };
}

/** The last byte of the data of a section of the output that is loaded. */
function lastLoaded({ after }: Pair, index: number): number {
  const { rawData, extent } = sectionOf(after, index);
  return rawData.offset + Math.min(rawData.length, extent.length) - 1;
}

/** What breaks the rules on an append as a whole. */
export const APPEND_METAMORPHIC_VIOLATIONS: readonly AppendViolation[] = [
  ...[0, 23].map((index) => ({
    rule: 'PR-META-001' as const,
    name: `byte ${index} of the overlay is changed`,
    pair: 'plain' as const,
    spoil: (pair: Pair) => withOverlay(pair, index),
    also: ['PR-FIL-003'] as const,
    at: ({ output }: Pair) => inOutput({ offset: output.length + index, length: 1 }),
  })),
  {
    rule: 'PR-META-001',
    name: 'the output is one byte shorter than the input',
    pair: 'plain',
    spoil: ({ input, output }) => ({ output: output.slice(0, input.length - 1) }),
    also: ['PR-SEC-004', 'PR-NEW-005', 'PR-FIL-004', 'PR-META-003', 'PR-META-004', 'PR-META-005'],
    at: ({ input }) => inOutput({ offset: input.length - 1, length: 0 }),
  },
  {
    rule: 'PR-META-001',
    name: 'the last byte of the headers is not zero',
    pair: 'plain',
    spoil: ({ output }) => ({ output: setBytes(output, 0xfff, [1]) }),
    also: ['PR-FIL-001', 'PR-META-004'],
    at: () => inOutput({ offset: 0xfff, length: 1 }),
  },
  {
    rule: 'PR-META-003',
    name: 'SizeOfImage is that of the input',
    pair: 'plain',
    spoil: ({ output, before, after }) => ({
      output: put(output, after.optionalHeader.sizeOfImage, before.optionalHeader.sizeOfImage.value),
    }),
    also: ['PR-OPT-003'],
    at: ({ after }) => inOutput(after.optionalHeader.sizeOfImage),
  },
  {
    rule: 'PR-META-004',
    name: 'the last byte of .data that is loaded is changed',
    pair: 'plain',
    spoil: (pair) => ({ output: flip(pair.output, lastLoaded(pair, 1)) }),
    also: ['PR-SEC-004', 'PR-META-001'],
    at: (pair) => inOutput({ offset: lastLoaded(pair, 1), length: 1 }),
    actual: 'a different byte',
  },
  {
    rule: 'PR-META-004',
    name: 'the data of the first section is cut to its first block',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, sectionOf(after, 0).sizeOfRawData, 0x200) }),
    also: ['PR-SEC-001', 'PR-SEC-004', 'PR-META-001', 'PR-META-003', 'PR-META-005'],
    at: ({ after }) => inOutput({ offset: sectionOf(after, 0).sizeOfRawData.offset + 1, length: 1 }),
  },
  {
    rule: 'PR-META-004',
    name: 'a section without data gets some',
    pair: 'plain',
    spoil: ({ output, after }) => {
      const { sizeOfRawData, pointerToRawData } = sectionOf(after, 2);
      return { output: put(put(output, sizeOfRawData, 0x200), pointerToRawData, 0x1000) };
    },
    also: ['PR-SEC-001', 'PR-SEC-003', 'PR-META-001', 'PR-META-003', 'PR-META-005'],
    at: ({ after }) => inOutput({ offset: sectionOf(after, 2).sizeOfRawData.offset + 1, length: 1 }),
  },
  {
    rule: 'PR-META-004',
    name: 'the new section starts with the last page of the old image',
    pair: 'plain',
    spoil: (pair) => ({
      output: put(pair.output, addedTo(pair).virtualAddress, addedTo(pair).virtualAddress.value - 0x1000),
    }),
    also: ['PR-OPT-003', 'PR-NEW-007', 'PR-META-003'],
    at: (pair) => {
      const { virtualSize } = addedTo(pair);
      return inOutput({ offset: virtualSize.offset, length: 8 });
    },
  },
  {
    rule: 'PR-META-005',
    name: 'a gap of one block lies before the data of the new section',
    pair: 'plain',
    spoil: withGap,
    also: ['PR-NEW-008', 'PR-META-003'],
    at: (pair) => inOutput({ offset: addedTo(pair).pointerToRawData.value, length: 0x200 }),
  },
  {
    rule: 'PR-META-005',
    name: 'the file is one byte longer',
    pair: 'plain',
    spoil: ({ output }) => ({ output: insert(output, output.length, filled(1, 0)) }),
    also: ['PR-FIL-004'],
    at: ({ output }) => inOutput({ offset: output.length, length: 1 }),
  },
];

/** Appends on which these rules hold although bytes are where others would not have them. */
export const APPEND_METAMORPHIC_HOLDS: readonly AppendHold[] = [
  {
    rule: 'PR-META-001',
    name: 'an overlay stays the end of the file',
    pair: 'plain',
    spoil: (pair) => withOverlay(pair, -1),
  },
  {
    rule: 'PR-META-003',
    name: 'the input has an error in every profile',
    pair: 'plain',
    spoil: ({ input, output, before, after }) => ({
      input: put(input, before.optionalHeader.subsystem, 0),
      output: put(output, after.optionalHeader.subsystem, 0),
    }),
  },
];

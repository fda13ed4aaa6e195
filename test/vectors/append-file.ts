import { addedTo, inOutput, put } from './append-pairs.ts';
import type { Pair } from './append-pairs.ts';
import type { AppendViolation } from './entries.ts';
import { cut, filled, flip, insert, setBytes, truncate } from './patch.ts';

/** The first or the last byte of the output's header slack. */
function slackByte({ after }: Pair, end: number): number {
  const start = after.sectionTable.offset + after.sectionTable.length;
  return end === 0 ? start : after.optionalHeader.sizeOfHeaders.value - 1;
}

/** What breaks the rules on bytes that no section holds. */
export const APPEND_FILE_VIOLATIONS: readonly AppendViolation[] = [
  ...[0, 1].map((end) => ({
    rule: 'PR-FIL-001' as const,
    name: end === 0 ? 'the first byte behind the table is not zero' : 'the last byte of the headers is not zero',
    pair: 'plain' as const,
    spoil: (pair: Pair) => ({ output: setBytes(pair.output, slackByte(pair, end), [9]) }),
    at: (pair: Pair) => inOutput({ offset: slackByte(pair, end), length: 1 }),
    actual: 9,
  })),
  {
    rule: 'PR-FIL-002',
    name: 'a byte of the gap is changed',
    pair: 'grown',
    spoil: ({ output }) => ({ output: flip(output, 0xc00) }),
    at: () => inOutput({ offset: 0xc00, length: 1 }),
  },
  {
    rule: 'PR-FIL-003',
    name: 'the last byte of the overlay is changed',
    pair: 'grown',
    spoil: ({ output }) => ({ output: flip(output, output.length - 1) }),
    at: ({ output }) => inOutput({ offset: output.length - 1, length: 1 }),
  },
  {
    rule: 'PR-FIL-003',
    name: 'the new section follows the overlay',
    pair: 'grown',
    spoil: (pair) => {
      const overlay = pair.output.slice(-24);
      const { pointerToRawData } = addedTo(pair);
      const raised = put(pair.output, pointerToRawData, pointerToRawData.value + 24);
      return { output: insert(cut(raised, raised.length - 24, 24), pointerToRawData.value, overlay) };
    },
    also: ['PR-NEW-008', 'PR-FIL-004'],
    at: (pair) => inOutput(addedTo(pair).sizeOfRawData),
  },
  ...[-1, 1].map((more) => ({
    rule: 'PR-FIL-004' as const,
    name: more < 0 ? 'the file is one byte short' : 'the file is one byte too long',
    pair: 'plain' as const,
    spoil: ({ output }: Pair) => ({
      output: more < 0 ? truncate(output, output.length - 1) : insert(output, output.length, filled(1, 0)),
    }),
    at: (pair: Pair) => inOutput(addedTo(pair).sizeOfRawData),
    actual: 0x6400 + more,
  })),
  {
    rule: 'PR-FIL-004',
    name: 'zeros follow a symbol table that is found as before',
    pair: 'symbols',
    spoil: ({ output }) => ({ output: insert(output, output.length, filled(0x80, 0)) }),
    at: (pair) => inOutput(addedTo(pair).sizeOfRawData),
  },
];

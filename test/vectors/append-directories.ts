import { directoryOf, entryOf, inOutput, put } from './append-pairs.ts';
import type { AppendViolation } from './entries.ts';
import { flip } from './patch.ts';

/** What breaks the rules on directories and debug entries. */
export const APPEND_DIRECTORY_VIOLATIONS: readonly AppendViolation[] = [
  {
    rule: 'PR-DIR-001',
    name: 'the address of the last directory is changed',
    pair: 'plain',
    spoil: (pair) => ({ output: put(pair.output, directoryOf(pair.after, 5).virtualAddress, 1) }),
    at: (pair) => inOutput(directoryOf(pair.after, 5).virtualAddress),
    actual: 1,
  },
  {
    rule: 'PR-DIR-001',
    name: 'NumberOfRvaAndSizes is 16 while there is room for 6',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, after.optionalHeader.numberOfRvaAndSizes, 16) }),
    also: ['PR-OPT-001'],
    at: ({ after }) => inOutput(after.optionalHeader.numberOfRvaAndSizes),
    actual: 16,
  },
  {
    rule: 'PR-DIR-003',
    name: 'the pointer stays while its section moves',
    pair: 'mapped',
    spoil: ({ output, before, after }) => ({
      output: put(output, entryOf(after, 0).pointerToRawData, entryOf(before, 0).pointerToRawData.value),
    }),
    also: ['PR-DIR-004'],
    at: ({ after }) => inOutput(entryOf(after, 0).pointerToRawData),
  },
  {
    rule: 'PR-DIR-003',
    name: 'the time stamp of an entry is changed',
    pair: 'mapped',
    spoil: ({ output, after }) => ({ output: flip(output, entryOf(after, 0).timeDateStamp.offset) }),
    also: ['PR-SEC-004'],
    at: ({ after }) => inOutput(entryOf(after, 0).timeDateStamp),
  },
  {
    rule: 'PR-DIR-003',
    name: 'the debug directory is emptied',
    pair: 'mapped',
    spoil: (pair) => ({ output: put(pair.output, directoryOf(pair.after, 6).size, 0) }),
    also: ['PR-DIR-001', 'PR-DIR-004'],
    at: ({ after }) => inOutput(directoryOf(after, 6).size),
    actual: 'no entry',
  },
  {
    rule: 'PR-DIR-003',
    name: 'the pointer of data behind the table stays where the new header lies now',
    pair: 'debug',
    spoil: ({ output, before, after }) => ({
      output: put(output, entryOf(after, 0).pointerToRawData, entryOf(before, 0).pointerToRawData.value),
    }),
    also: ['PR-DIR-004', 'PR-FIL-001', 'PR-NEW-010'],
    at: ({ after }) => inOutput(entryOf(after, 0).pointerToRawData),
    actual: 0x150,
  },
  {
    rule: 'PR-DIR-004',
    name: 'the flag behind the section table is changed',
    pair: 'debug',
    spoil: ({ output, after }) => ({ output: flip(output, entryOf(after, 0).data.offset) }),
    also: ['PR-FIL-001', 'PR-NEW-010'],
    at: ({ after }) => inOutput({ offset: entryOf(after, 0).data.offset, length: 1 }),
  },
  {
    rule: 'PR-DIR-004',
    name: 'the last byte of debug data in a section is changed',
    pair: 'mapped',
    spoil: ({ output, after }) => ({ output: flip(output, entryOf(after, 0).data.offset + 39) }),
    also: ['PR-SEC-004'],
    at: ({ after }) => inOutput({ offset: entryOf(after, 0).data.offset + 39, length: 1 }),
  },
];

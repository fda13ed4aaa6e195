import { directoryOf, entryOf, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, Spoiled } from './append-pairs.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { AppendHold, AppendViolation } from './entries.ts';
import { flip, setBytes } from './patch.ts';

/** The end of the input's section table. */
function slackStart({ before }: Pair): number {
  return before.sectionTable.offset + before.sectionTable.length;
}

/**
 * Input and output with a debug entry that names bytes behind the section table by their address, so many from its end,
 * and by no file pointer. A whole image has zeros there.
 */
function addressed(pair: Pair, distance: number): Required<Pick<Spoiled, 'input' | 'output'>> {
  const [old, kept] = [entryOf(pair.before, 0), entryOf(pair.after, 0)];
  const address = slackStart(pair) + distance;
  return {
    input: put(put(pair.input, old.pointerToRawData, 0), old.addressOfRawData, address),
    output: put(put(pair.output, kept.pointerToRawData, 0), kept.addressOfRawData, address),
  };
}

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
  {
    rule: 'PR-DIR-004',
    name: 'zeros that are known by their address only lie where the new header goes',
    pair: 'loaded',
    spoil: (pair) => addressed(pair, 0),
    at: (pair) => inOutput({ offset: slackStart(pair), length: 4 }),
    actual: 'different bytes',
  },
  {
    rule: 'PR-DIR-004',
    name: 'the first of the bytes that are known by their address is the last of the new header',
    pair: 'loaded',
    // The flags of the new section end with 0x40.
    spoil: (pair) => addressed(pair, 39),
    at: (pair) => inOutput({ offset: slackStart(pair) + 39, length: 1 }),
    actual: 'different bytes',
  },
  {
    rule: 'PR-DIR-004',
    name: 'a byte that is known by its address only is changed',
    pair: 'loaded',
    spoil: (pair) => {
      const { input, output } = addressed(pair, 40);
      return { input: setBytes(input, slackStart(pair) + 41, [9]), output };
    },
    also: ['PR-FIL-001'],
    at: (pair) => inOutput({ offset: slackStart(pair) + 41, length: 1 }),
  },
  {
    rule: 'PR-DIR-004',
    name: 'bytes that are known by their address move, with a file pointer that follows',
    pair: 'debug',
    spoil: ({ input, output, before, after }) => {
      const [old, kept] = [entryOf(before, 0), entryOf(after, 0)];
      return {
        input: put(input, old.addressOfRawData, old.data.offset),
        output: put(output, kept.addressOfRawData, old.data.offset),
      };
    },
    at: (pair) => inOutput({ offset: slackStart(pair), length: 4 }),
  },
];

/** Debug data that only seems to be in the way of an append. */
export const APPEND_DIRECTORY_HOLDS: readonly AppendHold[] = [
  {
    rule: 'PR-DIR-004',
    name: 'bytes that are known by their address only follow the new header',
    pair: 'loaded',
    spoil: (pair) => addressed(pair, 40),
  },
  {
    rule: 'PR-DIR-004',
    name: 'a section takes the address that would lead to the new header',
    pair: 'loaded',
    spoil: (pair) => {
      const { input, output } = addressed(pair, 0);
      const start = slackStart(pair);
      // The last section starts among the headers and still ends where it did.
      const widened = (bytes: Uint8Array, image: Image): Uint8Array => {
        const { virtualAddress, virtualSize, extent } = sectionOf(image, 1);
        return put(put(bytes, virtualSize, endOf(extent) - start), virtualAddress, start);
      };
      return { input: widened(input, pair.before), output: widened(output, pair.after) };
    },
  },
  {
    rule: 'PR-DIR-004',
    name: 'an address leads to the last byte of the headers, and the data on into the first section',
    pair: 'loaded',
    spoil: (pair) => addressed(pair, pair.before.optionalHeader.sizeOfHeaders.value - slackStart(pair) - 1),
  },
];

/** What breaks each rule on an append: good pairs with one thing spoiled. */
import { APPEND_DIRECTORY_VIOLATIONS } from './append-directories.ts';
import { APPEND_FILE_VIOLATIONS } from './append-file.ts';
import { APPEND_HEADER_VIOLATIONS } from './append-headers.ts';
import { APPEND_NEW_SECTION_VIOLATIONS } from './append-new-section.ts';
import { addedTo, put } from './append-pairs.ts';
import { APPEND_SECTION_VIOLATIONS } from './append-sections.ts';
import { APPEND_ZBOOT_VIOLATIONS } from './append-zboot.ts';
import type { AppendHold, AppendViolation } from './entries.ts';
import { filled, insert, setBytes, setWords } from './patch.ts';

/** At least one for every append rule. */
export const APPEND_VIOLATIONS: readonly AppendViolation[] = [
  ...APPEND_ZBOOT_VIOLATIONS,
  ...APPEND_HEADER_VIOLATIONS,
  ...APPEND_DIRECTORY_VIOLATIONS,
  ...APPEND_SECTION_VIOLATIONS,
  ...APPEND_NEW_SECTION_VIOLATIONS,
  ...APPEND_FILE_VIOLATIONS,
];

/** Appends that differ from those of the project's own rewriter and break nothing. */
export const APPEND_HOLDS: readonly AppendHold[] = [
  {
    rule: 'PR-OPT-006',
    name: 'SizeOfInitializedData grows by the length of the content',
    pair: 'plain',
    spoil: ({ output, before, after, request }) => {
      const { sizeOfInitializedData } = before.optionalHeader;
      const sum = sizeOfInitializedData.value + request.content.length;
      return { output: put(output, after.optionalHeader.sizeOfInitializedData, sum) };
    },
  },
  {
    rule: 'PR-NEW-006',
    name: 'the requested flags are others than usual',
    pair: 'plain',
    spoil: (pair) => ({
      output: put(pair.output, addedTo(pair).characteristics, 0x42000040),
      request: { ...pair.request, characteristics: 0x42000040 },
    }),
  },
  {
    rule: 'PR-COF-003',
    name: 'a signature behind the symbol table is removed',
    pair: 'symbols',
    spoil: ({ input, before }) => {
      const directory = before.optionalHeader.numberOfRvaAndSizes.offset + 4 + 4 * 8;
      const signed = insert(input, input.length, setBytes(filled(0x18, 0), 0, [0x18, 0, 0, 0, 0, 2, 2]));
      return { input: setWords(signed, [directory, input.length], [directory + 4, 0x18]) };
    },
  },
  {
    rule: 'PR-FIL-001',
    name: 'a stray byte far behind the table stays where it is',
    pair: 'plain',
    spoil: ({ input, output }) => ({ input: setBytes(input, 0xfff, [5]), output: setBytes(output, 0xfff, [5]) }),
  },
];

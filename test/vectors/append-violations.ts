/** What breaks each rule on an append: good pairs with one thing spoiled. */
import { APPEND_DIRECTORY_HOLDS, APPEND_DIRECTORY_VIOLATIONS } from './append-directories.ts';
import { APPEND_FILE_VIOLATIONS } from './append-file.ts';
import { APPEND_HEADER_VIOLATIONS } from './append-headers.ts';
import { APPEND_METAMORPHIC_HOLDS, APPEND_METAMORPHIC_VIOLATIONS } from './append-metamorphic.ts';
import { APPEND_PERMISSION_VIOLATIONS } from './append-new-permissions.ts';
import { APPEND_NEW_SECTION_VIOLATIONS } from './append-new-section.ts';
import { addedTo, put } from './append-pairs.ts';
import type { Pair } from './append-pairs.ts';
import { APPEND_SECTION_VIOLATIONS } from './append-sections.ts';
import { APPEND_SEVERAL_HOLDS, APPEND_SEVERAL_VIOLATIONS } from './append-several.ts';
import { APPEND_SLACK_HOLDS, APPEND_SLACK_VIOLATIONS } from './append-several-slack.ts';
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
  ...APPEND_SEVERAL_VIOLATIONS,
  ...APPEND_SLACK_VIOLATIONS,
  ...APPEND_PERMISSION_VIOLATIONS,
  ...APPEND_METAMORPHIC_VIOLATIONS,
];

/** The input with a certificate at its end. */
function signedInput({ input, before }: Pair): Uint8Array {
  const directory = before.optionalHeader.numberOfRvaAndSizes.offset + 4 + 4 * 8;
  const signed = insert(input, input.length, setBytes(filled(0x18, 0), 0, [0x18, 0, 0, 0, 0, 2, 2]));
  return setWords(signed, [directory, input.length], [directory + 4, 0x18]);
}

/** Appends that differ from those of the project's own rewriter and break nothing. */
export const APPEND_HOLDS: readonly AppendHold[] = [
  ...APPEND_DIRECTORY_HOLDS,
  ...APPEND_SEVERAL_HOLDS,
  ...APPEND_SLACK_HOLDS,
  ...APPEND_METAMORPHIC_HOLDS,
  {
    rule: 'PR-OPT-006',
    name: 'SizeOfInitializedData grows by the length of the content',
    pair: 'plain',
    spoil: ({ output, before, after, requests }) => {
      const { sizeOfInitializedData } = before.optionalHeader;
      const sum = sizeOfInitializedData.value + requests[0].content.length;
      return { output: put(output, after.optionalHeader.sizeOfInitializedData, sum) };
    },
  },
  {
    rule: 'PR-NEW-006',
    name: 'the requested flags are others than usual',
    pair: 'plain',
    spoil: (pair) => ({
      output: put(pair.output, addedTo(pair).characteristics, 0x42000040),
      requests: [{ ...pair.requests[0], characteristics: 0x42000040 }],
    }),
  },
  {
    rule: 'PR-COF-003',
    name: 'a signature behind the symbol table is removed',
    pair: 'symbols',
    spoil: (pair) => ({ input: signedInput(pair) }),
  },
  ...[0, 9].map((kept) => ({
    rule: 'PR-FIL-004' as const,
    name: `a signature in front of 9 bytes is removed, and ${kept} of them stay`,
    pair: 'plain' as const,
    spoil: (pair: Pair) => ({
      input: insert(signedInput(pair), pair.input.length + 0x18, filled(9, 6)),
      output: insert(pair.output, pair.output.length, filled(kept, 6)),
    }),
  })),
  {
    rule: 'PR-FIL-001',
    name: 'a stray byte far behind the table stays where it is',
    pair: 'plain',
    spoil: ({ input, output }) => ({ input: setBytes(input, 0xfff, [5]), output: setBytes(output, 0xfff, [5]) }),
  },
];

import { addedTo, inOutput, put } from './append-pairs.ts';
import type { AppendViolation } from './entries.ts';

/** What breaks the rule on what may be done with a new section. */
export const APPEND_PERMISSION_VIOLATIONS: readonly AppendViolation[] = [
  ...[0xc0000040, 0x60000020, 0xe0000040].map((flags) => ({
    rule: 'PE-NX-011' as const,
    name: `the flags 0x${flags.toString(16)} are set and not asked for`,
    pair: 'plain' as const,
    spoil: (pair: Parameters<AppendViolation['spoil']>[0]) => ({
      output: put(pair.output, addedTo(pair).characteristics, flags),
    }),
    also: ['PR-NEW-006'] as const,
    at: (pair: Parameters<AppendViolation['spoil']>[0]) => inOutput(addedTo(pair).characteristics),
    actual: flags,
  })),
  {
    rule: 'PE-NX-011',
    name: 'the second of two new sections may be written',
    pair: 'two',
    spoil: (pair) => ({ output: put(pair.output, addedTo(pair, 1).characteristics, 0xc0000040) }),
    also: ['PR-NEW-006'],
    at: (pair) => inOutput(addedTo(pair, 1).characteristics),
    actual: 0xc0000040,
  },
];

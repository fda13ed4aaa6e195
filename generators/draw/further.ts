/** What is appended after the first section: the second to fourth request of a sequence, from a stream of their own. */
import * as fc from 'fast-check';
import type { CaseSet } from '../../src/results/index.ts';
import { streamSeed } from '../bytes/fill.ts';
import type { RequestPlan } from '../plan/plan.ts';
import { CHARACTERISTICS, CONTENT } from './request-arbitrary.ts';
import { ranges, weighted } from './weighted.ts';

/**
 * One case in so many is a sequence. Every further append costs as much as a case by itself, and the judgement from end to
 * end as much again, so with this the default run takes some five per cent longer.
 */
const SEQUENCE_EVERY = 12;

/** What people append one after the other, and other names that any section may have. */
const NAMES = [
  '.sbat',
  '.dtb',
  '.initrd',
  '.cmdline',
  '.osrel',
  '.uname',
  '.splash',
  '.ucode',
  '.pcrsig',
  '.bpf',
  '.b',
  'x',
];

/** As `[blocks, extra]`: a byte, less than a block, whole ones, one byte more or less, and several; the shortest first. */
const LENGTH: fc.Arbitrary<readonly [number, number]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([0, 1] as const) },
  { weight: 6, arbitrary: fc.tuple(fc.constant(0), ranges({ weight: 1, low: 2, high: 511 })) },
  { weight: 2, arbitrary: fc.constant([1, -1] as const) },
  { weight: 2, arbitrary: fc.constant([1, 0] as const) },
  { weight: 2, arbitrary: fc.constant([1, 1] as const) },
  { weight: 4, arbitrary: fc.tuple(ranges({ weight: 1, low: 1, high: 9 }), ranges({ weight: 1, low: 1, high: 511 })) },
);

/** How many follow the first: two, three and four appends are asked as often, for each may be the one that goes wrong. */
const COUNT = weighted([1, 1], [1, 2], [1, 3]);
/** Seldom, the last request has the name of the one before, and must be refused where that is no name that may repeat. */
const REPEATED = weighted<'no' | 'yes'>([23, 'no'], [1, 'yes']);

const FURTHER: fc.Arbitrary<readonly RequestPlan[]> = fc.noBias(
  fc
    .tuple(
      COUNT,
      fc.shuffledSubarray(NAMES, { minLength: 3, maxLength: 3 }),
      fc.array(fc.tuple(LENGTH, CHARACTERISTICS, CONTENT), { minLength: 3, maxLength: 3 }),
      REPEATED,
    )
    .map(([count, names, bodies, repeated]) =>
      bodies.slice(0, count).map(([[blocks, extra], characteristics, content], rank) => {
        const isRepeated = repeated === 'yes' && rank > 0 && rank === count - 1;
        const name = names[isRepeated ? rank - 1 : rank] ?? '';
        return { name, blocks, extra, characteristics, content };
      }),
    ),
);

/** The seed of sequences is another one, so that what is asked first stays what it was. */
const FURTHER_SEED = 0x7365_7175;
/**
 * Sets that have sequences, by a number of their own. The largest images of all say nothing more when they are rewritten
 * again, and whoever refuses a broken image has no output to go on with.
 */
const STREAMS: Readonly<Partial<Record<CaseSet, number>>> = { grid: 0, random: 1, foreign: 2 };

/** What follows the first append of a case: nothing for most. The grid's sequences are the same for every seed. */
export function furtherAt(seed: number, set: CaseSet, index: number): readonly RequestPlan[] {
  const stream = STREAMS[set];
  if (stream === undefined) return [];
  const mixed = streamSeed(streamSeed(FURTHER_SEED ^ (set === 'grid' ? 0 : seed), stream), index);
  if (mixed % SEQUENCE_EVERY !== 0) return [];
  const [drawn] = fc.sample(FURTHER, { seed: mixed | 0, numRuns: 1 });
  return drawn ?? [];
}

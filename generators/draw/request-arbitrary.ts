import * as fc from 'fast-check';
import type { RequestPlan } from '../plan/plan.ts';
import { ranges, weighted } from './weighted.ts';

/** Read-only initialised data, and the same discardable. */
const READ_ONLY_DATA = 0x40000040;
const DISCARDABLE_DATA = 0x42000040;

const NAME = weighted([85, '.bpf'], [5, '.linux'], [4, '.x'], [3, '.cmdline'], [3, 'b']);
const CHARACTERISTICS = weighted([95, READ_ONLY_DATA], [5, DISCARDABLE_DATA]);

/** Whole alignments and the bytes that are added to them; the shortest content first. */
const LENGTH: fc.Arbitrary<readonly [blocks: number, extra: number]> = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.constant([0, 1] as const) },
  { weight: 33, arbitrary: fc.tuple(fc.constant(0), ranges({ weight: 1, low: 2, high: 511 })) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(-1)) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(0)) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(1)) },
  { weight: 25, arbitrary: fc.tuple(ranges({ weight: 1, low: 1, high: 6 }), ranges({ weight: 1, low: 1, high: 511 })) },
);

/** Append requests; mostly `.bpf` with a content that is no multiple of FileAlignment. */
export const REQUEST: fc.Arbitrary<RequestPlan> = fc
  .tuple(NAME, LENGTH, CHARACTERISTICS)
  .map(([name, [blocks, extra], characteristics]) => ({ name, blocks, extra, characteristics }));

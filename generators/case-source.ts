import type * as fc from 'fast-check';
import type { CaseSet } from '../src/results/index.ts';
import { caseAt, caseSeed, zbootCase } from './case.ts';
import type { ZbootCase } from './case.ts';
import { anyGridCase, gridCase } from './draw/grid.ts';
import { portable } from './portable.ts';
import type { PortableArbitrary } from './portable.ts';

/** Which case of a campaign with a given seed. */
export interface CaseAddress {
  readonly set: CaseSet;
  /** From 0. */
  readonly index: number;
}

/** The case at an address. */
export function caseOf(seed: number, { set, index }: CaseAddress): ZbootCase {
  return set === 'grid' ? gridCase(index) : caseAt(seed, index);
}

/** What fast-check needs to start at the case of an address and to look for smaller ones. */
export interface ShrinkStart {
  readonly arbitrary: PortableArbitrary<ZbootCase>;
  readonly parameters: fc.Parameters<[ZbootCase]>;
}

/** The start of a search for smaller cases of the same set. */
export function shrinkFrom(seed: number, { set, index }: CaseAddress): ShrinkStart {
  return set === 'grid'
    ? { arbitrary: portable(anyGridCase()), parameters: { examples: [[gridCase(index)]], numRuns: 1, seed: 0 } }
    : { arbitrary: zbootCase(), parameters: { seed: caseSeed(seed, index), numRuns: 1 } };
}

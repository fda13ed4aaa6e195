import * as fc from 'fast-check';
import type { CaseSet } from '../src/results/index.ts';
import { LISTED_HOSTILE, hostileCase, listedHostile } from './campaign-case.ts';
import type { CampaignCase } from './campaign-case.ts';
import {
  caseAt,
  caseSeed,
  foreignAt,
  foreignCase,
  featuresOfPlan,
  foreignSeed,
  furtherOf,
  requestOf,
  zbootCase,
} from './case.ts';
import { extremeCase, nearExtreme } from './draw/extremes.ts';
import { furtherAt } from './draw/further.ts';
import { anyGridCase, gridCase } from './draw/grid.ts';
import { hostileAt, hostileImage } from './hostile/hostile-image.ts';
import { DULL_PLAN } from './plan/plan.ts';
import type { Plan, RequestPlan } from './plan/plan.ts';
import { portable } from './portable.ts';
import type { PortableArbitrary } from './portable.ts';

/** Which case of a campaign with a given seed. */
export interface CaseAddress {
  readonly set: CaseSet;
  /** From 0. */
  readonly index: number;
}

/** The case at an address, with all that is to be appended one after the other. */
export function caseOf(seed: number, address: CaseAddress): CampaignCase {
  const first = firstOf(seed, address);
  const further = furtherAt(seed, address.set, address.index);
  return further.length === 0 ? first : inSequence(first, [first.plan.request, ...further]);
}

/** A case of another sequence of requests on the same image. */
export function inSequence(
  { plan: base, mutations, image, features: known }: CampaignCase,
  [request, ...further]: readonly [RequestPlan, ...RequestPlan[]],
): CampaignCase {
  const plan: Plan = { ...base, request, further };
  // Some features are of the first request.
  const features = request === base.request ? known : featuresOfPlan(plan);
  const other: CampaignCase = { plan, image, features, request: requestOf(plan), further: furtherOf(plan) };
  return mutations === undefined ? other : { ...other, mutations };
}

function firstOf(seed: number, { set, index }: CaseAddress): CampaignCase {
  switch (set) {
    case 'grid':
      return gridCase(index);
    case 'extremes':
      return extremeCase(index);
    case 'random':
      return caseAt(seed, index);
    case 'foreign':
      return foreignAt(seed, index);
    case 'hostile':
      return listedHostile(index) ?? hostileCase(hostileAt(seed, index - LISTED_HOSTILE), DULL_PLAN);
  }
}

/** What fast-check needs to start at the case of an address and to look for smaller ones. */
export interface ShrinkStart {
  readonly arbitrary: PortableArbitrary<CampaignCase>;
  readonly parameters: fc.Parameters<[CampaignCase]>;
}

/** The start of a search for smaller cases of the same set: from the first append of the case alone. */
export function shrinkFrom(seed: number, { set, index }: CaseAddress): ShrinkStart {
  switch (set) {
    case 'grid':
      return { arbitrary: portable<CampaignCase>(anyGridCase()), parameters: from(gridCase(index)) };
    case 'extremes':
      return { arbitrary: portable<CampaignCase>(nearExtreme(index)), parameters: from(extremeCase(index)) };
    case 'random':
      return { arbitrary: zbootCase(), parameters: drawnAt(seed, index) };
    case 'foreign':
      return { arbitrary: foreignCase(), parameters: drawnAt(foreignSeed(seed), index) };
    case 'hostile':
      return hostileStart(seed, index);
  }
}

/** What is listed stands as it is; what was drawn shrinks towards one change of a small image. */
function hostileStart(seed: number, index: number): ShrinkStart {
  const listed = listedHostile(index);
  if (listed !== undefined) return { arbitrary: portable(fc.constant(listed)), parameters: { numRuns: 1, seed: 0 } };
  const arbitrary = hostileImage().map((image) => hostileCase(image, DULL_PLAN));
  return { arbitrary, parameters: drawnAt(seed, index - LISTED_HOSTILE) };
}

function from(campaignCase: CampaignCase): fc.Parameters<[CampaignCase]> {
  return { examples: [[campaignCase]], numRuns: 1, seed: 0 };
}

function drawnAt(seed: number, index: number): fc.Parameters<[CampaignCase]> {
  return { seed: caseSeed(seed, index), numRuns: 1 };
}

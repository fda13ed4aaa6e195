import type { AppendRequest } from '../src/contract/index.ts';
import { HOSTILE_CASES, hostileCaseImage } from './hostile/cases.ts';
import type { HostileVariant } from './hostile/cases.ts';
import type { HostileImage } from './hostile/hostile.ts';
import { parsePlan } from './plan/text.ts';
import type { Plan } from './plan/plan.ts';

/** An image that a campaign examines, and the request to append to it: of every set of cases. */
export interface CampaignCase {
  readonly image: Uint8Array;
  readonly request: AppendRequest;
  /** What is to be appended after that, each to the output of the append before; nothing unless given. */
  readonly further?: readonly AppendRequest[];
  /** The plan of the image, or of the valid one that a hostile image was made from. */
  readonly plan: Plan;
  readonly features: readonly string[];
  /** What was done to the plan's image, in words with field names and file offsets; nothing to a valid one. */
  readonly mutations?: readonly string[];
}

/** The named hostile cases that are images; the others are outputs of bad rewriters, which nobody is asked to rewrite. */
const LISTED: readonly HostileVariant[] = HOSTILE_CASES.flatMap(({ variants }) =>
  variants.filter(({ kind }) => kind === 'image'),
);

/** How many hostile cases are the same for every seed; those with higher indexes are drawn. */
export const LISTED_HOSTILE = LISTED.length;

/** The case of a listed hostile image, `undefined` where the list has ended. */
export function listedHostile(index: number): CampaignCase | undefined {
  const variant = LISTED[index];
  if (variant === undefined) return undefined;
  const { bytes, request, mutations } = hostileCaseImage(variant);
  return {
    image: bytes,
    request,
    plan: parsePlan(variant.plan),
    features: [],
    mutations: [`${variant.id}: ${variant.title}`, ...mutations],
  };
}

/** A drawn hostile image as a case. */
export function hostileCase({ bytes, request, mutations, plans }: HostileImage, otherwise: Plan): CampaignCase {
  return { image: bytes, request, plan: plans[0] ?? otherwise, features: [], mutations };
}

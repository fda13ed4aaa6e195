import { featuresOfPlan, planAt } from '../../../generators/index.ts';
import type { Plan, PlanSource } from '../../../generators/index.ts';
import { UsageError } from '../exit.ts';
import type { GenerateOptions } from './options.ts';
import { planOfOption } from './plan-option.ts';
import type { Pulse } from './pulse.ts';
import { grants, wishInWords, wishOf } from './wish.ts';
import type { Wish } from './wish.ts';

/** Which images are to be made; `indexes` are in ascending order. */
export type Recipe =
  | { readonly kind: 'given'; readonly plan: Plan }
  | { readonly kind: 'drawn'; readonly from: PlanSource; readonly seed: number; readonly indexes: readonly number[] }
  | { readonly kind: 'hostile'; readonly seed: number; readonly indexes: readonly number[] };

/**
 * Draws in a row without an image that grants the wish, after which it is taken to be impossible. Kernel profiles have
 * few features to choose from, and some of their images are large.
 */
const DRAWS_IN_VAIN = { random: 50_000, profile: 2_000 };

function drawsInVain(from: PlanSource): number {
  return from === 'random' ? DRAWS_IN_VAIN.random : DRAWS_IN_VAIN.profile;
}

/**
 * Settles what to make before anything is written, so that an impossible wish costs no file.
 *
 * @throws UsageError for a bad plan or wish, and when no image grants the wish
 * @throws Interrupted when the search is interrupted
 */
export async function recipeOf(options: GenerateOptions, pulse: Pulse): Promise<Recipe> {
  const { seed, count, plan, hostile, feature, profileKernel } = options;
  if (plan !== undefined) return { kind: 'given', plan: await planOfOption(plan) };
  if (hostile === true) return { kind: 'hostile', seed, indexes: Array.from({ length: count }, (_, index) => index) };
  const from = profileKernel ?? 'random';
  const wish = wishOf(feature);
  return { kind: 'drawn', from, seed, indexes: await found({ from, seed, count, wish }, pulse) };
}

interface Search {
  readonly from: PlanSource;
  readonly seed: number;
  readonly count: number;
  readonly wish: Wish;
}

/** The first indexes whose images grant a wish. */
async function found(search: Search, pulse: Pulse): Promise<readonly number[]> {
  const { from, seed, count, wish } = search;
  const grantsAll = wish.required.length + wish.excluded.length === 0;
  const indexes: number[] = [];
  let inVain = 0;
  for (let index = 0; indexes.length < count; index += 1) {
    if (!grantsAll) await pulse.beat('search', indexes.length, count);
    if (grantsAll || grants(wish, featuresOfPlan(planAt(from, seed, index)))) {
      indexes.push(index);
      inVain = 0;
    } else {
      inVain += 1;
    }
    if (inVain === drawsInVain(from)) throw notFound(search, indexes.length);
  }
  return indexes;
}

function notFound({ from, count, wish }: Search, have: number): UsageError {
  const kind = from === 'random' ? 'image' : `image of profile ${from}`;
  const so = have === 0 ? '' : `, after ${have} of ${count}`;
  const remedy = from === 'random' ? 'drop one of these features' : 'drop one of these features or --profile-kernel';
  return new UsageError(
    `--feature: no ${kind} with ${wishInWords(wish)} was found in ${drawsInVain(from)} draws in a row${so}; ` +
      `${remedy}, or write the image with --plan.`,
  );
}

import { planAt } from '../../../generators/index.ts';
import type { Coverage } from '../../../generators/index.ts';
import { MANIFEST_SCHEMA } from '../../fixtures/index.ts';
import type { ManifestHead } from '../../fixtures/index.ts';
import { VERSION } from '../version.ts';
import { commandText } from './command-text.ts';
import { tallyOf } from './coverage.ts';
import { openDescriptions } from './descriptions.ts';
import { mergeInto } from './merge.ts';
import { indexDigits } from './names.ts';
import type { GenerateOptions } from './options.ts';
import { hostileProduct, productOfPlan } from './product.ts';
import type { Product, ProductSetting } from './product.ts';
import type { Pulse } from './pulse.ts';
import type { Recipe } from './recipe.ts';
import { STAGED_ARCHIVE, sinkFor } from './sink.ts';
import { openStaging } from './staging.ts';
import type { Staging } from './staging.ts';
import type { Target } from './target.ts';
import { FAST_CHECK_VERSION } from './versions.ts';

/** What came of making a collection. */
export interface Produced {
  readonly coverage: Coverage;
  readonly counts: { readonly images: number; readonly contents: number; readonly outputs: number };
  /** Names of what the target's folder holds besides, sorted. */
  readonly besides: readonly string[];
}

/**
 * Makes every image of a recipe and puts the whole collection into place, or leaves no trace.
 *
 * @throws UsageError when it cannot be written
 * @throws Interrupted when an interrupt arrives before everything is made
 */
export async function produce(
  recipe: Recipe,
  target: Target,
  options: GenerateOptions,
  pulse: Pulse,
): Promise<Produced> {
  const staging = await openStaging(target);
  try {
    return await fillAndPublish(recipe, target, staging, options, pulse);
  } finally {
    staging.discard();
  }
}

async function fillAndPublish(
  recipe: Recipe,
  target: Target,
  staging: Staging,
  options: GenerateOptions,
  pulse: Pulse,
): Promise<Produced> {
  const images = recipe.kind === 'given' ? 1 : recipe.indexes.length;
  const sink = sinkFor(target, staging);
  const descriptions = openDescriptions(staging.folder, target.shown, headOf(recipe, images, options));
  const tally = tallyOf(recipe.kind === 'hostile' ? 'hostile' : 'valid');
  const counts = { images: 0, contents: 0, outputs: 0 };
  const names: string[] = [];
  for (const { image, companions, labels } of productsOf(recipe, options.pairs === true ? 'pairs' : 'none')) {
    await pulse.beat('generate', counts.images, images);
    for (const { row, bytes } of [image, ...companions]) {
      sink.add(row.path, bytes);
      descriptions.add(row);
      names.push(row.path);
      counts[COUNTED[row.mode]] += 1;
    }
    tally.add(labels);
  }
  const described = descriptions.finish();
  sink.finish(described);
  const besides = await publish(target, staging, [...names, ...described]);
  return { coverage: tally.coverage(), counts, besides };
}

const COUNTED = { image: 'images', section: 'contents', expected: 'outputs' } as const;

function headOf(recipe: Recipe, count: number, options: GenerateOptions): ManifestHead {
  return {
    command: commandText(recipe, options),
    count,
    generator: { fastCheck: FAST_CHECK_VERSION, name: 'zbootkit', version: VERSION },
    // Test data that anybody may put into any project.
    license: 'CC0-1.0',
    name: 'zbootkit-fixtures',
    schema: MANIFEST_SCHEMA,
    schemaVersion: 1,
    seed: recipe.kind === 'given' ? null : recipe.seed,
  };
}

function* productsOf(recipe: Recipe, companions: ProductSetting['companions']): Generator<Product> {
  if (recipe.kind === 'given') {
    yield productOfPlan(recipe.plan, null, { prefix: 'plan', companions });
    return;
  }
  const { seed, indexes } = recipe;
  const digits = indexDigits(indexes.at(-1) ?? 0);
  for (const index of indexes) {
    const setting = { prefix: String(index).padStart(digits, '0'), companions };
    if (recipe.kind === 'hostile') yield hostileProduct({ index, seed }, setting);
    else yield productOfPlan(planAt(recipe.from, seed, index), { index, seed }, setting);
  }
}

async function publish(target: Target, staging: Staging, names: readonly string[]): Promise<readonly string[]> {
  if (target.kind === 'old-folder') {
    return mergeInto({ folder: target.path, shown: target.shown, staged: staging.folder, names });
  }
  staging.moveToTarget(target.kind === 'archive' ? STAGED_ARCHIVE : undefined);
  return [];
}

import { printPlan } from '../../../generators/index.ts';
import { commandLine } from '../../../reports/index.ts';
import type { GenerateOptions } from './options.ts';
import type { Recipe } from './recipe.ts';

/** The call that writes the same files again: every option that decides bytes and no other. */
export function commandText(recipe: Recipe, { seed, count, feature, profileKernel, pairs }: GenerateOptions): string {
  const wanted =
    recipe.kind === 'given' ? ['--plan', printPlan(recipe.plan)] : ['--seed', `${seed}`, '--count', `${count}`];
  const source = profileKernel === undefined ? [] : ['--profile-kernel', profileKernel];
  const features = feature.map((name) => `--feature=${name}`);
  const hostile = recipe.kind === 'hostile' ? ['--hostile'] : [];
  return commandLine([
    'zbootkit',
    'generate',
    ...wanted,
    ...source,
    ...features,
    ...hostile,
    ...(pairs === true ? ['--pairs'] : []),
  ]);
}

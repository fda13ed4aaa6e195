import { FEATURES } from '../../../generators/index.ts';
import type { Feature } from '../../../generators/index.ts';
import { UsageError } from '../exit.ts';
import { nearest } from './nearest.ts';

/** Which features every image has to have, and which it must not have. */
export interface Wish {
  readonly required: readonly string[];
  readonly excluded: readonly string[];
}

/**
 * Reads the values of `--feature`: a name, or a name with a minus sign in front of it to exclude it.
 *
 * @throws UsageError for an unknown name and for wishes that contradict each other
 */
export function wishOf(values: readonly string[]): Wish {
  const words = values.map((value) => ({ name: value.replace(/^-/, ''), excludes: value.startsWith('-') }));
  const features = words.map(({ name }) => featureNamed(name));
  const required = features.filter((_, index) => words[index]?.excludes === false);
  const excluded = features.filter((_, index) => words[index]?.excludes === true);
  for (const { name } of required) {
    if (excluded.every((other) => other.name !== name)) continue;
    throw new UsageError(`--feature: "${name}" is required and excluded at once; keep one of the two.`);
  }
  refuseRivals(required);
  return { required: required.map(({ name }) => name), excluded: excluded.map(({ name }) => name) };
}

/** Whether an image with these features is what was wished for. */
export function grants({ required, excluded }: Wish, features: readonly string[]): boolean {
  return required.every((name) => features.includes(name)) && !excluded.some((name) => features.includes(name));
}

/** A wish in words, such as `"signed" and not "pe32"`. */
export function wishInWords({ required, excluded }: Wish): string {
  return [...required.map((name) => `"${name}"`), ...excluded.map((name) => `not "${name}"`)].join(' and ');
}

function featureNamed(name: string): Feature {
  const found = FEATURES.find((feature) => feature.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    FEATURES.map((feature) => feature.name),
  );
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  throw new UsageError(`--feature: there is no feature "${name}".${hint} The features are: ${allFeatures()}.`);
}

/** Every name, group by group. */
function allFeatures(): string {
  const groups = new Map<string, string[]>();
  for (const { group, name } of FEATURES) groups.set(group, [...(groups.get(group) ?? []), name]);
  return [...groups].map(([group, names]) => `(${group}) ${names.join(', ')}`).join('; ');
}

function refuseRivals(required: readonly Feature[]): void {
  for (const [index, { name, choice }] of required.entries()) {
    const rival = required
      .slice(index + 1)
      .find((other) => choice !== undefined && other.choice === choice && other.name !== name);
    if (rival === undefined) continue;
    throw new UsageError(`--feature: no image has both "${name}" and "${rival.name}"; keep one of the two.`);
  }
}

import { printPlan } from '../../../generators/index.ts';
import type { HostileImage } from '../../../generators/index.ts';

/** A mutation that changed a field, such as `edit sections[2].virtualSize@0x1f0: 0x200 -> 0x0`. */
const EDIT = /^edit ([^@]+)@/;

/** Where a file was cut, such as in `truncate to 0xac2 of 0x2e00` and `splice [0, 0x90) of plan 1 with [0x98, …`. */
const CUTS = /0x[0-9a-f]+(?= of |\))|(?<=with \[)0x[0-9a-f]+/g;

/** What was done to which images, as manifests tell it: the plans that the images were made of come first. */
export function mutationsOf({ plans, mutations }: Pick<HostileImage, 'plans' | 'mutations'>): readonly string[] {
  const bases = plans.map((plan, index) => `plan ${index + 1} is ${printPlan(plan)}`);
  return [...bases, ...mutations];
}

/** The fields that mutations edited, in their order; which of several sections or entries had it is left out. */
export function fieldsOf(mutations: readonly string[]): readonly string[] {
  return mutations.flatMap((mutation) => EDIT.exec(mutation)?.[1]?.replace(/\[\d+\]/g, '') ?? []);
}

/** What tells one hostile image from another in its name: the edited fields, or the places where files were cut. */
export function tellingWords(mutations: readonly string[]): readonly string[] {
  const fields = fieldsOf(mutations);
  if (fields.length > 0) return fields;
  return mutations.flatMap((mutation) => mutation.match(CUTS) ?? []).slice(0, 2);
}

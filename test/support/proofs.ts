import { HOSTILE_CASES } from '../../generators/index.ts';
import { RULES } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import type { HostileProof, Proofs } from '../../src/explanation/index.ts';
import { SABOTEURS } from '../saboteurs/index.ts';
import { APPEND_VIOLATIONS } from '../vectors/append-violations.ts';
import { CALLS } from '../vectors/call-violations.ts';
import { HUGE_VIOLATIONS } from '../vectors/image-file-huge.ts';
import { IMAGE_FAULTS, IMAGE_VIOLATIONS } from '../vectors/image-violations.ts';

const VECTORS: readonly { readonly rule: RuleId; readonly name: string }[] = [
  ...IMAGE_FAULTS,
  ...IMAGE_VIOLATIONS,
  ...HUGE_VIOLATIONS,
  ...APPEND_VIOLATIONS,
  ...CALLS.filter(({ at }) => at !== null),
];

/** What proves each rule. The build imports this and writes it beside the compiled code, where `explain` reads it. */
export const PROOFS: Proofs = Object.fromEntries(
  RULES.map(({ id }) => [
    id,
    {
      saboteurs: SABOTEURS.filter(({ caughtBy }) => caughtBy.includes(id)).map(({ name }) => name),
      vectors: VECTORS.filter(({ rule }) => rule === id).map(({ name }) => name),
      hostileCases: hostileProofs(id),
    },
  ]),
);

/** Cases that are about the rule come before those that break it by the way. */
function hostileProofs(id: RuleId): readonly HostileProof[] {
  const found = HOSTILE_CASES.map((each) => {
    const variants = each.variants.filter(({ violates }) => violates.includes(id));
    return { ...each, variants, about: variants.some(({ main }) => main.includes(id)) };
  }).filter(({ variants }) => variants.length > 0);
  const sorted = [...found.filter(({ about }) => about), ...found.filter(({ about }) => !about)];
  return sorted.map((each) => ({
    id: each.id,
    title: each.title,
    variants: each.variants.map((variant) => variant.id),
  }));
}

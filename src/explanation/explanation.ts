import type { Rule, RuleId } from '../../properties/index.ts';
import { HOSTILE_CASES } from '../../generators/index.ts';
import { NO_PROOF } from './proof.ts';
import type { Proof } from './proof.ts';
import { PROOFS } from './proofs.ts';
import { ruleDocument } from './rule-document.ts';
import type { RuleDocument } from './rule-document.ts';

/** A hostile case with an image that breaks a rule. */
export interface HostileProof {
  readonly id: string;
  readonly title: string;
  /** The images of the case that break the rule, by their ids. */
  readonly variants: readonly string[];
}

/** All that is known of a rule: what the catalogue says, and what proves that the rule can fail. */
export type Explanation = RuleDocument & {
  readonly proofs: Proof & { readonly hostileCases: readonly HostileProof[] };
};

/** Explains a rule. */
export function explanationOf(rule: Rule): Explanation {
  const { id } = rule;
  return { ...ruleDocument(rule), proofs: { ...(PROOFS[id] ?? NO_PROOF), hostileCases: hostileProofs(id) } };
}

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

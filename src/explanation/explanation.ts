import type { Rule } from '../../properties/index.ts';
import { readProofs } from './proofs.ts';
import type { Proof, Proofs } from './proofs.ts';
import { ruleDocument } from './rule-document.ts';
import type { RuleDocument } from './rule-document.ts';

/** A proof for a rule that has none. */
const NO_PROOF: Proof = { saboteurs: [], vectors: [], hostileCases: [] };

/** All that is known of a rule: what the catalogue says, and what proves that the rule can fail. */
export type Explanation = RuleDocument & { readonly proofs: Proof };

/**
 * Explains a rule, such as one that `findRules` has found.
 *
 * @param proofs those of all rules; whoever explains many rules reads them once
 * @throws Error as `readProofs` does
 */
export function explanationOf(rule: Rule, proofs: Proofs = readProofs()): Explanation {
  return { ...ruleDocument(rule), proofs: proofs[rule.id] ?? NO_PROOF };
}

/** Explanation: all that is known about a rule, as a document and as text, and which rules are meant. */
export type { Colour } from '../page/index.ts';
export { InputError } from '../results/index.ts';
export { renderExplanations } from './explain-text.ts';
export type { ExplainLayout } from './explain-text.ts';
export { explanationOf } from './explanation.ts';
export type { Explanation } from './explanation.ts';
export { readProofs } from './proofs.ts';
export type { HostileProof, Proof, Proofs } from './proofs.ts';
export { findRules } from './find-rules.ts';
export type { SuggestNames } from './find-rules.ts';
export { ruleDocument } from './rule-document.ts';
export type { RuleDocument } from './rule-document.ts';
export { renderRules } from './rules-text.ts';
export type { RulesLayout } from './rules-text.ts';
export { selectedRules } from './selection.ts';
export type { RuleFilter } from './selection.ts';

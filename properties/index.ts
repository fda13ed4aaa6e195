/** The catalogue of rules and the way to judge by them. Rules see the reader's model and nothing else. */
export type {
  Effect,
  EffectKind,
  Expectation,
  FileRole,
  Finding,
  Level,
  Place,
  Severity,
  Span,
  Verdict,
} from '../src/results/index.ts';
export { lostPayload } from '../src/lost-payload/index.ts';
export type { LostPayload } from '../src/lost-payload/index.ts';
export { refusalGrounds } from './append/refusal.ts';
export type { RefusalGrounds } from './append/refusal.ts';
export { furtherStep, repeatedStep } from './append/steps.ts';
export { RULES, levelOf, nameOfRule, ruleOf } from './catalogue/catalogue.ts';
export type { Disagreement, Position } from './disagreements/disagreement.ts';
export { effectIn } from './effects.ts';
export { SECTION_SIGNS } from './kept-sections.ts';
export type { Effects } from './effects.ts';
export { DISAGREEMENTS, disagreementsOf } from './disagreements/disagreements.ts';
export { IMAGE_RULES, ruleOfFault } from './catalogue/image-rules.ts';
export { imageRuleIn, ruleIn } from './catalogue/in-profile.ts';
export {
  INHERITED,
  isInherited,
  isWithheld,
  judgeAppend,
  judgeCall,
  judgeImage,
  lacksOutput,
  mayWithhold,
} from './judge.ts';
export { PROFILES, isProfileName } from './catalogue/profiles.ts';
export type { Levels, ProfileName } from './catalogue/profiles.ts';
export { formatReference } from './catalogue/references.ts';
export type { Reference } from './catalogue/references.ts';
export type { RuleId } from './catalogue/rule-id.ts';
export type {
  Append,
  AppendRequests,
  AppendRule,
  Call,
  CallRule,
  Demand,
  ImageRule,
  Repetition,
  Rule,
  Step,
} from './rule.ts';

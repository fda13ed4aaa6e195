/** The catalogue of rules and the way to judge by them. Rules see the reader's model and nothing else. */
export { refusalGrounds } from './append/refusal.ts';
export type { RefusalGrounds } from './append/refusal.ts';
export { RULES, nameOfRule, ruleOf } from './catalogue.ts';
export type { Disagreement, Position } from './disagreement.ts';
export { DISAGREEMENTS, disagreementsOf } from './disagreements.ts';
export { IMAGE_RULES, ruleOfFault } from './image-catalogue.ts';
export { imageRuleIn, ruleIn } from './in-profile.ts';
export { INHERITED, isInherited, judgeAppend, judgeCall, judgeImage } from './judge.ts';
export { PROFILES, isProfileName, levelOf } from './profiles.ts';
export type { ProfileName } from './profiles.ts';
export { formatReference } from './references.ts';
export type { Reference } from './references.ts';
export { ROSTER } from './roster.ts';
export type { RuleId } from './roster.ts';
export type {
  Append,
  AppendRequests,
  AppendRule,
  Call,
  CallRule,
  Composition,
  Demand,
  ImageRule,
  Rule,
} from './rule.ts';

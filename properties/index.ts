/** The catalogue of rules and the way to judge by them. Rules see the reader's model and nothing else. */
export { IMAGE_RULES, RULES, nameOfRule, ruleOf, ruleOfFault } from './catalogue.ts';
export { INHERITED, isInherited, judgeAppend, judgeCall, judgeImage } from './judge.ts';
export { PROFILES, isProfileName, levelOf } from './profiles.ts';
export type { ProfileName } from './profiles.ts';
export { formatReference } from './references.ts';
export type { Reference } from './references.ts';
export { ROSTER } from './roster.ts';
export type { RuleId } from './roster.ts';
export type { Append, AppendRequests, AppendRule, Call, CallRule, ImageRule, Rule } from './rule.ts';

import { PROFILES, disagreementsOf, effectIn, formatReference, levelOf } from '../../properties/index.ts';
import type { Disagreement, Rule } from '../../properties/index.ts';
import type { Effect } from '../results/index.ts';

/** All that the catalogue says of a rule, as JSON has it. */
export interface RuleDocument extends Pick<
  Rule,
  'id' | 'name' | 'scope' | 'title' | 'rationale' | 'severity' | 'brokenBy'
> {
  /** By profile. */
  readonly levels: Readonly<Record<string, string>>;
  /** What happens to an image that breaks the rule, by profile; `null` where that is not known, and where it is not judged. */
  readonly effects: Readonly<Record<string, Effect | null>>;
  readonly references: readonly { readonly text: string; readonly url: string }[];
  readonly enforcedBy: readonly string[];
  readonly knownViolations: readonly string[];
  /** What single profiles want beyond the rule. */
  readonly demands: readonly { readonly profile: string; readonly title: string }[];
  /** What single profiles take although it breaks the rule. */
  readonly allowances: readonly { readonly profile: string; readonly title: string }[];
  /** How the rule judges an output beside its input, where that is not as it judges any image. */
  readonly inAppends: readonly string[];
  /** `null` when the bytes tell all. */
  readonly undecided: string | null;
  readonly disagreements: readonly Omit<Disagreement, 'rules'>[];
}

/** What `requestedFlags` of a rule means. */
const REQUESTED_FLAGS =
  "The flags of a new section are the request's: a rewriter that sets exactly those is not blamed, it may refuse all but those of plain data (PR-REF-001), and one that sets others breaks PR-NEW-006.";

/** All that the catalogue says of a rule. */
export function ruleDocument(rule: Rule): RuleDocument {
  const { id, name, scope, title, rationale, severity } = rule;
  const { references, enforcedBy, brokenBy, knownViolations, undecided } = rule;
  return {
    id,
    name,
    scope,
    title,
    rationale,
    severity,
    levels: Object.fromEntries(PROFILES.map((profile) => [profile.name, levelOf(id, profile.name)])),
    effects: Object.fromEntries(PROFILES.map((profile) => [profile.name, effectIn(rule, profile.name)])),
    references: references.map((reference) => ({ text: formatReference(reference), url: reference.url })),
    enforcedBy: enforcedBy ?? [],
    brokenBy,
    knownViolations: knownViolations ?? [],
    demands: PROFILES.flatMap(({ name: profile }) => {
      const demand = rule.scope === 'image' ? rule.demands?.[profile] : undefined;
      return demand === undefined ? [] : [{ profile, title: demand.title }];
    }),
    allowances: PROFILES.flatMap(({ name: profile }) => {
      const allowance = rule.scope === 'image' ? rule.allowances?.[profile] : undefined;
      return allowance === undefined ? [] : [{ profile, title: allowance.title }];
    }),
    inAppends: rule.scope === 'image' && rule.requestedFlags === 'request' ? [REQUESTED_FLAGS] : [],
    undecided: undecided ?? null,
    disagreements: disagreementsOf(id).map((each) => ({
      id: each.id,
      topic: each.topic,
      positions: each.positions,
      ours: each.ours,
    })),
  };
}

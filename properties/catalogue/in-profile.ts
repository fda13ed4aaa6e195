import type { ProfileName } from './profiles.ts';
import type { ImageRule, Rule } from '../rule.ts';
import { findingsOn } from '../verdicts.ts';

const known = new WeakMap<ImageRule, Map<ProfileName, ImageRule>>();

/**
 * An image rule as a profile has it: with what the program of that profile demands beyond it, and without what it allows,
 * or the rule itself where it does neither. The same object each time.
 */
export function imageRuleIn(rule: ImageRule, profile: ProfileName): ImageRule {
  const demand = rule.demands?.[profile];
  const allowance = rule.allowances?.[profile];
  if (demand === undefined && allowance === undefined) return rule;
  const rules = known.get(rule) ?? new Map<ProfileName, ImageRule>();
  known.set(rule, rules);
  const adapted = rules.get(profile) ?? {
    ...rule,
    *check(image) {
      for (const finding of findingsOn(rule, image)) if (allowance?.covers(finding, image) !== true) yield finding;
      if (demand !== undefined) yield* demand.check(image);
    },
    vacuous: (image) =>
      demand !== undefined && demand.vacuous?.(image) === undefined ? undefined : rule.vacuous?.(image),
  };
  rules.set(profile, adapted);
  return adapted;
}

/** A rule as a profile has it; only rules on images differ between profiles in more than their level. */
export function ruleIn(rule: Rule, profile: ProfileName): Rule {
  return rule.scope === 'image' ? imageRuleIn(rule, profile) : rule;
}

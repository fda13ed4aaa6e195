import type { ProfileName } from './profiles.ts';
import type { ImageRule, Rule } from '../rule.ts';

const known = new WeakMap<ImageRule, Map<ProfileName, ImageRule>>();

/**
 * An image rule as a profile has it: with the demand that the program of that profile makes beyond it, or the rule itself
 * where it makes none. The same object each time.
 */
export function imageRuleIn(rule: ImageRule, profile: ProfileName): ImageRule {
  const demand = rule.demands?.[profile];
  if (demand === undefined) return rule;
  const rules = known.get(rule) ?? new Map<ProfileName, ImageRule>();
  known.set(rule, rules);
  const widened = rules.get(profile) ?? {
    ...rule,
    *check(image) {
      yield* rule.check(image);
      yield* demand.check(image);
    },
  };
  rules.set(profile, widened);
  return widened;
}

/** A rule as a profile has it; only rules on images differ between profiles in more than their level. */
export function ruleIn(rule: Rule, profile: ProfileName): Rule {
  return rule.scope === 'image' ? imageRuleIn(rule, profile) : rule;
}

import { RULES, levelOf, ruleIn } from '../../properties/index.ts';
import type { ProfileName, Rule } from '../../properties/index.ts';

/** Which rules a campaign judges by. */
export interface RuleSelection {
  readonly profile: ProfileName;
  /** Globs over rule ids, `*` for any run of characters; empty means all. */
  readonly rules: readonly string[];
  readonly excludedRules: readonly string[];
}

/** A glob over rule ids as a test; the only special character is `*`. */
function matcher(glob: string): (id: string) => boolean {
  const pattern = glob.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${pattern.join('.*')}$`, 'i');
  return (id) => expression.test(id);
}

/** The globs that match no built rule, most likely typing errors. */
export function unmatchedGlobs(globs: readonly string[]): readonly string[] {
  return globs.filter((glob) => !RULES.some(({ id }) => matcher(glob)(id)));
}

/** The built rules that the profile judges, as it has them, and that the globs let through, in the order of the catalogue. */
export function selectRules({ profile, rules, excludedRules }: RuleSelection): readonly Rule[] {
  const included = rules.map(matcher);
  const excluded = excludedRules.map(matcher);
  return RULES.filter(({ id }) => {
    if (levelOf(id, profile) === 'off') return false;
    if (included.length > 0 && !included.some((test) => test(id))) return false;
    return !excluded.some((test) => test(id));
  }).map((rule) => ruleIn(rule, profile));
}

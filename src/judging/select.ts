import { PROFILES, RULES, levelOf, ruleIn } from '../../properties/index.ts';
import type { ProfileName, Rule } from '../../properties/index.ts';
import { requireWord } from '../results/index.ts';

/** Which rules a campaign judges by. */
export interface RuleSelection {
  readonly profile: ProfileName;
  /** Globs over rule ids, `*` for any run of characters; empty means all. */
  readonly rules: readonly string[];
  readonly excludedRules: readonly string[];
}

/**
 * A glob over rule ids, in any case, as a test; the only special character is `*`. No regular expression is made of it,
 * for there is none as long as an argument can be.
 */
function matcher(glob: string): (id: string) => boolean {
  const [first = '', ...others] = glob.toLowerCase().split(/\*+/);
  const last = others.pop();
  return (id) => {
    const text = id.toLowerCase();
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of others) {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + last.length <= text.length;
  };
}

/** The globs that match no rule, most likely typing errors. */
export function unmatchedGlobs(globs: readonly string[]): readonly string[] {
  return globs.filter((glob) => {
    const matches = matcher(glob);
    return !RULES.some(({ id }) => matches(id));
  });
}

/** Refuses a profile that there is not. @param who the function whose caller is told @throws RangeError */
export function requireProfile(who: string, profile: ProfileName): void {
  const names = PROFILES.map(({ name }) => name);
  requireWord(who, 'profile', profile, names);
}

/**
 * Refuses a selection that cannot be meant, for it would judge nothing or something else.
 *
 * @param who the function whose caller is told
 * @throws RangeError on a profile that there is not, on a glob that matches no rule, and when no rule is left
 */
export function requireSelection(who: string, selection: RuleSelection): void {
  requireProfile(who, selection.profile);
  const [unknown] = unmatchedGlobs([...selection.rules, ...selection.excludedRules]);
  if (unknown !== undefined) {
    throw new RangeError(`${who}: no rule matches ${JSON.stringify(unknown)}; "npx zbootkit rules" lists them.`);
  }
  if (selectRules(selection).length === 0) {
    throw new RangeError(`${who}: rules and excludedRules leave no rule to judge by.`);
  }
}

/** The rules that the profile judges, as it has them, and that the globs let through, in the order of the catalogue. */
export function selectRules({ profile, rules, excludedRules }: RuleSelection): readonly Rule[] {
  const included = rules.map(matcher);
  const excluded = excludedRules.map(matcher);
  return RULES.filter(({ id }) => {
    if (levelOf(id, profile) === 'off') return false;
    if (included.length > 0 && !included.some((test) => test(id))) return false;
    return !excluded.some((test) => test(id));
  }).map((rule) => ruleIn(rule, profile));
}

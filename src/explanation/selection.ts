import { PROFILES, RULES, levelOf } from '../../properties/index.ts';
import type { ProfileName, Rule, RuleId } from '../../properties/index.ts';
import { selectRules, unmatchedGlobs } from '../judging/index.ts';
import { InputError } from '../results/index.ts';
import type { Level } from '../results/index.ts';

/** Which rules of the catalogue are asked for; what is left out lets every rule through. */
export interface RuleFilter {
  /** Globs over ids, `*` for any run of characters; one has to match. */
  readonly globs?: readonly string[];
  /** What ids start with, such as `PE-SEC`; one has to match. */
  readonly group?: readonly string[];
  /** Rules that this profile judges by. */
  readonly profile?: ProfileName;
  /** Rules of this level in the profile, or in any when no profile is given. */
  readonly level?: Exclude<Level, 'off'>;
  readonly scope?: Rule['scope'];
}

/**
 * The rules that a filter lets through, in the order of the catalogue.
 *
 * @throws InputError when a glob or a group matches no rule, or nothing is left
 */
export function selectedRules(filter: RuleFilter = {}): readonly Rule[] {
  const { globs = [], group = [], profile, level, scope } = filter;
  const named = idsMatching(globs);
  const grouped = idsMatching(group.map((prefix) => `${prefix}-*`));
  const profiles = profile === undefined ? PROFILES.map(({ name }) => name) : [profile];
  const fits = (found: Level): boolean =>
    level === undefined ? profile === undefined || found !== 'off' : found === level;
  const rules = RULES.filter(
    ({ id, scope: judged }) =>
      (named?.has(id) ?? true) &&
      (grouped?.has(id) ?? true) &&
      profiles.some((each) => fits(levelOf(id, each))) &&
      (scope === undefined || judged === scope),
  );
  if (rules.length === 0) throw new InputError('no rule matches all of these filters; drop one.');
  return rules;
}

/** The ids that globs match, just as those of `verify --rule` do; `null` for no glob. */
function idsMatching(globs: readonly string[]): ReadonlySet<RuleId> | null {
  if (globs.length === 0) return null;
  const [unmatched] = unmatchedGlobs(globs);
  if (unmatched !== undefined) {
    throw new InputError(`no rule matches "${unmatched}"; zbootkit rules lists them all.`);
  }
  const selected = PROFILES.map(({ name }) => selectRules({ profile: name, rules: globs, excludedRules: [] }));
  return new Set(selected.flat().map(({ id }) => id));
}

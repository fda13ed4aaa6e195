import { effectWords } from '../../src/results/index.ts';
import type { Effect, RuleRow, CheckedFile, CheckedRule } from '../../src/results/index.ts';

/** The level of a rule in one profile, and what happens there. */
export interface LevelIn {
  readonly verdict: CheckedRule['verdict']['kind'];
  readonly profile: string;
  readonly level: RuleRow['level'];
  readonly effect: Effect | null;
}

/** What one rule says of a file in all the profiles that judge by it. */
export interface JudgedRule {
  /** The rule as the gravest of them has it; a failure is graver than any other answer. */
  readonly rule: CheckedRule;
  /** Those that answer as the gravest does, in the order of the rows; at least one. */
  readonly levels: readonly LevelIn[];
}

/** A file with all that was said of it. */
export interface JudgedFile {
  /** One for each profile; at least one. */
  readonly rows: readonly [CheckedFile, ...CheckedFile[]];
  /** Each rule once, in the order of the catalogue. */
  readonly results: readonly JudgedRule[];
}

const GRAVITY: readonly RuleRow['level'][] = ['error', 'warning', 'info'];

/** Rows that follow each other, have one path and differ in their profiles are one file that was judged by several. */
export function judgedFiles(rows: readonly CheckedFile[]): readonly JudgedFile[] {
  const groups: [CheckedFile, ...CheckedFile[]][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const another = last?.[0].path !== row.path || last.some(({ profile }) => profile === row.profile);
    if (another) groups.push([row]);
    else last.push(row);
  }
  return groups.map((group) => ({ rows: group, results: united(group) }));
}

function united(rows: readonly CheckedFile[]): readonly JudgedRule[] {
  const united: { rule: CheckedRule; readonly levels: LevelIn[] }[] = [];
  for (const { profile, results } of rows) {
    // A rule that no row before has judged belongs behind the one that it follows in its own row.
    let place = 0;
    for (const rule of results) {
      const level = { profile, level: rule.level, effect: rule.effect, verdict: rule.verdict.kind };
      const known = united.findIndex((each) => each.rule.id === rule.id);
      const entry = united[known];
      if (entry === undefined) {
        united.splice(place, 0, { rule, levels: [level] });
        place += 1;
        continue;
      }
      entry.levels.push(level);
      if (outranks(rule, entry.rule)) entry.rule = rule;
      place = known + 1;
    }
  }
  return united.map(({ rule, levels }) => ({
    rule,
    levels: levels.filter(({ verdict }) => verdict === rule.verdict.kind),
  }));
}

/** Whether one answer is graver than another: a profile may want more than the rest, and then it alone fails. */
function outranks(one: CheckedRule, other: CheckedRule): boolean {
  const [fails, otherFails] = [one, other].map(({ verdict }) => verdict.kind === 'fail');
  if (fails !== otherFails) return fails === true;
  const [gravity, otherGravity] = [GRAVITY.indexOf(one.level), GRAVITY.indexOf(other.level)];
  return gravity === otherGravity ? findingsIn(one) > findingsIn(other) : gravity < otherGravity;
}

function findingsIn({ verdict }: CheckedRule): number {
  return verdict.kind === 'fail' ? verdict.findings.length : 0;
}

/** Profiles from which on `every profile` says more than a list of them all. */
const MANY = 4;

/** The levels of a rule as its heading has them: `error`, or `error in shim (refused) · warning in edk2` with several profiles. */
export function levelText({ rule, levels }: JudgedRule, { rows }: JudgedFile): string {
  if (rows.length === 1) return rule.level;
  const parts = GRAVITY.flatMap((level) => {
    const profiles = new Map<string, readonly string[]>();
    for (const { profile, effect } of levels.filter((each) => each.level === level)) {
      const kind = effect === null ? '' : ` (${effectWords(effect)})`;
      profiles.set(kind, [...(profiles.get(kind) ?? []), profile]);
    }
    return [...profiles].map(([kind, names]) => {
      const everywhere = names.length === rows.length && names.length >= MANY;
      return `${level} in ${everywhere ? 'every profile' : names.join(', ')}${kind}`;
    });
  });
  return parts.join(' · ');
}

/** The kind of what happens, for a heading: empty where the levels say it for each profile, and `null` where it is not known. */
export function kindText(judged: JudgedRule, { rows }: JudgedFile): string | null {
  const [effect] = effectsIn(judged);
  if (effect === undefined) return null;
  return rows.length === 1 ? effectWords(effect) : '';
}

/** What happens to a file that breaks a rule, in the profiles of which it is known, in their order. */
export function effectsIn({ levels }: JudgedRule): readonly Effect[] {
  return levels.flatMap(({ effect }) => (effect === null ? [] : [effect]));
}

/** What follows from it in any of the profiles, in the order of the catalogue. */
export function followsIn({ rows, results }: JudgedFile): ReadonlySet<string> {
  const follows = new Set(rows.flatMap(({ cause }) => cause?.follows ?? []));
  return new Set(results.map(({ rule }) => rule.id).filter((id) => follows.has(id)));
}

import { caseOf } from '../../../generators/index.ts';
import type { Rule } from '../../../properties/index.ts';
import type { DefectCase } from '../../defects/index.ts';
import type { Verdict } from '../../results/index.ts';
import { aspectsOf, keyOfAspect } from '../aspects.ts';
import { examine } from '../examine.ts';
import type { Examination } from '../examine.ts';
import { answerTo } from '../observe.ts';
import type { CampaignOptions } from '../options.ts';
import { callAt } from '../sequence.ts';
import { compareSizes } from '../tally.ts';
import type { Hit } from '../tally.ts';
import type { Kept, KeptCases } from './kept-cases.ts';
import type { FailingRule } from './shrink-all.ts';
import { wantedOf } from './shrinker.ts';
import type { Shrinker } from './shrinker.ts';

/** Aspects of one rule that are looked at beside that of its own case. */
const ASPECTS_MAX = 8;
/** Cases of one rule that are stored beside its own. */
const HIDDEN_MAX = 2;

/** Says whether the mistakes that were found are why a rule fails in a case. */
export type Explanation = (rule: Rule, each: DefectCase) => boolean;

/** A case of a rule that fails there for another reason than in its own. */
export interface HiddenCase {
  readonly rule: Rule;
  readonly kept: Kept;
}

/** What was found of hidden mistakes: `cut` where there was no time to look at every aspect, `lost` where there was no subject. */
export interface HiddenCases {
  readonly hidden: readonly HiddenCase[];
  readonly search: 'done' | 'cut' | 'lost';
}

/** What is needed to look at cases once more. */
export interface Means {
  readonly shrinker: Shrinker;
  readonly kept: KeptCases;
  readonly options: CampaignOptions;
  readonly rules: readonly Rule[];
}

/**
 * Looks for mistakes that hide behind others: of two that break the same rules on different images, the smallest cases of these
 * rules show one. Each aspect that no stored case shows is seen once more; what the mistakes that were found do not explain is
 * shrunk and kept.
 */
export async function hiddenCases(
  failing: readonly FailingRule[],
  isExplained: Explanation,
  means: Means,
): Promise<HiddenCases> {
  const seen = new Map<string, Examination>();
  const hidden: HiddenCase[] = [];
  for (const { rule, aspects } of failing) {
    let found = 0;
    for (const [aspect, hit] of unshown(rule, aspects, means).slice(0, ASPECTS_MAX)) {
      if (found === HIDDEN_MAX) break;
      if (means.options.shouldStop('store')) return { hidden, search: 'cut' };
      const examination = await seenAt(rule, hit, seen, means);
      if (!aspectsIn(rule, examination, means.rules).includes(aspect)) continue;
      if (isExplained(rule, caseOfRule(rule, examination, means.rules))) continue;
      const kept = await stored(rule, aspect, hit, means);
      if (kept === null) continue;
      hidden.push({ rule, kept });
      found += 1;
    }
  }
  return { hidden, search: 'done' };
}

/** The aspects that no stored case shows, those of the smallest images first. */
function unshown(
  rule: Rule,
  aspects: FailingRule['aspects'],
  { kept, rules }: Means,
): readonly (readonly [string, Hit])[] {
  const shown = new Set(kept.all().flatMap(({ examination }) => aspectsIn(rule, examination, rules)));
  return Object.entries(aspects)
    .filter(([aspect]) => !shown.has(aspect))
    .sort(([a, one], [b, other]) => compareSizes(one, other) || (a < b ? -1 : 1));
}

/** A case of the sweep, seen again; many rules fail first on the same. */
async function seenAt(
  rule: Rule,
  { set, index }: Hit,
  seen: Map<string, Examination>,
  { options, rules }: Means,
): Promise<Examination> {
  const { repetition } = wantedOf(rule);
  const key = `${repetition} ${set} ${index}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const examination = await examine(caseOf(options.seed, { set, index }), options.subject, rules, repetition);
  seen.set(key, examination);
  return examination;
}

function failureIn({ verdicts }: Examination, rule: Rule, rules: readonly Rule[]): Failing | null {
  const verdict = verdicts[rules.indexOf(rule)];
  return verdict?.kind === 'fail' ? verdict : null;
}

type Failing = Extract<Verdict, { kind: 'fail' }>;

function aspectsIn(rule: Rule, examination: Examination, rules: readonly Rule[]): readonly string[] {
  const failure = failureIn(examination, rule, rules);
  if (failure === null) return [];
  const { call, stages } = examination;
  return aspectsOf(rule.id, failure, answerTo(rule, callAt(call, stages, failure.append ?? null)));
}

function caseOfRule(rule: Rule, examination: Examination, rules: readonly Rule[]): DefectCase {
  const { call, stages } = examination;
  const place = failureIn(examination, rule, rules)?.append ?? null;
  return { id: '', call: callAt(call, stages, place), failing: [rule.id] };
}

/** @returns `null` when the subject answers otherwise this time */
async function stored(
  rule: Rule,
  aspect: string,
  hit: Hit,
  { shrinker, kept, options, rules }: Means,
): Promise<Kept | null> {
  const wanted = wantedOf(rule, keyOfAspect(rule.id, aspect));
  const { smallest } = await shrinker.shrink(wanted, hit, () => options.shouldStop('shrink'));
  return kept.again(smallest, hit, rule.id, ({ examination }) => aspectsIn(rule, examination, rules).includes(aspect));
}

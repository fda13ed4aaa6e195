import type { CampaignCase, CaseAddress } from '../../../generators/index.ts';
import type { Call, Rule } from '../../../properties/index.ts';
import type { DefectCase } from '../../defects/index.ts';
import { excerptsOf, filesOfCall } from '../../judging/index.ts';
import type { FetchBytes } from '../../judging/index.ts';
import type { Failure } from '../../results/index.ts';
import { SubjectUnavailable, examine } from '../examine.ts';
import type { CampaignOptions } from '../options.ts';
import { nameOfCase, storeCase } from '../store/stored-case.ts';
import type { StoredCase } from '../store/stored-case.ts';
import type { RuleTally } from '../tally.ts';
import { Shrinker } from './shrinker.ts';
import { stateOf } from './state.ts';

/** Calls of the subject to shrink one rule, by what a call costs. */
const SHRINK_CALLS_IN_PROCESS = 2000;
const SHRINK_CALLS_OF_COMMAND = 250;

/** A rule that failed, and where. */
export interface FailingRule extends Pick<RuleTally, 'first' | 'smallest'> {
  readonly rule: Rule;
}

/** What was found by running failing cases again. */
export interface Shrinkage {
  readonly failures: ReadonlyMap<string, Failure>;
  readonly cases: readonly StoredCase[];
  /** The calls behind the cases. */
  readonly calls: readonly DefectCase[];
  /** Why not all of them were run again, or `null`. */
  readonly cut: string | null;
}

/** Runs the smallest case of each failing rule again, smaller and smaller, and keeps the last. */
export async function shrinkAll(
  options: CampaignOptions,
  rules: readonly Rule[],
  failing: readonly FailingRule[],
): Promise<Shrinkage> {
  const { subject, seed } = options;
  const limit = subject.command === null ? SHRINK_CALLS_IN_PROCESS : SHRINK_CALLS_OF_COMMAND;
  const shrinker = new Shrinker(subject, rules, seed, limit);
  const failures = new Map<string, Failure>();
  const cases = new Map<string, Kept>();
  let cut: string | null = null;
  for (const [position, failingRule] of failing.entries()) {
    options.onProgress('shrink', position, failing.length);
    if (options.shouldStop('store')) {
      cut = 'the time was up';
      break;
    }
    try {
      const failure = await shrinkOne(failingRule, shrinker, cases, rules, options);
      if (failure !== null) failures.set(failingRule.rule.id, failure);
    } catch (cause) {
      if (!(cause instanceof SubjectUnavailable)) throw cause;
      cut = cause.message;
      break;
    }
  }
  const kept = [...cases.values()];
  const calls = kept.map(({ stored: { row, broken }, call }) => {
    return { id: row.id, call, failing: broken.map(({ id }) => id) };
  });
  return { failures, cases: kept.map(({ stored }) => stored), calls, cut };
}

/** @returns `null` when the subject answers otherwise this time, which leaves nothing to show; the report has a note of it */
async function shrinkOne(
  { rule, first, smallest: address }: FailingRule,
  shrinker: Shrinker,
  cases: Map<string, Kept>,
  rules: readonly Rule[],
  options: CampaignOptions,
): Promise<Failure | null> {
  if (first === null || address === null) return null;
  const { smallest, steps } = await shrinker.shrink(rule, address, () => options.shouldStop('shrink'));
  // Rules that shrink to the same image share one stored case, the first that was found.
  const name = nameOfCase(smallest);
  const kept = cases.get(name) ?? (await keep(smallest, address, rule, rules, options));
  const [head, ...tail] = kept.stored.broken.find(({ id }) => id === rule.id)?.findings ?? [];
  if (head === undefined) return null;
  cases.set(name, kept);
  return {
    set: first.set,
    index: first.index,
    caseId: kept.stored.row.id,
    shrinkSteps: steps,
    findings: [head, ...tail],
    excerpts: excerptsOf([head, ...tail], kept.files),
  };
}

/** A stored case and the files that findings on it point into. */
interface Kept {
  readonly stored: StoredCase;
  readonly files: FetchBytes;
  readonly call: Call;
}

/** Runs a case once more, for the record: what is stored and what is shown are of one and the same call. */
async function keep(
  examined: CampaignCase,
  { set, index }: CaseAddress,
  rule: Rule,
  rules: readonly Rule[],
  options: CampaignOptions,
): Promise<Kept> {
  const { subject, seed, profile } = options;
  const examination = await examine(examined, subject, rules, 'twice');
  const id = `${set === 'random' ? seed : set}-${index}-${rule.id}`;
  const origin = { id, seed, set, index, replay: options.replayCommand(id) };
  const { call } = examination;
  const dependsOnState = await stateOf(examined, call, subject);
  const stored = { ...storeCase(origin, examined, examination, rules, profile, subject), dependsOnState };
  return { stored, files: filesOfCall(call), call };
}

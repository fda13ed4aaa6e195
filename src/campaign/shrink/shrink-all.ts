import type { Call, Rule } from '../../../properties/index.ts';
import type { DefectCase } from '../../defects/index.ts';
import { excerptsOf, filesOfCall } from '../../judging/index.ts';
import type { Failure } from '../../results/index.ts';
import type { Evidence } from '../evidence.ts';
import { keyOfAnswer } from '../evidence.ts';
import { SubjectUnavailable } from '../examine.ts';
import type { CampaignOptions } from '../options.ts';
import { callAt } from '../sequence.ts';
import type { StoredCase } from '../store/stored-case.ts';
import { keyOfTally } from '../tally.ts';
import type { AnswerTally, RuleTally } from '../tally.ts';
import { hiddenCases } from './hidden.ts';
import type { Explanation, HiddenCases, Means } from './hidden.ts';
import { KeptCases, TIME_IS_UP } from './kept-cases.ts';
import type { Kept } from './kept-cases.ts';
import { Shrinker, wantedOf } from './shrinker.ts';

/** Calls of the subject to shrink one rule, by what a call costs. */
const SHRINK_CALLS_IN_PROCESS = 2000;
const SHRINK_CALLS_OF_COMMAND = 250;

/** A rule that failed, and where. */
export interface FailingRule extends Pick<RuleTally, 'first' | 'smallest' | 'aspects'> {
  readonly rule: Rule;
}

/** What a sweep leaves to be shrunk and stored. */
export interface Leads {
  readonly failing: readonly FailingRule[];
  /** Answers that no rewriter gives, which want a case each where no rule has one. */
  readonly answers: readonly AnswerTally[];
  /** What was seen, for what cannot be seen again. */
  readonly evidence: Evidence | null;
  /** Whether the subject can be asked again. */
  readonly subject: 'there' | 'lost';
  /** Finds the mistakes behind what is stored so far, to tell which of the rest they explain. */
  readonly explain: (failures: ReadonlyMap<string, Failure>, calls: readonly DefectCase[]) => Promise<Explanation>;
}

/** What was found by running failing cases again. */
export interface Shrinkage {
  readonly failures: ReadonlyMap<string, Failure>;
  readonly cases: readonly StoredCase[];
  /** The calls behind the cases. */
  readonly calls: readonly DefectCase[];
  /** Why not all of them were run again, or `null`. */
  readonly cut: string | null;
  /** Rules that held when their case was run again. */
  readonly unrepeated: readonly string[];
  /** Rules whose case is as it was seen first. */
  readonly asSeen: readonly string[];
  /** Rules that fail in a further stored case for another reason than in their own. */
  readonly hidden: readonly { readonly rule: Rule; readonly caseId: string }[];
  /** Whether all were looked for. */
  readonly hiddenSearch: HiddenCases['search'];
}

/**
 * Runs the smallest case of each failing rule again, smaller and smaller, and keeps the last; then one of each bad answer that
 * none of these shows and some rule minds. What cannot be run again, or answers otherwise, is kept as it was seen.
 */
export async function shrinkAll(options: CampaignOptions, rules: readonly Rule[], leads: Leads): Promise<Shrinkage> {
  const { failing, answers, evidence } = leads;
  const limit = options.subject.command === null ? SHRINK_CALLS_IN_PROCESS : SHRINK_CALLS_OF_COMMAND;
  const shrinker = new Shrinker(options.subject, rules, options.seed, limit);
  const kept = new KeptCases(options, rules);
  const failures = new Map<string, Failure>();
  const [unrepeated, asSeen]: [string[], string[]] = [[], []];
  let cut: string | null = null;
  /** `null` where nothing can be asked any more. */
  const asked = async <T>(ask: () => Promise<T>): Promise<T | null> => {
    if (leads.subject === 'lost' || cut !== null) return null;
    if (options.shouldStop('store')) {
      cut = TIME_IS_UP;
      return null;
    }
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof SubjectUnavailable)) throw cause;
      cut = cause.message;
      return null;
    }
  };
  for (const [position, failingRule] of failing.entries()) {
    options.onProgress('shrink', position, failing.length);
    const { id } = failingRule.rule;
    const again = await asked(() => shrinkOne(failingRule, shrinker, kept, options));
    if (again === 'unrepeated') unrepeated.push(id);
    const isShown = again !== null && again !== 'unrepeated';
    const failure = isShown ? again : failureAsSeen(failingRule, evidence, kept, again === null ? 'not asked' : 'held');
    if (failure !== null && !isShown) asSeen.push(id);
    if (failure !== null) failures.set(id, failure);
  }
  for (const answer of answers) {
    const key = keyOfTally(answer);
    if (kept.shows(key)) continue;
    const again = await asked(() => storeAnswer(answer, key, shrinker, kept, options));
    const seen = evidence?.of(key) ?? null;
    const isShown = again !== null && again !== 'unrepeated';
    if (!isShown && seen !== null) kept.asSeen(seen, labelOf(answer), again === null ? 'not asked' : 'held');
  }
  const shown = kept.all();
  const calls = shown.flatMap(defectCases);
  const explanation = failures.size === 0 ? null : await leads.explain(failures, calls);
  const means = { shrinker, kept, options, rules };
  const { hidden, search } =
    explanation === null ? NOTHING_HIDDEN : await lookedFor(failing, explanation, means, leads);
  const all = kept.all();
  const further = all.slice(shown.length).flatMap(defectCases);
  return {
    failures,
    cases: all.map(({ stored }) => stored),
    calls: [...calls, ...further],
    cut,
    unrepeated,
    asSeen,
    hidden: hidden.map(({ rule, kept: { stored } }) => ({ rule, caseId: stored.row.id })),
    hiddenSearch: search,
  };
}

const NOTHING_HIDDEN: HiddenCases = { hidden: [], search: 'done' };

/** Looks for mistakes that hide behind others, unless the subject is gone. */
async function lookedFor(
  failing: readonly FailingRule[],
  explanation: Explanation,
  means: Means,
  { subject }: Leads,
): Promise<HiddenCases> {
  if (subject === 'lost') return { hidden: [], search: 'lost' };
  try {
    return await hiddenCases(failing, explanation, means);
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    return { hidden: [], search: 'lost' };
  }
}

/** A case for the search for mistakes: one for each append that broke something, for there it is a call like any other. */
function defectCases({ stored: { row, broken }, examination: { call, stages } }: Kept): readonly DefectCase[] {
  const failing = new Map<Call, string[]>();
  for (const { id, append } of broken) {
    const at = callAt(call, stages, append);
    failing.set(at, [...(failing.get(at) ?? []), id]);
  }
  return [...failing].map(([at, ids]) => ({ id: row.id, call: at, failing: ids }));
}

/** @returns `unrepeated` when the subject answers otherwise this time; the report has a note of it */
async function shrinkOne(
  failing: FailingRule,
  shrinker: Shrinker,
  kept: KeptCases,
  options: CampaignOptions,
): Promise<Failure | 'unrepeated' | null> {
  const { rule, smallest: address } = failing;
  if (address === null) return null;
  const { smallest, steps } = await shrinker.shrink(wantedOf(rule), address, () => options.shouldStop('shrink'));
  const shown = await kept.again(smallest, address, rule.id, ({ stored }) => breaks(stored, rule));
  return shown === null ? 'unrepeated' : failureIn(shown, failing, steps);
}

function failureAsSeen(
  failing: FailingRule,
  evidence: Evidence | null,
  kept: KeptCases,
  again: 'held' | 'not asked',
): Failure | null {
  const { rule } = failing;
  const seen = evidence?.of(rule.id) ?? null;
  return seen === null ? null : failureIn(kept.asSeen(seen, rule.id, again), failing, 0);
}

function breaks({ broken }: StoredCase, rule: Rule): boolean {
  return broken.some(({ id }) => id === rule.id);
}

function failureIn({ stored, examination }: Kept, { rule, first }: FailingRule, steps: number): Failure | null {
  const broken = stored.broken.find(({ id }) => id === rule.id);
  const [head, ...tail] = broken?.findings ?? [];
  if (first === null || head === undefined) return null;
  const append = broken?.append ?? null;
  const { call, stages } = examination;
  return {
    set: first.set,
    index: first.index,
    caseId: stored.row.id,
    shrinkSteps: steps,
    append,
    findings: [head, ...tail],
    excerpts: excerptsOf([head, ...tail], filesOfCall(callAt(call, stages, append))),
  };
}

/** @returns `unrepeated` when the subject answers otherwise this time, or no rule minds */
async function storeAnswer(
  answer: AnswerTally,
  key: string,
  shrinker: Shrinker,
  kept: KeptCases,
  options: CampaignOptions,
): Promise<Kept | 'unrepeated'> {
  const { at } = answer.example;
  const { smallest } = await shrinker.shrink({ shown: key, repetition: 'once' }, at, () =>
    options.shouldStop('shrink'),
  );
  const shown = await kept.again(smallest, at, labelOf(answer), ({ stored, examination }) => {
    return keyOfAnswer(examination.call.steps[0].answer) === key && stored.broken.length > 0;
  });
  return shown ?? 'unrepeated';
}

/** The last part of the id of a case that shows an answer. */
function labelOf({ kind, code }: AnswerTally): string {
  return code === '' ? kind : `${kind}-${code}`;
}

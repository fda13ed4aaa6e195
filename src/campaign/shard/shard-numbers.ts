/** What the numbers of a shard have to come to: all that can be said of them without running its cases again. */
import { FEATURES, INTERACTIONS, interactionLabel } from '../../../generators/index.ts';
import { isInherited, lacksOutput, mayWithhold } from '../../../properties/index.ts';
import type { Rule } from '../../../properties/index.ts';
import { selectRules, unmatchedGlobs } from '../../judging/index.ts';
import { CASE_SETS, isAnswerKind } from '../../results/index.ts';
import type { CaseSet } from '../../results/index.ts';
import { casesInShare, compareAddresses, partOf, plannedCases } from '../schedule.ts';
import type { Share } from '../schedule.ts';
import { answersOf, compareSizes, executedCases, keyOfTally } from '../tally.ts';
import type { Hit, PolicyTally, RuleTally, Tally } from '../tally.ts';
import { Misfit } from './misfit.ts';
import { SHARD_COUNT_MAX } from './shard.ts';
import type { Shard } from './shard.ts';

/** Longest piece of a document that a sentence quotes. */
export const QUOTE_MAX = 60;

/** Appends of one case. */
export const APPENDS_MAX = 4;

/** No part takes longer, in milliseconds: thirty years. All parts of a run together come to a number that JSON carries. */
export const DURATION_MAX = 2 ** 40;

/** Whether a share names parts of a number that there may be, in order and once. */
export function isShare({ count, parts }: Share): boolean {
  const isPart = (part: number, at: number): boolean =>
    Number.isSafeInteger(part) && part <= count && part > (parts[at - 1] ?? 0);
  return Number.isSafeInteger(count) && count <= SHARD_COUNT_MAX && parts.length > 0 && parts.every(isPart);
}

/** @throws Misfit naming the first thing that a share of such a run cannot have come to */
export function requirePossible({ time, run, shards, tally }: Shard): void {
  if (!isShare(shards)) throw new Misfit('shards.parts must name shards in order and once');
  for (const key of ['durationMs', 'gridMs'] as const) {
    const most = shards.parts.length * DURATION_MAX;
    if (time[key] > most) throw new Misfit(`time.${key} must be from 0 to ${most} but is ${time[key]}`);
  }
  if (unmatchedGlobs([...run.rules, ...run.excludedRules]).length > 0) throw new Misfit('run.rules name no rule');
  const rules = selectRules(run);
  if (rules.length === 0) throw new Misfit('run leaves no rule to judge by');
  const wanted = casesInShare(run, shards);
  for (const set of CASE_SETS) {
    if (tally.executed[set] === wanted[set]) continue;
    throw new Misfit(`tally.executed.${set} must be ${wanted[set]} but is ${tally.executed[set]}`);
  }
  const planned = plannedCases(run);
  const isOfShare = (at: Address): boolean => at.index < planned[at.set] && isIn(at, shards);
  requireAnswers(tally, isOfShare);
  requireRefusals(tally);
  requireSequences(tally);
  requireFeatures(tally);
  requireRules(tally, rules, isOfShare);
}

interface Address {
  readonly set: CaseSet;
  readonly index: number;
}

function isIn(at: Address, { count, parts }: Share): boolean {
  return parts.includes(partOf(at, count));
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, QUOTE_MAX));
}

/** Every case has one answer. */
function requireAnswers(tally: Tally, isOfShare: (at: Address) => boolean): void {
  const executed = executedCases(tally);
  const answers = Object.values(tally.answers).reduce((sum, { count }) => sum + count, 0);
  if (answers !== executed) throw new Misfit(`tally.answers has ${answers} answers to ${executed} cases`);
  for (const [key, { kind, code, count, late, example }] of Object.entries(tally.answers)) {
    const hasCode = kind === 'refused' || kind === 'misbehaved';
    if (key !== keyOfTally({ kind, code }) || (!hasCode && code !== '')) {
      throw new Misfit(`tally.answers has ${quoted(keyOfTally({ kind, code }))} under the wrong name`);
    }
    const [least, most] = kind === 'timed-out' ? [count, count] : [0, kind === 'misbehaved' ? count : 0];
    if (late < least || late > most)
      throw new Misfit(`tally.answers has ${quoted(key)} ${late} times late of ${count}`);
    if (!isOfShare(example.at)) throw new Misfit('tally.answers names a case that is not in the shard');
  }
}

/** Whatever is a sequence has two appends at least. */
function requireSequences(tally: Tally): void {
  const { cases, appends } = tally.sequences;
  if (cases <= answersOf('rewritten', tally) && appends >= 2 * cases && appends <= APPENDS_MAX * cases) return;
  throw new Misfit(`tally.sequences has ${appends} appends in ${cases} cases`);
}

/** Cases of all sets but the hostile, whose refusals nobody asks for reasons. */
function ordinaryCases({ executed }: Tally): number {
  return executedCases({ executed }) - executed.hostile;
}

/** Every refusal is of one kind, and has its reasons. */
function requireRefusals(tally: Tally): void {
  const { must, may, wrong, hostile } = tally.refused;
  const refused = answersOf('refused', tally);
  if (must + may + wrong + hostile !== refused || hostile > tally.executed.hostile) {
    throw new Misfit(`tally.refused does not come to ${refused} refusals, some of hostile images`);
  }
  const ordinary = ordinaryCases(tally);
  if (must + may + wrong > ordinary) throw new Misfit(`tally.refused has more than the ${ordinary} cases it is of`);
  const policies = Object.values(tally.policies);
  const bad = Object.entries(tally.policies).find(([, policy]) => !isPossible(policy, tally));
  if (bad !== undefined) throw new Misfit(`tally.policies has numbers of ${quoted(bad[0])} that do not go together`);
  const all = policies.reduce((sum, policy) => sum + policy.refused, 0);
  const alone = policies.reduce((sum, policy) => sum + policy.alone.refused, 0);
  const cases = policies.reduce((sum, policy) => sum + policy.alone.cases, 0);
  const rewritten = policies.reduce((sum, policy) => sum + policy.alone.rewritten, 0);
  if (all < may || alone > may || cases > ordinary || rewritten > answersOf('rewritten', tally)) {
    throw new Misfit(`tally.policies does not come to ${may} refusals that are left to the subject`);
  }
}

function isPossible({ cases, refused, rewritten, alone }: PolicyTally, tally: Tally): boolean {
  const [outputs, refusals] = [answersOf('rewritten', tally), answersOf('refused', tally)];
  // Only cases that were answered in another way are neither.
  const others = cases - refused - rewritten;
  if (cases === 0 || others > executedCases(tally) - outputs - refusals) return false;
  const beside = {
    cases: cases - alone.cases,
    refused: refused - alone.refused,
    rewritten: rewritten - alone.rewritten,
  };
  const isWhole = [alone, beside].every(
    (part) => Math.min(part.cases - part.refused - part.rewritten, ...Object.values(part)) >= 0,
  );
  return isWhole && cases <= ordinaryCases(tally) && refused <= tally.refused.may && rewritten <= outputs;
}

const FEATURE_NAMES = FEATURES.map(({ name }) => name);
/** Features that meet, by the label under which they are counted. */
const MEETINGS = new Map(INTERACTIONS.map((each) => [interactionLabel(each), each.features]));

/** What is counted are random cases, and those with two features are among those with each. */
function requireFeatures({ executed, features, interactions }: Tally): void {
  for (const [name, count] of Object.entries(features)) {
    if (!FEATURE_NAMES.includes(name)) throw new Misfit(`tally.features names ${quoted(name)}, which no case has`);
    if (count > executed.random) throw new Misfit(`tally.features.${name} is more than the random cases`);
  }
  for (const [label, count] of Object.entries(interactions)) {
    const met = MEETINGS.get(label);
    if (met === undefined) throw new Misfit(`tally.interactions names ${quoted(label)}, which is not counted`);
    const most = Math.min(...met.map((name) => features[name] ?? 0));
    if (count > most) throw new Misfit(`tally.interactions has more of ${quoted(label)} than tally.features allows`);
  }
}

/** Every rule that was to be judged by is there, and no other. */
function requireRules(tally: Tally, rules: readonly Rule[], isOfShare: (at: Address) => boolean): void {
  const known = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));
  if (executedCases(tally) > 0 && Object.keys(tally.rules).length !== known.size) {
    throw new Misfit(`tally.rules must have ${known.size} rules`);
  }
  for (const [id, row] of Object.entries(tally.rules)) {
    const rule = known.get(id);
    if (rule === undefined) throw new Misfit(`tally.rules names ${quoted(id)}, which was not judged`);
    requireVerdicts(rule, row, tally);
    const hits = Object.values(row.aspects);
    if ([row.first, row.smallest, ...hits].some((hit) => hit !== null && !isAmongAppends(hit, tally))) {
      throw new Misfit(`tally.rules.${id} names an append that tally.sequences does not have`);
    }
    const places = [row.first, row.smallest, row.error?.at ?? null, ...hits];
    if (!hasPlaces(row) || !places.every((at) => at === null || isOfShare(at))) {
      throw new Misfit(`tally.rules.${id} names cases that it cannot have failed on`);
    }
  }
}

/** One verdict on every case, one reason for each that is skipped or vacuous, and none where there was no output. */
function requireVerdicts(rule: Rule, row: RuleTally, tally: Tally): void {
  const { passed, vacuous, skipped, inherited, failed, errored, withoutOutput, withheld } = row;
  const wrong = (what: string): Misfit => new Misfit(`tally.rules.${rule.id}${what}`);
  const executed = executedCases(tally);
  const verdicts = passed + vacuous + skipped + failed + errored + withoutOutput;
  if (verdicts !== executed) throw wrong(` has ${verdicts} verdicts on ${executed} cases`);
  const lacking = rule.scope === 'call' ? 0 : executed - answersOf('rewritten', tally);
  if (withoutOutput !== lacking) throw wrong(`.withoutOutput must be ${lacking} but is ${withoutOutput}`);
  const answered = Object.entries(row.failedWith);
  if (sumOf(row.failedWith) !== failed || !answered.every(([kind, count]) => count <= mostWith(kind, rule, tally))) {
    throw wrong(`.failedWith does not say what was answered in ${failed} cases`);
  }
  const reasons = Object.entries(row.reasons);
  if (sumOf(row.reasons) !== skipped || reasons.some(([reason]) => lacksOutput(reason))) {
    throw wrong(`.reasons do not come to ${skipped} that were skipped`);
  }
  if (sumOf(row.vacuousReasons) !== vacuous) throw wrong(`.vacuousReasons do not come to ${vacuous}`);
  const excused = reasons.reduce((sum, [reason, count]) => (isInherited(reason) ? sum + count : sum), 0);
  if (inherited !== excused) throw wrong(`.inherited must be ${excused} but is ${inherited}`);
  const chosen = mayWithhold(rule) ? Math.min(withoutOutput, tally.refused.may + tally.refused.wrong) : 0;
  if (withheld > chosen) throw wrong(`.withheld must be from 0 to ${chosen} but is ${withheld}`);
}

/** In how many cases a rule can have judged an answer of a kind: of an image or an append only where there is an output. */
function mostWith(kind: string, rule: Rule, tally: Tally): number {
  if (!isAnswerKind(kind)) return 0;
  if (rule.scope !== 'call') return kind === 'rewritten' ? answersOf(kind, tally) : 0;
  // Of more than the first answer to a case nothing is counted.
  return rule.needs === undefined ? answersOf(kind, tally) + tally.sequences.cases : executedCases(tally);
}

/** Whether there were sequences enough for a rule to have failed at an append of such a number. */
function isAmongAppends({ append }: Hit, { sequences: { cases, appends } }: Tally): boolean {
  return append === 1 || (cases > 0 && append + 2 * (cases - 1) <= appends);
}

/** Whether a rule names the cases on which it failed or broke, if it did, and the first before the smallest. */
function hasPlaces({ first, smallest, aspects, failed, error, errored }: RuleTally): boolean {
  if ((error !== null) !== errored > 0) return false;
  const hits = Object.values(aspects);
  if (first === null || smallest === null) return failed === 0 && first === smallest && hits.length === 0;
  // An aspect cannot be of a case before the first, or of a smaller one than the smallest.
  if (hits.some((hit) => compareAddresses(first, hit) > 0 || compareSizes(smallest, hit) > 0)) return false;
  const order = compareAddresses(first, smallest);
  if (failed === 0 || order > 0 || compareSizes(smallest, first) > 0) return false;
  return order === 0 ? first.inputSize === smallest.inputSize : failed > 1;
}

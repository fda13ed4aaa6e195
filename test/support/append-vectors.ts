/** What is wrong with an entry of the tables that prove the rules on appends and calls, in words; nothing when it proves its rule. */
import { isDeepStrictEqual } from 'node:util';
import { RULES, judgeAppend, judgeCall, ruleOf } from '../../properties/index.ts';
import type { AppendRule, RuleId } from '../../properties/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { imageIn, pairOf } from '../vectors/append-pairs.ts';
import type { Pair, PairName, Spoiled } from '../vectors/append-pairs.ts';
import type { CallEntry } from '../vectors/calls.ts';
import type { AppendHold, AppendViolation } from '../vectors/entries.ts';

export const APPEND_RULES: readonly AppendRule[] = RULES.filter((rule) => rule.scope === 'append');
const CALL_RULES = RULES.filter(({ scope }) => scope === 'call');

/** What every append rule says of a pair with something spoiled. */
export function judgeSpoiled(pair: Pair, { input, output, requests }: Spoiled): ReadonlyMap<RuleId, Verdict> {
  const append = {
    before: input === undefined ? pair.before : imageIn(input),
    after: output === undefined ? pair.after : imageIn(output),
    requests: requests ?? pair.requests,
  };
  return new Map(APPEND_RULES.map((rule) => [rule.id, judgeAppend(rule, append)]));
}

/** The rules that neither hold nor have nothing to say. */
function failing(verdicts: ReadonlyMap<RuleId, Verdict>): readonly RuleId[] {
  return [...verdicts].filter(([, { kind }]) => kind === 'fail' || kind === 'error').map(([id]) => id);
}

/** Rules on the append as a whole fail with most of the others, so that only their own entries say which of them do. */
function isOnTheWhole(id: RuleId): boolean {
  return id.startsWith('PR-META-');
}

function differences(pairs: readonly (readonly [what: string, is: unknown, should: unknown])[]): readonly string[] {
  return pairs
    .filter(([, is, should]) => !isDeepStrictEqual(is, should))
    .map(([what, is, should]) => `${what} ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
}

/** A good append breaks no rule. */
export function wrongWithPair(name: PairName): readonly string[] {
  return failing(judgeSpoiled(pairOf(name), {}));
}

/** A violation breaks its rule and its consequences and no other, and the finding points at the bytes at fault. */
export function wrongWithAppendViolation(entry: AppendViolation): readonly string[] {
  const pair = pairOf(entry.pair);
  const verdicts = judgeSpoiled(pair, entry.spoil(pair));
  const others = failing(verdicts).filter((id) => isOnTheWhole(entry.rule) || !isOnTheWhole(id));
  const verdict = verdicts.get(entry.rule);
  if (verdict?.kind !== 'fail') return [`${entry.rule} does not fail`];
  const [first] = verdict.findings;
  return differences([
    ['breaks', others.toSorted(), [entry.rule, ...(entry.also ?? [])].toSorted()],
    ['points at', first.at[0], entry.at(pair)],
    ['found', first.actual, entry.actual ?? first.actual],
  ]);
}

/** Whether a rule holds, be it that nothing was at stake. */
function holds(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'pass' || verdict?.kind === 'vacuous';
}

/** An append that satisfies a rule in another way breaks none. */
export function wrongWithAppendHold({ rule, pair: name, spoil }: AppendHold): readonly string[] {
  const pair = pairOf(name);
  const verdicts = judgeSpoiled(pair, spoil(pair));
  return differences([
    ['breaks', failing(verdicts), []],
    [rule, holds(verdicts.get(rule)), true],
  ]);
}

/** A call breaks its rule, where it has to, and no other on calls; which input must be refused is said of every call. */
export function wrongWithCall({ rule: id, make, at, actual }: CallEntry): readonly string[] {
  const rule = ruleOf(id);
  if (rule === undefined) return [`there is no rule ${id}`];
  const call = make();
  const verdict = judgeCall(rule, call);
  if (at === null) return differences([[id, holds(verdict), true]]);
  if (verdict.kind !== 'fail') return [`${id} does not fail`];
  const [first] = verdict.findings;
  const others = CALL_RULES.filter((other) => other.id !== id && other.id !== 'PR-REF-001');
  return differences([
    ['points at', first.at[0], at],
    ['found', first.actual, actual ?? first.actual],
    ['breaks too', others.filter((other) => judgeCall(other, call).kind === 'fail').map((other) => other.id), []],
  ]);
}

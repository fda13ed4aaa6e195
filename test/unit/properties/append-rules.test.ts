import { describe, expect, it } from 'vitest';
import { RULES, judgeAppend } from '../../../properties/index.ts';
import type { AppendRule, RuleId } from '../../../properties/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { PAIR_NAMES, imageIn, pairOf } from '../../vectors/append-pairs.ts';
import type { Pair, Spoiled } from '../../vectors/append-pairs.ts';
import { APPEND_HOLDS, APPEND_VIOLATIONS } from '../../vectors/append-violations.ts';

const APPEND_RULES: readonly AppendRule[] = RULES.filter((rule) => rule.scope === 'append');

/** What every append rule says of a pair with something spoiled. */
function judgeAll(pair: Pair, { input, output, requests }: Spoiled): ReadonlyMap<RuleId, Verdict> {
  const append = {
    before: input === undefined ? pair.before : imageIn(input),
    after: output === undefined ? pair.after : imageIn(output),
    requests: requests ?? pair.requests,
  };
  return new Map(APPEND_RULES.map((rule) => [rule.id, judgeAppend(rule, append)]));
}

function failing(verdicts: ReadonlyMap<RuleId, Verdict>): readonly RuleId[] {
  return [...verdicts].filter(([, { kind }]) => kind !== 'pass' && kind !== 'skip').map(([id]) => id);
}

/** Rules on the append as a whole fail with most of the others, so that only their own entries say which of them do. */
function isOnTheWhole(id: RuleId): boolean {
  return id.startsWith('PR-META-');
}

describe('the good appends', () => {
  it.each(PAIR_NAMES)('break no append rule: %s', (name) => {
    expect(failing(judgeAll(pairOf(name), {}))).toEqual([]);
  });

  it('let every append rule hold at least once', () => {
    const verdicts = PAIR_NAMES.flatMap((name) => [...judgeAll(pairOf(name), {})]);
    const held = new Set(verdicts.filter(([, { kind }]) => kind === 'pass').map(([id]) => id));
    expect(APPEND_RULES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
  });
});

describe('every append rule fails on an append that breaks it', () => {
  it.each(APPEND_VIOLATIONS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    const pair = pairOf(entry.pair);
    const verdicts = judgeAll(pair, entry.spoil(pair));
    const others = failing(verdicts).filter((id) => isOnTheWhole(entry.rule) || !isOnTheWhole(id));
    expect(others.toSorted()).toEqual([entry.rule, ...(entry.also ?? [])].toSorted());
    const verdict = verdicts.get(entry.rule);
    if (verdict?.kind !== 'fail') throw new Error(`${entry.rule} does not fail`);
    const [first] = verdict.findings;
    expect(first.at[0]).toEqual(entry.at(pair));
    if (entry.actual !== undefined) expect(first.actual).toBe(entry.actual);
  });
});

describe('an append rule holds on an append that satisfies it in another way', () => {
  it.each(APPEND_HOLDS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    const pair = pairOf(entry.pair);
    const verdicts = judgeAll(pair, entry.spoil(pair));
    expect(failing(verdicts)).toEqual([]);
    expect(verdicts.get(entry.rule)).toEqual({ kind: 'pass' });
  });
});

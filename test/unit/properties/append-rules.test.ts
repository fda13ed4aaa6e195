import { describe, expect, it } from 'vitest';
import {
  APPEND_RULES,
  judgeSpoiled,
  wrongWithAppendHold,
  wrongWithAppendViolation,
  wrongWithPair,
} from '../../support/append-vectors.ts';
import { PAIR_NAMES, pairOf } from '../../vectors/append-pairs.ts';
import { APPEND_HOLDS, APPEND_VIOLATIONS } from '../../vectors/append-violations.ts';

describe('the good appends', () => {
  it.each(PAIR_NAMES)('break no append rule: %s', (name) => {
    expect(wrongWithPair(name)).toEqual([]);
  });

  it('let every append rule hold at least once', () => {
    const verdicts = PAIR_NAMES.flatMap((name) => [...judgeSpoiled(pairOf(name), {})]);
    const held = new Set(verdicts.filter(([, { kind }]) => kind === 'pass' || kind === 'vacuous').map(([id]) => id));
    expect(APPEND_RULES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
  });
});

describe('every append rule fails on an append that breaks it', () => {
  it.each(APPEND_VIOLATIONS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    expect(wrongWithAppendViolation(entry)).toEqual([]);
  });
});

describe('an append rule holds on an append that satisfies it in another way', () => {
  it.each(APPEND_HOLDS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    expect(wrongWithAppendHold(entry)).toEqual([]);
  });
});

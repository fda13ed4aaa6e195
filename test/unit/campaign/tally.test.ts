import { describe, expect, it } from 'vitest';
import { INHERITED, RULES } from '../../../properties/index.ts';
import { AnswerTally, RuleTally, ranked } from '../../../src/campaign/tally.ts';
import type { Finding } from '../../../src/results/index.ts';

const FINDING: Finding = {
  about: 'field',
  expected: { kind: 'zero-bytes' },
  actual: 1,
  at: [{ file: 'after', offset: 0, length: 1 }],
};

function emptyTally(): RuleTally {
  const [rule] = RULES;
  if (rule === undefined) throw new Error('the catalogue is empty');
  return new RuleTally(rule);
}

describe('the tally of a rule', () => {
  it('counts each verdict once', () => {
    const tally = emptyTally();
    const hit = { set: 'random', index: 0, inputSize: 1 } as const;
    tally.add({ kind: 'pass' }, hit);
    tally.add({ kind: 'skip', reason: 'no overlay' }, hit);
    tally.add({ kind: 'skip', reason: INHERITED }, hit);
    tally.add({ kind: 'fail', findings: [FINDING] }, hit);
    tally.add({ kind: 'error', message: 'first' }, hit);
    tally.add({ kind: 'error', message: 'second' }, hit);
    const { passed, skipped, inherited, failed, errored, errorMessage } = tally;
    expect({ passed, skipped, inherited, failed, errored, errorMessage }).toEqual({
      passed: 1,
      skipped: 2,
      inherited: 1,
      failed: 1,
      errored: 2,
      errorMessage: 'first',
    });
  });

  it('remembers the first failing case and the first of the smallest', () => {
    const tally = emptyTally();
    for (const [index, inputSize] of [30, 20, 10, 10, 40].entries()) {
      tally.add({ kind: 'fail', findings: [FINDING] }, { set: 'random', index, inputSize });
    }
    expect(tally.first).toEqual({ set: 'random', index: 0, inputSize: 30 });
    expect(tally.smallest).toEqual({ set: 'random', index: 2, inputSize: 10 });
  });

  it('lists reasons by how common they are and then by the alphabet', () => {
    const tally = emptyTally();
    for (const reason of ['b', 'c', 'a', 'c'])
      tally.add({ kind: 'skip', reason }, { set: 'random', index: 0, inputSize: 1 } as const);
    expect(tally.skipReasons()).toEqual([
      { reason: 'c', count: 2 },
      { reason: 'a', count: 1 },
      { reason: 'b', count: 1 },
    ]);
  });
});

describe('ranked', () => {
  it('does not depend on the order in which labels came', () => {
    const entries = [
      ['Z', 2],
      ['a', 2],
      ['é', 2],
      ['b', 9],
    ] as const;
    const expected = ['b', 'Z', 'a', 'é'];
    expect(ranked(new Map(entries)).map(([label]) => label)).toEqual(expected);
    expect(ranked(new Map([...entries].reverse())).map(([label]) => label)).toEqual(expected);
  });
});

describe('the tally of answers', () => {
  it('tells refusals and misbehaviours apart, keeps the first example and sorts by name', () => {
    const tally = new AnswerTally();
    tally.add({ kind: 'rewritten', bytes: new Uint8Array(1) });
    tally.add({ kind: 'refused', code: 'name-taken', detail: 'one' });
    tally.add({ kind: 'refused', code: 'name-taken', detail: 'two' });
    tally.add({ kind: 'refused', code: 'bad-name', detail: 'three' });
    tally.add({ kind: 'misbehaved', what: 'no-output', detail: 'four' });
    expect(tally.rows()).toEqual([
      { kind: 'misbehaved', code: 'no-output', count: 1, example: 'four' },
      { kind: 'refused', code: 'bad-name', count: 1, example: 'three' },
      { kind: 'refused', code: 'name-taken', count: 2, example: 'one' },
      { kind: 'rewritten', code: '', count: 1, example: '' },
    ]);
    expect([tally.count('refused'), tally.count('rewritten'), tally.count('crashed')]).toEqual([3, 1, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { DULL_PLAN, caseAt, caseFromPlan } from '../../../generators/index.ts';
import { INHERITED } from '../../../properties/index.ts';
import type { Call, RefusalGrounds, Rule } from '../../../properties/index.ts';
import { RULES, refusalGrounds } from '../../../properties/index.ts';
import { EMPTY_TALLY, merge } from '../../../src/campaign/index.ts';
import type { Hit, Tally } from '../../../src/campaign/index.ts';
import { observe } from '../../../src/campaign/observe.ts';
import { answerRows, ranked, reasonRows, refusalRows } from '../../../src/campaign/report/rows.ts';
import { TallySum, answersOf, ruleTally } from '../../../src/campaign/tally.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Finding, Verdict } from '../../../src/results/index.ts';
import { caseOf } from '../../support/cases.ts';

const FINDING: Finding = {
  about: 'field',
  expected: { kind: 'zero-bytes' },
  actual: 1,
  at: [{ file: 'after', offset: 0, length: 1 }],
};
const FAIL: Verdict = { kind: 'fail', findings: [FINDING] };
const REFUSED: Answer = { kind: 'refused', code: 'no', detail: 'no' };
const REWRITTEN: Answer = { kind: 'rewritten', bytes: new Uint8Array(1) };

function firstRule(): Rule {
  const [rule] = RULES;
  if (rule === undefined) throw new Error('the catalogue is empty');
  return rule;
}
const RULE = firstRule();
const PLAIN = caseOf();

/** The tally of one case in which the subject gave an answer and one rule said something. */
function one(
  { set, index, inputSize }: Omit<Hit, 'append'>,
  { answer = REFUSED, verdict }: { readonly answer?: Answer; readonly verdict?: Verdict },
  zbootCase = PLAIN,
  rules = [RULE],
): Tally {
  const step = {
    on: null,
    requests: [zbootCase.request],
    setting: { previousOutput: null },
    answer,
    after: null,
  } as const;
  const call: Call = { before: readImage(zbootCase.image), steps: [step] };
  const image = zbootCase.image.subarray(0, inputSize);
  const verdicts = verdict === undefined ? [] : [verdict];
  return observe({ set, index }, { image, features: zbootCase.features }, { call, stages: [], verdicts }, rules);
}

const at = (index: number, inputSize = 1): Hit => ({ set: 'random', index, inputSize, append: 1 });
const all = (tallies: readonly Tally[]): Tally => tallies.reduce(merge, EMPTY_TALLY);

describe('the tally of a rule', () => {
  it('counts each verdict once', () => {
    const verdicts: readonly Verdict[] = [
      { kind: 'pass' },
      { kind: 'skip', reason: 'no overlay' },
      { kind: 'skip', reason: INHERITED },
      { kind: 'skip', reason: 'the answer is not a rewritten image: refused' },
      { kind: 'vacuous', reason: 'there is none' },
      FAIL,
      { kind: 'error', message: 'first' },
      { kind: 'error', message: 'second' },
    ];
    const tally = all(verdicts.map((verdict, index) => one(at(index), { verdict })));
    expect(ruleTally(RULE.id, tally)).toEqual({
      passed: 1,
      vacuous: 1,
      skipped: 2,
      inherited: 1,
      failed: 1,
      errored: 2,
      withoutOutput: 1,
      withheld: 0,
      reasons: { 'no overlay': 1, [INHERITED]: 1 },
      vacuousReasons: { 'there is none': 1 },
      failedWith: { refused: 1 },
      first: at(5),
      smallest: at(5),
      aspects: { 'refused zero-bytes field': at(5) },
      error: { at: { set: 'random', index: 6 }, message: 'first' },
    });
  });

  it('counts what was refused by choice although it has what the rule looks at, but of no hostile image', () => {
    const certificates = RULES.filter(({ id }) => id === 'PE-DIR-011');
    const [signed, unsigned] = [1, 0].map((count) => caseFromPlan({ ...DULL_PLAN, certificates: count }));
    const taken = caseFromPlan({ ...DULL_PLAN, certificates: 1, request: { ...DULL_PLAN.request, name: '.text' } });
    const reason = 'the answer is not a rewritten image: refused';
    const tallyOf = (set: Hit['set'], zbootCase = PLAIN): readonly number[] => {
      const refused = { answer: REFUSED, verdict: { kind: 'skip', reason } } as const;
      const { withoutOutput, withheld } = ruleTally(
        'PE-DIR-011',
        one({ ...at(0), set }, refused, zbootCase, certificates),
      );
      return [withoutOutput, withheld];
    };
    expect([
      tallyOf('random', signed),
      tallyOf('random', unsigned),
      tallyOf('random', taken),
      tallyOf('hostile', signed),
    ]).toEqual([
      [1, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it('remembers the first failing case and the first of the smallest, whatever comes first', () => {
    const tallies = [30, 20, 10, 10, 40].map((inputSize, index) => one(at(index, inputSize), { verdict: FAIL }));
    for (const order of [tallies, tallies.toReversed()]) {
      const { first, smallest } = ruleTally(RULE.id, all(order));
      expect({ first, smallest }).toEqual({ first: at(0, 30), smallest: at(2, 10) });
    }
  });

  it('takes a valid image for smaller than any that is broken on purpose, for nobody can put the rule down to that', () => {
    const hostile = one({ set: 'hostile', index: 0, inputSize: 1 }, { verdict: FAIL });
    const { smallest } = ruleTally(RULE.id, all([hostile, one(at(3, 900), { verdict: FAIL })]));
    expect(smallest).toEqual(at(3, 900));
  });

  it('takes every case of the grid for earlier than a random one', () => {
    const grid = one({ set: 'grid', index: 9, inputSize: 5 }, { verdict: FAIL });
    const tally = all([one(at(0, 5), { verdict: FAIL }), grid]);
    expect(ruleTally(RULE.id, tally).first?.set).toBe('grid');
    expect(tally.executed).toEqual({ grid: 1, extremes: 0, random: 1, foreign: 0, hostile: 0 });
  });

  it('lists reasons by how common they are and then by the alphabet', () => {
    const tally = all(
      ['b', 'c', 'a', 'c'].map((reason, index) => one(at(index), { verdict: { kind: 'skip', reason } })),
    );
    expect(reasonRows(ruleTally(RULE.id, tally).reasons)).toEqual([
      { reason: 'c', count: 2 },
      { reason: 'a', count: 1 },
      { reason: 'b', count: 1 },
    ]);
  });

  it('is that of no case for a rule that was never judged', () => {
    expect(ruleTally('PE-XXX-001', EMPTY_TALLY)).toMatchObject({ passed: 0, failed: 0, first: null });
  });
});

describe('labels that every object has', () => {
  it.each(['__proto__', 'constructor', 'toString'])('are labels like any other: %s', (label) => {
    const { rules } = one(at(0), { verdict: FAIL });
    const text = JSON.stringify({ ...EMPTY_TALLY, rules: { label: rules[RULE.id] }, features: { label: 2 } });
    // Parsed, for that is how such a key comes to be one.
    const tally = JSON.parse(text.replaceAll('"label"', JSON.stringify(label))) as Tally;
    const merged = merge(merge(EMPTY_TALLY, tally), EMPTY_TALLY);
    expect(Object.entries(merged.features)).toEqual([[label, 2]]);
    expect(Object.keys(merged.rules)).toEqual([label]);
    expect(ruleTally(label, merged).failed).toBe(1);
    expect(ruleTally(label, EMPTY_TALLY).failed).toBe(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
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
    expect(ranked(Object.fromEntries(entries)).map(([label]) => label)).toEqual(expected);
    expect(ranked(Object.fromEntries([...entries].reverse())).map(([label]) => label)).toEqual(expected);
  });
});

describe('the tally of features', () => {
  it('is of random cases alone', () => {
    expect(one({ set: 'grid', index: 0, inputSize: 1 }, {}).features).toEqual({});
    expect(Object.keys(one(at(0), {}).features)).toEqual(PLAIN.features);
  });
});

describe('the tally of answers', () => {
  it('tells refusals and misbehaviours apart, keeps the first example and sorts by name', () => {
    const answers: readonly Answer[] = [
      REWRITTEN,
      { kind: 'refused', code: 'name-taken', detail: 'one' },
      { kind: 'refused', code: 'name-taken', detail: 'two' },
      { kind: 'misbehaved', what: 'no-output', detail: 'none', late: true },
      { kind: 'timed-out', detail: 'late' },
    ];
    const tallies = answers.map((answer, index) => one(at(index), { answer }));
    for (const tally of [all(tallies), all(tallies.toReversed())]) {
      expect(answerRows(tally)).toEqual([
        { kind: 'misbehaved', code: 'no-output', count: 1, example: 'none' },
        { kind: 'refused', code: 'name-taken', count: 2, example: 'one' },
        { kind: 'rewritten', code: '', count: 1, example: '' },
        { kind: 'timed-out', code: '', count: 1, example: 'late' },
      ]);
      const sum = new TallySum();
      sum.add(tally);
      expect(sum.late).toBe(2);
      expect(answersOf('refused', tally)).toBe(2);
      expect(answersOf('crashed', tally)).toBe(0);
    }
  });
});

/** The first random case that may be refused for being signed and for one more reason. */
function signedAndMore(): ReturnType<typeof caseOf> {
  for (let index = 0; index < 2000; index += 1) {
    const found = caseAt(1, index);
    const grounds = refusalGrounds(readImage(found.image), [found.request]);
    if (grounds.kind === 'may' && grounds.policies.length === 2 && grounds.policies.includes('signed images'))
      return found;
  }
  throw new Error('no case may be refused for two reasons');
}

/** Cases by what they call for: refusal, a choice of one reason or of two, neither. */
const CALLING_FOR: Readonly<Record<string, ReturnType<typeof caseOf>>> = {
  none: PLAIN,
  signed: caseOf('machine=arm64 certificates=1'),
  both: signedAndMore(),
  must: { ...PLAIN, image: PLAIN.image.subarray(0, 10) },
};

function groundsFor(name: string): RefusalGrounds {
  const { image, request } = CALLING_FOR[name] ?? PLAIN;
  return refusalGrounds(readImage(image), [request]);
}

describe('the tally of refusals', () => {
  it('tells what had to be, what was free to be and what should not have been', () => {
    expect(['none', 'signed', 'must'].map((name) => groundsFor(name).kind)).toEqual(['none', 'may', 'must']);
    const names = ['must', 'must', 'must', 'signed', 'signed', 'none'];
    const tally = all(names.map((name, index) => one(at(index), { answer: REFUSED }, CALLING_FOR[name])));
    expect(refusalRows(tally)).toMatchObject({ must: 3, may: 2, wrong: 1 });
  });

  it('counts no other answer as a refusal, and a case as alone when it has one policy only', () => {
    const names = ['must', 'signed', 'none'];
    const answers = [REWRITTEN, { kind: 'crashed', detail: 'boom' } as const];
    const tally = all(
      answers.flatMap((answer, half) =>
        names.map((name, index) => one(at(10 * half + index), { answer }, CALLING_FOR[name])),
      ),
    );
    const rows = refusalRows(tally);
    expect({ must: rows.must, may: rows.may, wrong: rows.wrong }).toEqual({ must: 0, may: 0, wrong: 0 });
    expect(rows.policies).toMatchObject([
      { cases: 2, refused: 0, rewritten: 1, alone: { cases: 2, refused: 0, rewritten: 1 } },
    ]);
  });

  it('counts a case for each of its policies, and as alone when it has one only', () => {
    const { policies } = groundsFor('both') as Extract<RefusalGrounds, { kind: 'may' }>;
    expect(policies).toHaveLength(2);
    const calls = [
      ['both', REFUSED],
      ['signed', REFUSED],
      ['signed', REWRITTEN],
    ] as const;
    const rows = refusalRows(all(calls.map(([name, answer], index) => one(at(index), { answer }, CALLING_FOR[name]))));
    expect(rows.policies).toMatchObject([
      { policy: 'signed images', cases: 3, refused: 2, rewritten: 1, alone: { cases: 2, refused: 1, rewritten: 1 } },
      { cases: 1, refused: 1, rewritten: 0, alone: { cases: 0, refused: 0, rewritten: 0 } },
    ]);
  });

  it('lists the commonest policy first and lets the alphabet decide among equals', () => {
    const policy = (cases: number): Tally['policies'][string] => ({
      cases,
      refused: 0,
      rewritten: 0,
      alone: { cases, refused: 0, rewritten: 0 },
    });
    const tally: Tally = { ...EMPTY_TALLY, policies: { b: policy(1), c: policy(2), a: policy(1) } };
    expect(refusalRows(tally).policies.map(({ policy: name }) => name)).toEqual(['c', 'a', 'b']);
  });
});

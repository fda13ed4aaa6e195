import { describe, expect, it } from 'vitest';
import { exitOf } from '../../../src/cli/exit.ts';
import { ANSWER_KINDS, againstBaseline, answersBehind, isOutOfDate, outcomeOf } from '../../../src/results/index.ts';
import type {
  AnswerKind,
  BaselineRun,
  Defect,
  RecordedFailure,
  RuleRow,
  SeenFailures,
} from '../../../src/results/index.ts';
import { wrongAnswer } from '../../../src/defects/answers.ts';
import { readImage } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';
import { ruleRow } from '../reports/rule-row.ts';

const FAILS = failing('PR-1', { rewritten: 3 });
const HOLDS = ruleRow({ id: 'PR-2', level: 'error', failed: 0, passed: 9 });
const WARNS = ruleRow({ id: 'PR-3', level: 'warning', failed: 1 });
const SKIPS = ruleRow({ id: 'PR-4', level: 'error', failed: 0, passed: 0, vacuous: 0, withheld: 0 });
const CRASHES = failing('PR-5', { refused: 2, crashed: 7 });
const RUN: BaselineRun = {
  version: '0.1.0',
  seed: 1,
  profile: 'zboot',
  cases: { grid: 1152, extremes: 40, random: 3000, foreign: 300, hostile: 350 },
  rules: [],
  excludedRules: [],
};
const WHOLE = { defects: [], diagnosis: 'whole', extent: 'whole', leftOut: 0, run: RUN } as const;

function failing(id: string, counts: Partial<Record<AnswerKind, number>>): RuleRow {
  const failedWith = ANSWER_KINDS.flatMap((answer) => {
    const count = counts[answer];
    return count === undefined ? [] : [{ answer, count }];
  });
  return ruleRow({ id, level: 'error', failed: failedWith.reduce((sum, { count }) => sum + count, 0), failedWith });
}

function known(rule: string, until: string | null = null, ...answers: readonly AnswerKind[]): RecordedFailure {
  const kinds = answers.length === 0 ? (['rewritten'] as const) : answers;
  return { rule, defect: null, reason: 'so it is', until, answers: kinds, run: null };
}

function knownDefect(defect: string, ...answers: readonly AnswerKind[]): RecordedFailure {
  return { rule: null, defect, reason: 'so it is', until: null, answers, run: null };
}

function defect(id: string, rule: string, ...followers: readonly string[]): Defect {
  return { id, sentence: 'Mend it.', rule, caseId: 'case', followers };
}

function result(
  rules: readonly RuleRow[],
  entries: readonly RecordedFailure[],
  seen: Partial<SeenFailures> = {},
): { readonly states: readonly string[]; readonly unexpected: readonly string[]; readonly exit: number } {
  const baseline = againstBaseline({ ...WHOLE, rules, ...seen }, entries, '2026-05-05');
  return {
    states: baseline.known.map(({ state }) => state),
    unexpected: baseline.unexpected.map(({ rule, answers }) => {
      return [rule, ...answers.map(({ answer, count }) => `${answer} ${count}`)].join(' ');
    }),
    exit: exitOf({ outcome: outcomeOf(rules), baseline, rules }),
  };
}

it('a defect that was not found is not taken to hold where the search for it was cut short', () => {
  const entries = [knownDefect('crashed', 'crashed')];
  const states = (['whole', 'cut', null] as const).map((diagnosis) => result([HOLDS], entries, { diagnosis }).states);
  expect(states).toEqual([['holds'], ['not-seen'], ['not-seen']]);
});

describe('a run against known failures', () => {
  it.each([
    ['passes when just what is known fails', [FAILS, HOLDS], [known('PR-1')], ['fails'], [], 0],
    ['passes when nothing was judged but what is known', [FAILS], [known('PR-1')], ['fails'], [], 0],
    ['fails when another rule fails', [FAILS, HOLDS], [], [], ['PR-1 rewritten 3'], 1],
    ['fails when a known failure holds', [HOLDS], [known('PR-2')], ['holds'], [], 1],
    ['fails when the last day is over', [FAILS, HOLDS], [known('PR-1', '2026-05-04')], ['expired'], [], 1],
    ['passes on the last day', [FAILS, HOLDS], [known('PR-1', '2026-05-05')], ['fails'], [], 0],
    ['passes when only a warning fails beside it', [FAILS, HOLDS, WARNS], [known('PR-1')], ['fails'], [], 0],
    ['passes when a known rule is left out', [HOLDS], [known('PR-9')], ['left-out'], [], 0],
    ['is inconclusive when a known rule had nothing to judge', [HOLDS, SKIPS], [known('PR-4')], ['not-seen'], [], 4],
    ['is inconclusive when another had nothing to judge', [FAILS, HOLDS, SKIPS], [known('PR-1')], ['fails'], [], 4],
  ] as const)('%s', (_, rules, entries, states, unexpected, exit) => {
    expect(result(rules, entries)).toEqual({ states, unexpected, exit });
  });

  it('takes no rule for mended that a run which ended early has not seen failing', () => {
    const cut = { extent: 'cut' } as const;
    expect(result([HOLDS], [known('PR-2')], cut)).toEqual({ states: ['not-seen'], unexpected: [], exit: 0 });
    expect(result([HOLDS, ruleRow({ id: 'PR-6' })], [known('PR-2')], cut).exit).toBe(0);
    expect(result([CRASHES], [known('PR-5', null, 'refused', 'crashed', 'timed-out')], cut).states).toEqual(['fails']);
  });

  it('stays unjudged where nothing was judged', () => {
    const baseline = againstBaseline({ ...WHOLE, rules: [FAILS] }, [known('PR-1')], '2026-05-05');
    expect(exitOf({ outcome: 'unjudged', baseline, rules: [FAILS] })).toBe(3);
    expect(baseline.known.some(isOutOfDate)).toBe(false);
  });
});

describe('a known rule', () => {
  it('covers the answers that it is known for, and no crash beside a refusal', () => {
    expect(result([CRASHES, HOLDS], [known('PR-5', null, 'refused')])).toEqual({
      states: ['fails'],
      unexpected: ['PR-5 crashed 7'],
      exit: 1,
    });
  });

  it('may have an entry for each of its answers, with a reason of its own', () => {
    const entries = [known('PR-5', null, 'refused'), known('PR-5', null, 'crashed')];
    expect(result([CRASHES, HOLDS], entries)).toEqual({ states: ['fails', 'fails'], unexpected: [], exit: 0 });
  });

  it('is out of date in part when some of its answers do not fail any more', () => {
    const entry = known('PR-5', null, 'refused', 'crashed');
    expect(result([failing('PR-5', { refused: 2 }), HOLDS], [entry])).toEqual({
      states: ['partly'],
      unexpected: [],
      exit: 1,
    });
  });

  it('holds for a graver answer than it fails with, and is not seen behind a graver one', () => {
    const graver = result([failing('PR-5', { refused: 2 })], [known('PR-5', null, 'crashed')]);
    expect(graver).toEqual({ states: ['holds'], unexpected: ['PR-5 refused 2'], exit: 1 });
    const lesser = result([failing('PR-5', { crashed: 2 })], [known('PR-5', null, 'rewritten')]);
    expect(lesser).toEqual({ states: ['not-seen'], unexpected: ['PR-5 crashed 2'], exit: 1 });
  });
});

describe('an entry that has the run that it was written from', () => {
  const { cases } = RUN;
  const NARROW = { ...RUN, cases: { grid: 0, extremes: 0, random: 100, foreign: 0, hostile: 0 } };
  const more = (set: keyof typeof cases): BaselineRun => ({ ...RUN, cases: { ...cases, [set]: cases[set] + 1 } });

  function against(run: BaselineRun | null, entry: RecordedFailure, ...rules: readonly RuleRow[]): unknown {
    const { known: judged } = againstBaseline({ ...WHOLE, rules }, [{ ...entry, run }], '2026-05-05');
    return judged.map(({ state, otherRun }) => [state, otherRun]);
  }

  it.each([
    ['the same run', RUN],
    ['a part of it', NARROW],
    ['a run by other rules', { ...RUN, rules: ['PR-2'], excludedRules: ['PR-1'] }],
    ['a run of another version', { ...RUN, version: '0.0.9' }],
    ['nobody knows which', null],
  ])('holds when it was written from %s', (_, run) => {
    expect(against(run, known('PR-2'), HOLDS)).toEqual([['holds', null]]);
  });

  it.each([
    ['another seed', { ...RUN, seed: 2 }],
    ['another profile', { ...RUN, profile: 'uefi' }],
    ['more of the grid', more('grid')],
    ['more extremes', more('extremes')],
    ['more random cases', more('random')],
    ['more foreign images', more('foreign')],
    ['more hostile images', more('hostile')],
  ])('is not seen when that had %s', (_, run) => {
    expect(against(run, known('PR-2'), HOLDS)).toEqual([['not-seen', run]]);
    expect(against(run, knownDefect('crashed', 'crashed'), HOLDS)).toEqual([['not-seen', run]]);
    expect(against(run, known('PR-1'), FAILS)).toEqual([['fails', null]]);
    expect(against(run, known('PR-9'), HOLDS)).toEqual([['left-out', null]]);
    expect(against(run, known('PR-2', '2026-05-04'), HOLDS)).toEqual([['expired', null]]);
    const entry = known('PR-5', null, 'refused', 'crashed');
    expect(against(run, entry, failing('PR-5', { refused: 2 }))).toEqual([['fails', null]]);
  });

  it('holds though another version had more images in a set that has no length of its own', () => {
    const longer = { ...RUN, version: '0.0.9', cases: { ...cases, grid: 2000, extremes: 50, hostile: 400 } };
    expect(against(longer, known('PR-2'), HOLDS)).toEqual([['holds', null]]);
    const entry = { ...known('PR-2'), run: longer };
    const narrow = againstBaseline({ ...WHOLE, run: NARROW, rules: [HOLDS] }, [entry], '2026-05-05');
    expect(narrow.known.map(({ state }) => state)).toEqual(['not-seen']);
  });

  it('does not carry the run into the result of one that covers it', () => {
    const { known: judged } = againstBaseline({ ...WHOLE, rules: [HOLDS] }, [known('PR-2')], '2026-05-05');
    expect(judged[0]).not.toHaveProperty('run');
  });
});

describe('a known defect', () => {
  const FOLLOWS = failing('PR-7', { rewritten: 1 });
  const OTHER = failing('PR-8', { rewritten: 4 });
  const FOUND = [defect('payload-offset', 'PR-1', 'PR-7'), defect('PR-8', 'PR-8')];

  it('covers the rules that it breaks, and no others', () => {
    const entries = [knownDefect('payload-offset', 'rewritten')];
    const rules = [FAILS, FOLLOWS, HOLDS];
    expect(result(rules, entries, { defects: FOUND })).toEqual({ states: ['fails'], unexpected: [], exit: 0 });
    const { unexpected, exit } = result([...rules, OTHER], entries, { defects: FOUND });
    expect({ unexpected, exit }).toEqual({ unexpected: ['PR-8 rewritten 4'], exit: 1 });
  });

  it('covers no rule that another mistake breaks too', () => {
    const found = [defect('payload-offset', 'PR-1'), defect('check-sum', 'PR-1')];
    const rules = [FAILS, HOLDS];
    const one = result(rules, [knownDefect('payload-offset', 'rewritten')], { defects: found });
    expect(one).toEqual({ states: ['fails'], unexpected: ['PR-1 rewritten 3'], exit: 1 });
    const both = [knownDefect('payload-offset', 'rewritten'), knownDefect('check-sum', 'rewritten')];
    expect(result(rules, both, { defects: found })).toEqual({ states: ['fails', 'fails'], unexpected: [], exit: 0 });
    expect(result(rules, [known('PR-1')], { defects: found }).exit).toBe(0);
  });

  it('is seen where it shows together with another only, and covers that once both are known', () => {
    const found = [defect('time-stamp+coff-header', 'PR-1')];
    const rules = [FAILS, HOLDS];
    const one = result(rules, [knownDefect('time-stamp', 'rewritten')], { defects: found });
    expect(one).toMatchObject({ states: ['fails'], exit: 1 });
    const both = [knownDefect('time-stamp', 'rewritten'), knownDefect('coff-header', 'rewritten')];
    expect(result(rules, both, { defects: found })).toEqual({ states: ['fails', 'fails'], unexpected: [], exit: 0 });
    const name = [knownDefect('time-stamp+coff-header', 'rewritten')];
    expect(result(rules, name, { defects: found })).toEqual({ states: ['fails'], unexpected: [], exit: 0 });
  });

  it('covers no crash in a rule of which the stored case was refused', () => {
    const entries = [knownDefect('refused', 'refused')];
    const { unexpected } = result([CRASHES, HOLDS], entries, { defects: [defect('refused', 'PR-5')] });
    expect(unexpected).toEqual(['PR-5 crashed 7']);
  });

  it('holds when it is not found, unless rules were left out or cases were not looked at', () => {
    const entries = [knownDefect('payload-offset', 'rewritten')];
    expect(result([HOLDS], entries).states).toEqual(['holds']);
    expect(result([HOLDS], entries, { leftOut: 1 }).states).toEqual(['not-seen']);
    expect(result([HOLDS], entries, { extent: 'cut' }).states).toEqual(['not-seen']);
    expect(result([HOLDS, FAILS], entries).states).toEqual(['not-seen']);
  });

  it('names the defect of what is not known, where that is of these answers', () => {
    const seen = { ...WHOLE, rules: [FAILS, CRASHES], defects: [...FOUND, defect('refused', 'PR-5')] };
    const { unexpected } = againstBaseline(seen, [known('PR-5', null, 'refused')], '2026-05-05');
    expect(unexpected.map(({ rule, defect: id }) => [rule, id])).toEqual([
      ['PR-1', 'payload-offset'],
      ['PR-5', null],
    ]);
  });

  it.each(['refused', 'misbehaved', 'timed-out', 'crashed'] as const)(
    'matches answers that differ where one of them is %s, and says so of any of the four',
    (answer) => {
      const seen = { defects: [defect('same-answer', 'PR-1')] };
      const entry = knownDefect('same-answer', ...answersBehind('same-answer'));
      const rules = [failing('PR-1', { [answer]: 3 })];
      expect(result(rules, [entry], seen)).toEqual({ states: ['fails'], unexpected: [], exit: 0 });
    },
  );

  it.each([
    [{ kind: 'refused', code: '', detail: '' }],
    [{ kind: 'crashed', detail: '' }],
    [{ kind: 'timed-out', detail: '' }],
    [{ kind: 'misbehaved', what: 'no-output', detail: '' }],
    [{ kind: 'misbehaved', what: 'left-output', detail: '' }],
    [{ kind: 'misbehaved', what: 'oversized-output', detail: '' }],
    [{ kind: 'misbehaved', what: 'changed-input', detail: '' }],
    [{ kind: 'misbehaved', what: 'garbage', detail: '' }],
    [{ kind: 'rewritten', bytes: new Uint8Array() }],
  ] as const)('shows in the answer that it is called after: %o', (answer) => {
    const { image, request } = caseOf();
    const step = { on: null, requests: [request], setting: { previousOutput: null }, answer, after: null } as const;
    const wrong = wrongAnswer({ before: readImage(image), steps: [step] });
    expect(answersBehind(wrong?.id ?? '')).toEqual([answer.kind]);
  });
});

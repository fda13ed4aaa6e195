import { describe, expect, it } from 'vitest';
import { exerciseOf, outcomeOf } from '../../../src/results/index.ts';
import type { Tally } from '../../../src/results/index.ts';

const tally = (counts: Partial<Tally>): Tally => ({
  level: 'error',
  passed: 0,
  vacuous: 0,
  withheld: 0,
  skipped: 0,
  failed: 0,
  errored: 0,
  ...counts,
});
const HELD = tally({ passed: 1 });

describe('how far a rule was tried', () => {
  it.each<[string, Partial<Tally>, string]>([
    ['a pass', { passed: 1, vacuous: 9 }, 'exercised'],
    ['a failure', { failed: 1 }, 'exercised'],
    ['a broken checker', { errored: 1 }, 'exercised'],
    ['nothing but skips', { skipped: 9 }, 'never'],
    ['nothing at stake', { vacuous: 9 }, 'never'],
    ['nothing at stake but in what was refused', { vacuous: 9, withheld: 1 }, 'withheld'],
    ['refusals alone', { withheld: 9 }, 'never'],
    ['refusals and skips', { skipped: 9, withheld: 9 }, 'never'],
  ])('is by %s', (_, counts, exercise) => {
    expect(exerciseOf(tally(counts))).toBe(exercise);
  });
});

describe('the outcome', () => {
  it.each<[string, readonly Tally[], string]>([
    ['conformant where all rules held', [HELD, HELD], 'conformant'],
    ['inconclusive without any rule', [], 'inconclusive'],
    ['inconclusive where a rule was only skipped', [HELD, tally({ skipped: 1 })], 'inconclusive'],
    ['inconclusive where nothing was ever at stake in a rule', [HELD, tally({ vacuous: 1000 })], 'inconclusive'],
    ['conformant where that is for what was refused', [HELD, tally({ vacuous: 9, withheld: 1 })], 'conformant'],
    ['inconclusive where that is so of all rules', [tally({ vacuous: 9, withheld: 1 })], 'inconclusive'],
    ['nonconformant where one failed', [tally({ failed: 1 }), tally({ vacuous: 1 })], 'nonconformant'],
    ['not about warnings', [HELD, tally({ level: 'warning', failed: 1, vacuous: 1 })], 'conformant'],
    ['unjudged where a checker broke', [tally({ failed: 1 }), tally({ level: 'info', errored: 1 })], 'unjudged'],
  ])('is %s', (_, tallies, outcome) => {
    expect(outcomeOf(tallies)).toBe(outcome);
  });
});

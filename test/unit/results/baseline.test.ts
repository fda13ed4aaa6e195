import { describe, expect, it } from 'vitest';
import { exitOf } from '../../../src/cli/exit.ts';
import { againstBaseline, isAsKnown, outcomeOf } from '../../../src/results/index.ts';
import type { KnownFailure, RuleRow } from '../../../src/results/index.ts';
import { ruleRow } from '../reports/sample-report.ts';

const FAILS = ruleRow({ id: 'PR-1', level: 'error', failed: 3 });
const HOLDS = ruleRow({ id: 'PR-2', level: 'error', failed: 0, passed: 9 });
const WARNS = ruleRow({ id: 'PR-3', level: 'warning', failed: 1 });
const SKIPS = ruleRow({ id: 'PR-4', level: 'error', failed: 0, passed: 0, vacuous: 0, withheld: 0 });

function known(rule: string, until: string | null = null): KnownFailure {
  return { rule, reason: 'so it is', until };
}

function result(
  rules: readonly RuleRow[],
  entries: readonly KnownFailure[],
  extent: 'whole' | 'cut' = 'whole',
): { readonly states: readonly string[]; readonly unexpected: readonly string[]; readonly exit: number } {
  const baseline = againstBaseline(rules, { known: entries, today: '2026-05-05', extent });
  return {
    states: baseline.known.map(({ state }) => state),
    unexpected: baseline.unexpected,
    exit: exitOf({ outcome: outcomeOf(rules), baseline, rules }),
  };
}

describe('a run against known failures', () => {
  it.each([
    ['passes when just what is known fails', [FAILS, HOLDS], [known('PR-1')], ['fails'], [], 0],
    ['fails when another rule fails', [FAILS, HOLDS], [], [], ['PR-1'], 1],
    ['fails when a known failure holds', [HOLDS], [known('PR-2')], ['holds'], [], 1],
    ['fails when the last day is over', [FAILS, HOLDS], [known('PR-1', '2026-05-04')], ['expired'], [], 1],
    ['passes on the last day', [FAILS, HOLDS], [known('PR-1', '2026-05-05')], ['fails'], [], 0],
    ['passes when only a warning fails beside it', [FAILS, HOLDS, WARNS], [known('PR-1')], ['fails'], [], 0],
    ['passes when a known rule is left out', [HOLDS], [known('PR-9')], ['left-out'], [], 0],
    ['passes when a known rule had nothing to judge', [HOLDS, SKIPS], [known('PR-4')], ['not-seen'], [], 0],
    ['is inconclusive when another had nothing to judge', [FAILS, HOLDS, SKIPS], [known('PR-1')], ['fails'], [], 4],
  ] as const)('%s', (_, rules, entries, states, unexpected, exit) => {
    expect(result(rules, entries)).toEqual({ states, unexpected, exit });
  });

  it('takes no rule for mended that a run which ended early has not seen failing', () => {
    expect(result([HOLDS], [known('PR-2')], 'cut')).toEqual({ states: ['not-seen'], unexpected: [], exit: 4 });
    expect(result([HOLDS, ruleRow({ id: 'PR-5' })], [known('PR-2')], 'cut').exit).toBe(0);
  });

  it('stays unjudged where nothing was judged', () => {
    const baseline = againstBaseline([FAILS], { known: [known('PR-1')], today: '2026-05-05', extent: 'whole' });
    expect(exitOf({ outcome: 'unjudged', baseline, rules: [FAILS] })).toBe(3);
    expect(isAsKnown(baseline)).toBe(true);
  });
});

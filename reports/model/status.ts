import { isKnownToFail } from '../../src/results/index.ts';
import type { BaselineResult, DefectsOfRule, RuleRow, Verdict } from '../../src/results/index.ts';
import { idleStatusOf } from './rows.ts';

/**
 * What came of one rule, as every form of a report tells it. Only `held` is good: each of the others has a word and a mark
 * of its own, so that no reader takes what was not tried for what held.
 */
export const STATUSES = {
  failed: { word: 'failed', mark: '✗', tone: 'bad' },
  known: { word: 'known failure', mark: '≈', tone: 'known' },
  broken: { word: 'checker broken', mark: '‼', tone: 'bad' },
  'not-verified': { word: 'not verified', mark: '?', tone: 'open' },
  excused: { word: 'broken by the original', mark: '≡', tone: 'open' },
  'not-exercised': { word: 'not exercised', mark: '○', tone: 'open' },
  warned: { word: 'warning', mark: '!', tone: 'warn' },
  remarked: { word: 'remark', mark: 'i', tone: 'faint' },
  withheld: { word: 'withheld by refusals', mark: '◌', tone: 'open' },
  vacuous: { word: 'vacuous', mark: '∅', tone: 'open' },
  'not-applicable': { word: 'not applicable', mark: '–', tone: 'faint' },
  held: { word: 'held', mark: '✓', tone: 'good' },
} as const;

export type Status = keyof typeof STATUSES;

/** Where a rule failed, so that what its effect says happens; of a rule that nobody could judge nobody knows. */
export const HAPPENS: readonly Status[] = ['failed', 'known', 'warned', 'remarked'];

const OF_LEVEL = { error: 'failed', warning: 'warned', info: 'remarked' } as const;

/**
 * What came of a rule in all cases of a campaign. A failure that is known by an entry past its last day is one like any other.
 *
 * @param of the defects of the report
 */
export function statusOfRow(row: RuleRow, baseline: BaselineResult | null, of: DefectsOfRule): Status {
  if (row.errored > 0) return 'broken';
  if (row.failed > 0) {
    const { known = [], unexpected = [] } = baseline ?? {};
    const valid = known.filter(({ state }) => state !== 'expired');
    const isKnown = !unexpected.some(({ rule }) => rule === row.id) && isKnownToFail(valid, row, of);
    return row.level === 'error' && isKnown ? 'known' : OF_LEVEL[row.level];
  }
  return idleStatusOf(row) ?? 'held';
}

/** What came of a rule of one image. */
export function statusOfVerdict(verdict: Verdict, level: RuleRow['level']): Status {
  switch (verdict.kind) {
    case 'pass':
      return 'held';
    case 'vacuous':
      return 'vacuous';
    case 'skip':
      if (verdict.unverified === true) return 'not-verified';
      return verdict.excused === true && level === 'error' ? 'excused' : 'not-applicable';
    case 'fail':
      return OF_LEVEL[level];
    case 'error':
      return 'broken';
  }
}

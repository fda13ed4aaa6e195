// Goal: what wrong rewriters show is seen. A sample of what npm run sensitivity does; docs/sensitivity.md says what that is.
import { describe, expect, it } from 'vitest';
import { EQUIVALENTS } from '../sensitivity/equivalents.ts';
import { FAULTS } from '../sensitivity/faults.ts';
import { summarise } from '../sensitivity/summary.ts';
import { sweep } from '../sensitivity/sweep.ts';
import { byEffort } from '../support/effort.ts';

/** Random cases that are tried, of the seed after those that the page tells of. */
const RUNS = byEffort({ quick: 60, full: 600 });
const SEED = 4;
/** What so many cases show has to be seen in one of them: in a few it may be by chance what is right. */
const CASES_ENOUGH = 15;

describe(`${FAULTS.length} wrong rewriters, on ${RUNS} random cases`, () => {
  const summary = summarise([
    sweep(SEED, { runs: RUNS, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' }, FAULTS),
  ]);

  it('are caught where they show, but for those that make no difference', () => {
    const unseen = summary.rows.filter(({ standing, shown }) => standing === 'unseen' && shown >= CASES_ENOUGH);
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });

  it('are caught by far the most of them', () => {
    const caught = summary.rows.filter(({ standing }) => standing === 'caught');
    expect(caught.length).toBeGreaterThan(0.6 * FAULTS.length);
  });

  it('break no rule, and none of them is caught that is said to make no difference', () => {
    expect(summary.broken).toEqual([]);
    expect(summary.wrongEquivalents).toEqual([]);
    expect(EQUIVALENTS.length).toBeGreaterThan(0);
  });
});

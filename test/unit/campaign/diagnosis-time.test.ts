/** Goal: the search for the mistakes behind broken rules ends when time is up, and the report says so. */
import { describe, expect, it } from 'vitest';
import { campaignOf } from '../../support/campaign.ts';
import { subjectThat } from '../../support/cases.ts';
import type { Campaign } from '../../../src/campaign/index.ts';

/** Gives every image back as it was. */
const COPYING = subjectThat((image) => ({ kind: 'rewritten', bytes: image }));

/** A campaign whose time is up once it was asked so often whether there is time to store. */
function timeUpAfter(asked: number): Promise<Campaign> {
  let times = 0;
  const shouldStop = (phase: string): boolean => {
    if (phase === 'store') times += 1;
    return phase === 'store' && times > asked;
  };
  return campaignOf(COPYING, { runs: 5, rules: ['PR-COF-001'], shouldStop });
}

describe('the search for mistakes', () => {
  it('is whole where there is time', async () => {
    const { report } = await timeUpAfter(Infinity);
    expect(report.diagnosis).toBe('whole');
    expect(report.defects).toMatchObject([{ id: 'unchanged' }]);
    expect(report.notes.join(' ')).not.toContain('Time ran out');
  });

  it('is cut when time is up, which the report carries and a note says', async () => {
    // The one rule is stored, and then looked into.
    const { report } = await timeUpAfter(1);
    expect(report.diagnosis).toBe('cut');
    expect(report.defects).toMatchObject([{ id: 'PR-COF-001', followers: [] }]);
    expect(report.notes.join(' ')).toContain('Time ran out in the search for the mistakes behind the failed rules');
  });
});

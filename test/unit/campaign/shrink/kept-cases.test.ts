import { describe, expect, it } from 'vitest';
import type { Answer, AppendRequest, Rewriter } from '../../../../src/contract/index.ts';
import { campaignOf } from '../../../support/campaign.ts';
import { rightAnswer, subjectThat } from '../../../support/cases.ts';
import { rowOf } from '../../../support/report.ts';

/** A command that spoils the magic of every output, and counts its calls. */
function spoiling(): { readonly subject: Rewriter; readonly calls: () => number } {
  let calls = 0;
  const append = (image: Uint8Array, request: AppendRequest): Answer => {
    calls += 1;
    const answer = rightAnswer(image, request);
    if (answer.kind !== 'rewritten') return answer;
    const bytes = new Uint8Array(answer.bytes);
    bytes[4] = 0x20;
    return { kind: 'rewritten', bytes };
  };
  const fresh: Rewriter['appendAfresh'] = (image, request) => Promise.resolve(append(image, request));
  return { subject: { ...subjectThat(append, ['slow']), appendAfresh: fresh }, calls: () => calls };
}

describe('the case of a failing rule', () => {
  // Five calls in the sweep, three for the record and three to see whether the answer depends on state.
  it.each([5, 6, 7, 8, 9, 10])(
    'is as it was seen when the time is up after %i calls, and no more are made',
    async (last) => {
      const { subject, calls } = spoiling();
      const { report, cases } = await campaignOf(subject, {
        runs: 4,
        rules: ['ZB-002'],
        shouldStop: (phase) => phase === 'shrink' || (phase === 'store' && calls() >= last),
      });
      expect(calls()).toBe(last);
      const { failure } = rowOf(report, 'ZB-002');
      expect(failure).toMatchObject({ shrinkSteps: 0, findings: [{}] });
      expect(cases.map(({ row: { id } }) => id)).toEqual([failure?.caseId]);
      expect(report.notes).toEqual([
        'Not every failing case was run again, to be shrunk and stored: time ran out; the cases of 1 rule are as they were first seen.',
        'Time ran out in the search for the mistakes behind the failed rules: some may be missing, and known defects that were not found may still be there.',
      ]);
    },
  );

  it('is run again where there is time', async () => {
    const { subject, calls } = spoiling();
    const { report } = await campaignOf(subject, {
      runs: 4,
      rules: ['ZB-002'],
      shouldStop: (phase) => phase === 'shrink' || (phase === 'store' && calls() > 11),
    });
    expect(calls()).toBe(11);
    expect(report.notes).toEqual([]);
  });

  it('is marked as seen once where it held when it was run again', async () => {
    let asked = 0;
    const subject = subjectThat(
      (image, request) => {
        asked += 1;
        return asked === 1 ? { kind: 'crashed', detail: 'once' } : rightAnswer(image, request);
      },
      ['flaky'],
    );
    const { cases } = await campaignOf(subject, { runs: 1, rules: ['PR-REF-001'] });
    expect(cases.map(({ seenOnce }) => seenOnce)).toEqual([true]);
  });
});

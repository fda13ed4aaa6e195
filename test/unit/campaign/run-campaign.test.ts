import { describe, expect, it } from 'vitest';
import { renderJson, renderText } from '../../../reports/index.ts';
import { runCampaign } from '../../../src/campaign/index.ts';
import type { AppendRequest, Answer } from '../../../src/contract/index.ts';
import { rightAnswer, subjectThat } from '../../support/cases.ts';
import { campaignOf } from '../../support/campaign.ts';
import { failedRules, rowOf, schemaErrors } from '../../support/report.ts';

/** The right answer with a few bytes of the output replaced. */
function patched(patches: Readonly<Record<number, number>>): (image: Uint8Array, request: AppendRequest) => Answer {
  return (image, request) => {
    const answer = rightAnswer(image, request);
    if (answer.kind !== 'rewritten') return answer;
    const bytes = answer.bytes.slice();
    for (const [offset, value] of Object.entries(patches)) bytes[Number(offset)] = value;
    return { kind: 'rewritten', bytes };
  };
}

describe('a campaign', () => {
  it('gives a valid report, whatever the subject does', async () => {
    const answers: readonly Answer[] = [
      { kind: 'rewritten', bytes: new Uint8Array(0) },
      { kind: 'refused', code: 'no', detail: 'no\u001b[31m' },
      { kind: 'crashed', detail: 'boom' },
      { kind: 'timed-out', detail: 'late' },
      { kind: 'misbehaved', what: 'no-output', detail: 'nothing' },
      { kind: 'unavailable', detail: 'absent' },
    ];
    for (const answer of answers) {
      const { report } = await campaignOf(
        subjectThat(() => answer),
        { runs: 2 },
      );
      expect(schemaErrors(renderJson(report))).toEqual([]);
      expect(renderText(report, { width: 80, colour: 'none', verbosity: 'normal' })).not.toContain('\u001b');
    }
  });

  it('names the mistake behind the rules that fail, and each such rule once', async () => {
    const { report } = await campaignOf(subjectThat(patched({ 8: 0x40, 9: 0x01 })), { runs: 5 });
    const [defect, ...others] = report.defects;
    expect(defect).toMatchObject({ id: 'payload-offset', followers: expect.arrayContaining(['PR-ZB-003']) as unknown });
    expect(others).toEqual([]);
    expect(report.cases.map(({ id }) => id)).toContain(defect?.caseId);
    const named = report.defects.flatMap(({ rule, followers }) => [rule, ...followers]);
    expect(named.sort()).toEqual([...failedRules(report)].sort());
  });

  it('needs nothing but a subject', async () => {
    const subject = subjectThat(patched({ 4: 0x20 }));
    const chosen = {
      runs: 3,
      grid: 'none',
      extremes: 'none',
      foreign: 'none',
      hostile: 'none',
      rules: ['ZB-002'],
    } as const;
    const [one, two] = [await runCampaign({ subject, ...chosen }), await runCampaign({ subject, ...chosen })];
    expect(two).toEqual(one);
    const { report, cases } = one;
    expect(report).toMatchObject({
      outcome: 'nonconformant',
      tool: { name: 'zbootkit' },
      run: { seed: 1, profile: 'zboot', excludedRules: [] },
      time: { startedAt: '1970-01-01T00:00:00.000Z', durationMs: 0 },
    });
    expect(cases[0]?.row.replay).toBe('');
  });

  it('takes what is undefined for what is left out', async () => {
    const subject = subjectThat(rightAnswer);
    const chosen = {
      runs: 2,
      grid: 'none',
      extremes: 'none',
      foreign: 'none',
      hostile: 'none',
      rules: ['ZB-002'],
    } as const;
    const nothing = { seed: undefined, profile: undefined, excludedRules: undefined, now: undefined };
    expect(await runCampaign({ subject, ...chosen, ...nothing, onProgress: undefined })).toEqual(
      await runCampaign({ subject, ...chosen }),
    );
  });

  it.each([
    [{ runs: 0 }, 'runs must be a whole number from 1 to 9007199254740991, not 0.'],
    [{ runs: NaN }, 'runs must be a whole number from 1 to 9007199254740991, not NaN.'],
    [{ seed: 1.5 }, 'seed must be a whole number from 0 to 4294967295, not 1.5.'],
    [{ jobs: 0 }, 'jobs must be a whole number from 1 to 9007199254740991, not 0.'],
    [{ grid: 'last' as 'none' }, 'grid must be one of first, none, not "last".'],
    [{ rules: ['XX-*'] }, 'no rule matches "XX-*"; "npx zbootkit rules" lists them.'],
    [{ excludedRules: ['*'] }, 'rules and excludedRules leave no rule to judge by.'],
  ])('refuses %j before it calls anybody', async (options, message) => {
    const subject = subjectThat(() => {
      throw new Error('called');
    });
    await expect(runCampaign({ subject, ...options })).rejects.toThrow(new RangeError(`runCampaign: ${message}`));
  });

  it('counts the refusals for each code and keeps what was said first', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      // Every case is called twice, for the second call has to be answered alike.
      const index = Math.ceil(calls / 2);
      if (index <= 3) return { kind: 'refused', code: 'too-late', detail: `case ${index}` };
      return index === 4 ? { kind: 'refused', code: 'bad-day', detail: 'case 4' } : rightAnswer(image, request);
    });
    const { report } = await campaignOf(subject, { runs: 6, rules: ['PR-FIL-005'] });
    expect(report.answers.filter(({ kind, code }) => kind === 'refused' && /^(too|bad)-/.test(code))).toEqual([
      { kind: 'refused', code: 'bad-day', count: 1, example: 'case 4' },
      { kind: 'refused', code: 'too-late', count: 3, example: 'case 1' },
    ]);
    expect(report.answers.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  it('stores one case for two rules that shrink to the same image', async () => {
    // One patch spoils the word after MZ, the other a reserved one.
    const { report, cases } = await campaignOf(subjectThat(patched({ 2: 0x90, 16: 0x20 })), {
      rules: ['ZB-001', 'ZB-013'],
      runs: 60,
    });
    expect(failedRules(report)).toEqual(['ZB-001', 'ZB-013']);
    const [first, second] = ['ZB-001', 'ZB-013'].map((id) => rowOf(report, id).failure);
    expect(first?.caseId).toBe(second?.caseId);
    expect(cases).toHaveLength(1);
    expect(cases[0]?.row).toMatchObject({ id: first?.caseId, sections: 1, replay: `replay ${first?.caseId ?? ''}` });
    expect(cases[0]?.broken.map(({ id }) => id)).toEqual(['ZB-001', 'ZB-013']);
    expect(first?.findings).not.toEqual(second?.findings);
    expect(second?.excerpts[0]?.marks).toEqual([{ offset: 16, length: 8 }]);
  });

  it('does not judge a subject that cannot be called', async () => {
    const { report, cases } = await campaignOf(subjectThat(() => ({ kind: 'unavailable', detail: 'it is gone' })));
    expect(report.outcome).toBe('unjudged');
    expect(report.run.executed).toBe(0);
    expect(report.notes).toEqual(['The subject could not be run: it is gone.']);
    expect(cases).toEqual([]);
  });

  it('keeps what it saw before the subject could no longer be called', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      return calls > 6 ? { kind: 'unavailable', detail: 'it is gone' } : rightAnswer(image, request);
    });
    const { report } = await campaignOf(subject);
    expect(report.outcome).toBe('unjudged');
    expect(report.run.executed).toBe(3);
  });

  it('keeps its verdict when the subject can no longer be called while cases shrink', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      return calls > 30 ? { kind: 'unavailable', detail: 'the disk is full' } : patched({ 4: 0x20 })(image, request);
    });
    const { report, cases } = await campaignOf(subject, { rules: ['ZB-002'], runs: 12 });
    expect(report.outcome).toBe('nonconformant');
    expect(report.run.executed).toBe(12);
    expect(rowOf(report, 'ZB-002').failed).toBeGreaterThan(5);
    expect(rowOf(report, 'ZB-002').failure).toBeNull();
    expect(cases).toEqual([]);
    expect(report.notes).toEqual(['Not every failing case was run again, to be shrunk and stored: the disk is full.']);
  });

  it('says so when a failure does not come again', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      return calls === 1 ? { kind: 'crashed', detail: 'once' } : rightAnswer(image, request);
    });
    const { report, cases } = await campaignOf(subject, { runs: 1, rules: ['PR-REF-001'] });
    expect(report.outcome).toBe('nonconformant');
    expect(rowOf(report, 'PR-REF-001').failure).toBeNull();
    expect(cases).toEqual([]);
    expect(report.notes).toEqual([
      'PR-REF-001 failed, but passed when its case was run again: the subject is not deterministic.',
    ]);
  });

  it('calls a run of nothing but time-outs unjudged, and one of some time-outs nonconformant', async () => {
    let calls = 0;
    const late: Answer = { kind: 'timed-out', detail: 'still running' };
    const always = await campaignOf(subjectThat(() => late));
    expect(always.report.outcome).toBe('unjudged');
    const sometimes = subjectThat((image, request) => {
      calls += 1;
      return calls > 4 ? late : rightAnswer(image, request);
    });
    expect((await campaignOf(sometimes)).report.outcome).toBe('nonconformant');
  });

  it('gives up after twenty cases that were all late, and blames what misbehaved beside that', async () => {
    const answer: Answer = { kind: 'misbehaved', what: 'oversized-output', detail: 'still running', late: true };
    const { report } = await campaignOf(
      subjectThat(() => answer),
      { rules: ['PR-FIL-007'], runs: 30 },
    );
    expect(report.run.executed).toBe(20);
    expect(report.outcome).toBe('nonconformant');
  });

  it('tells its progress and asks whether to stop', async () => {
    const seen: string[] = [];
    const { report } = await campaignOf(subjectThat(patched({ 4: 0x20 })), {
      rules: ['ZB-002'],
      runs: 5,
      onProgress: (phase, done, planned) => {
        seen.push(`${phase} ${done}/${planned}`);
      },
      shouldStop: (phase) => phase !== 'store' && seen.length >= 3,
    });
    expect(seen).toEqual(['sweep 1/5', 'sweep 2/5', 'sweep 3/5', 'shrink 0/1']);
    expect(report.run).toMatchObject({ planned: 5, executed: 3 });
    expect(report.notes).toEqual(['The run ended early: 3 of 5 cases were examined.']);
  });

  it('tells of each rule at the first case on which it fails, but for remarks', async () => {
    const failures: string[] = [];
    const { report } = await campaignOf(subjectThat(patched({ 4: 0x20 })), {
      runs: 4,
      onFailure: (id, at) => {
        failures.push(`${id} ${at.set} ${at.index}`);
      },
    });
    const failed = report.rules.filter((row) => row.failed > 0 && row.level !== 'info');
    expect(failures.map((failure) => failure.split(' ')[0]).sort()).toEqual(failed.map(({ id }) => id).sort());
    expect(failures.filter((failure) => /^ZB-002 random \d$/.test(failure))).toHaveLength(1);
  });

  it('stores nothing more when the time is up, and says so', async () => {
    const { report, cases } = await campaignOf(subjectThat(patched({ 4: 0x20 })), {
      runs: 4,
      shouldStop: (phase) => phase === 'store',
    });
    expect(cases).toEqual([]);
    expect(report.outcome).toBe('nonconformant');
    expect(report.notes).toEqual(['Not every failing case was run again, to be shrunk and stored: time ran out.']);
  });

  it('stores the failing case as it was found when nothing is to be shrunk', async () => {
    const [found, shrunk] = await Promise.all(
      [true, false].map((stops) =>
        campaignOf(subjectThat(patched({ 4: 0x20 })), {
          runs: 4,
          rules: ['ZB-002'],
          shouldStop: (phase) => phase === 'shrink' && stops,
        }),
      ),
    );
    const [asFound, asShrunk] = [found, shrunk].map((campaign) => campaign?.report.rules[0]?.failure);
    expect(asFound).toMatchObject({ set: 'random', shrinkSteps: 0 });
    expect(asShrunk?.shrinkSteps).toBeGreaterThan(0);
    expect(found?.cases[0]?.image.length).toBeGreaterThan(shrunk?.cases[0]?.image.length ?? Infinity);
  });

  it('does not depend on the order in which calls of a command end', async () => {
    const reports = [];
    for (const slow of [0, 1]) {
      let calls = 0;
      const subject = subjectThat(
        async (image, request) => {
          calls += 1;
          // Turns of the event loop put every other call behind the one that was begun after it.
          for (let turn = 0; turn < (calls % 2 === slow ? 5 : 0); turn += 1) await Promise.resolve();
          return patched({ 4: 0x20 })(image, request);
        },
        ['tool'],
      );
      reports.push((await campaignOf(subject, { jobs: 4 })).report);
    }
    expect(reports[0]).toEqual(reports[1]);
  });

  it('keeps at most eight findings of a rule in the report and all of them in the case', async () => {
    const noise = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [0x40 + index, 0xee]));
    const { report, cases } = await campaignOf(subjectThat(patched(noise)));
    for (const { failure } of report.rules) expect(failure?.findings.length ?? 0).toBeLessThanOrEqual(8);
    expect(cases.length).toBeGreaterThan(0);
  });
});

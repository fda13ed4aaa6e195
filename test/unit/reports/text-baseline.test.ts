import { describe, expect, it } from 'vitest';
import { renderText } from '../../../reports/index.ts';
import type { BaselineResult, KnownState, Report } from '../../../src/results/index.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';

type Known = BaselineResult['known'][number];

function entry(state: KnownState, other: Partial<Known> = {}): Known {
  const seen = state === 'fails' ? (['rewritten'] as const) : [];
  const entryItself = { rule: 'PE-HDR-001', defect: null, reason: 'so it is', until: null } as const;
  return { ...entryItself, answers: ['rewritten'], state, seen, otherRun: null, ...other };
}

function page(report: Report, known: readonly Known[], unexpected: BaselineResult['unexpected'] = []): string {
  return renderText({ ...report, baseline: { known, unexpected } }, { width: 200, verbosity: 'quiet' });
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
const UNEXPECTED = [{ rule: 'PR-ZB-003', defect: null, answers: [{ answer: 'crashed', count: 7 }] }] as const;
/** Rules that fail, and none that was never exercised. */
const BROKEN: Report = { ...FAILING, rules: FAILING.rules.filter(({ failed }) => failed > 0) };

describe('the last line of a run that is held against known failures', () => {
  it.each([
    ['as known', BROKEN, [entry('fails')], [], 'NONCONFORMANT, as known'],
    ['not as known', BROKEN, [entry('fails')], UNEXPECTED, 'NONCONFORMANT, not as known'],
    [
      'as known by a list that says too much',
      BROKEN,
      [entry('holds')],
      [],
      'NONCONFORMANT, as known, but the baseline is out of date',
    ],
    [
      'as was accepted until a day that is past',
      BROKEN,
      [entry('expired', { seen: ['rewritten'] })],
      [],
      'NONCONFORMANT, and the baseline is out of date',
    ],
    ['nothing', CONFORMANT, [entry('left-out')], [], 'CONFORMANT'],
    ['nothing any more', CONFORMANT, [entry('expired')], [], 'CONFORMANT, but the baseline is out of date'],
    ['nothing, and not everything was tried', INCONCLUSIVE, [entry('not-seen')], [], 'INCONCLUSIVE'],
    ['as known, and not everything was tried', FAILING, [entry('fails')], [], 'INCONCLUSIVE, with failures as known'],
    ['what nobody can say', UNJUDGED, [entry('fails')], [], 'UNJUDGED'],
  ] as const)('says what decided when what fails is %s', (_, report, known, unexpected, head) => {
    expect(lastLine(page(report, known, unexpected)).split('  ')[0]).toBe(head);
  });
});

describe('the last line of a run that was cut short', () => {
  const cut = (report: Report): Report => ({ ...report, run: { ...report.run, executed: 2, planned: 3000 } });

  it.each([
    ['nothing was wrong', { ...cut(CONFORMANT), baseline: null }, 'CONFORMANT so far, cut short'],
    [
      'nothing was wrong that is not known',
      { ...cut(BROKEN), baseline: { known: [entry('fails')], unexpected: [] } },
      'NONCONFORMANT, as known so far, cut short',
    ],
    ['something was wrong', { ...cut(BROKEN), baseline: null }, 'NONCONFORMANT'],
  ] as const)('says so where %s', (_, report, head) => {
    const line = lastLine(renderText(report, { width: 200, verbosity: 'quiet' }));
    expect(line.split('  ')[0]).toBe(head);
    expect(line).toMatch(/\d of [34],\d{3} cases/);
  });
});

describe('what a run is against known failures', () => {
  it('has every entry that nothing was seen of, and counts them', () => {
    const text = page(CONFORMANT, [
      entry('not-seen'),
      entry('left-out', { rule: 'PR-REF-001', answers: ['refused', 'crashed'] }),
      entry('not-seen', { rule: null, defect: 'payload-offset' }),
    ]);
    expect(text).toContain(
      'Compared with the baseline\n' +
        '  Not seen, but nothing in this run had to show it: PE-HDR-001, Defect payload-offset.\n' +
        '  Excluded from this run: PR-REF-001 (refused, crashed).\n',
    );
    expect(text).toContain(
      'known    3 known failures: 0 fail as known, 0 out of date, 2 not seen, 1 left out; 0 unexpected\n',
    );
  });

  it('says of what another run has still to show which run that was', () => {
    const { profile } = CONFORMANT.run;
    const cases = { grid: 1152, extremes: 0, random: 3000, foreign: 0, hostile: 0 };
    const run = { version: CONFORMANT.tool.version, seed: 1, profile, cases, rules: [], excludedRules: [] };
    const strange = {
      ...run,
      version: '9.9.9',
      profile: 'uefi',
      cases: { ...cases, extremes: 4, foreign: 1, hostile: 3 },
    };
    const text = page(CONFORMANT, [
      entry('not-seen', { otherRun: run }),
      entry('not-seen', { rule: 'PR-REF-001' }),
      entry('not-seen', { rule: 'PR-ZB-003', otherRun: run }),
      entry('not-seen', { rule: 'PE-SIG-004', otherRun: strange }),
    ]).replaceAll(/\s+/g, ' ');
    const first = 'Not seen, but nothing in this run had to show it: ';
    expect(text).toContain(
      `${first}PR-REF-001. ${first}PE-HDR-001, PR-ZB-003; last seen in another run (seed 1, 3,000 random ` +
        `cases and the grid). ${first}PE-SIG-004; last seen in another run (seed 1, profile uefi, 3,000 ` +
        'random cases, the grid, the extremes, 1 foreign image and 3 hostile images, by zbootkit 9.9.9).',
    );
  });

  it('counts every entry once, be it seen in part', () => {
    const partly = entry('partly', { answers: ['refused', 'crashed'], seen: ['refused'] });
    const known = [entry('fails'), entry('fails'), partly, entry('holds'), entry('expired'), entry('not-seen')];
    expect(page(BROKEN, known, UNEXPECTED)).toContain(
      'known    6 known failures: 2 fail as known, 3 out of date, 1 not seen; 1 unexpected\n',
    );
    expect(page(BROKEN, [entry('fails')])).toContain('known    1 known failure: 1 fails as known, 0 out of date; 0');
  });

  it('tells a rule that is known for something else from one that is not known', () => {
    expect(page(BROKEN, [], UNEXPECTED)).toContain('PR-ZB-003 fails and is not in the baseline: 7 crashed.\n');
    expect(page(BROKEN, [entry('fails', { rule: 'PR-ZB-003' })], UNEXPECTED)).toContain(
      'PR-ZB-003 fails in a way that is not in the baseline: 7 crashed.\n',
    );
  });

  it('says which answers of an entry do not fail any more', () => {
    const partly = entry('partly', { rule: 'PR-REF-001', answers: ['refused', 'crashed'], seen: ['refused'] });
    expect(page(BROKEN, [partly])).toContain(
      'PR-REF-001 (refused, crashed) fails refused only; remove its other answers from the baseline. (so it is)',
    );
  });
});

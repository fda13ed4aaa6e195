// Reports side by side: what was not tried is never told as fixed, and no text of a report becomes markup.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISON_FORMATS, renderComparison } from '../../../reports/index.ts';
import { compareReports } from '../../../reports/compare/comparison.ts';
import { compareVersions, nameOfSubject } from '../../../reports/compare/subjects.ts';
import { withTexts } from '../../support/document-texts.ts';
import { effort } from '../../support/effort.ts';
import { markdownStructure } from '../../support/markdown-page.ts';
import { pageFaults } from '../../support/html-page.ts';
import { oddText } from '../../support/odd-text.ts';
import { COMPARED, NEWER, OLDER, OTHER } from './sample-comparison.ts';
import { ruleRow } from './rule-row.ts';
import { CONFORMANT, FAILING, SAMPLES } from './sample-report.ts';
import type { Report } from '../../../src/results/index.ts';

/** What a comparison is made of in Markdown: no text of a report makes a link, an image or stress. */
const OF_COMPARISONS =
  /^<(?:\/?(?:h[123]|p|ul|li|table|thead|tbody|tr|th|td|pre|code)|code class="language-sh"|!-- --)>$/;

/** What of a change is empty where no defect took the place of another. */
const UNREPLACED = { noLongerFound: [], newlyFound: [] };

describe('a comparison', () => {
  it('has a column for each report, and knows which is the version before', () => {
    const { subjects } = compareReports(COMPARED);
    expect(subjects.map(({ label, previous }) => [label, previous])).toEqual([
      ['objcopy 10.1', 1],
      ['objcopy 9.8', null],
      ['builtin 0.1.0', null],
    ]);
  });

  it('has a row for each defect, and says of each subject what it knows of it', () => {
    const { defects } = compareReports(COMPARED);
    const rows = defects.map(({ id, cells }) => [id, ...cells.map(({ status }) => status)]);
    expect(rows).toEqual([
      ['PR-KEEP-002', 'found', 'found', 'not-judged'],
      ['payload-offset', 'held', 'found', 'not-exercised'],
    ]);
    expect(defects[1]?.cells[1]).toMatchObject({
      caseId: '1-37-PR-ZB-003',
      replay: 'zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003',
    });
  });

  it('says of a rule that is broken in another way that it is', () => {
    const other = { ...OLDER, defects: OLDER.defects.filter(({ id }) => id !== 'payload-offset') };
    const defect = compareReports([OLDER, other]).defects.find(({ id }) => id === 'payload-offset');
    expect(defect?.cells.map(({ status }) => status)).toEqual(['found', 'otherwise']);
  });

  it('has every rule of every report once, in the order of the first', () => {
    const { rules } = compareReports([OTHER, NEWER]);
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set([...OTHER.rules, ...NEWER.rules].map(({ id }) => id)));
    expect(rules.find(({ id }) => id === 'PR-KEEP-002')?.cells).toEqual(['not-judged', 'failed']);
  });

  it('tells what was fixed since the version before', () => {
    const { changes } = compareReports(COMPARED);
    expect(changes).toEqual([
      {
        subject: 0,
        previous: 1,
        defects: {
          fixed: ['payload-offset'],
          broken: [],
          noLongerTried: [],
          newlyBroken: [],
          newlyTried: [],
          ...UNREPLACED,
        },
        rules: { fixed: ['PR-ZB-003'], broken: [], noLongerTried: [], newlyBroken: [], newlyTried: [], ...UNREPLACED },
      },
    ]);
  });

  it('does not call a rule fixed that is no longer tried, nor broken that was not tried before', () => {
    const untried = {
      ...NEWER,
      rules: NEWER.rules.map((rule) => (rule.failed === 0 ? rule : { ...rule, failed: 0, passed: 0, vacuous: 4 })),
    };
    const [change] = compareReports([OLDER, { ...untried, defects: [] }]).changes;
    expect(change?.rules.fixed).toEqual(['PR-ZB-003']);
    expect(change?.rules.noLongerTried).toEqual(['PR-KEEP-007', 'PR-KEEP-002']);
    const older = { ...untried, subject: { ...OLDER.subject, version: '1' } };
    expect(compareReports([OLDER, older]).changes[0]?.rules.newlyBroken).toEqual(['PR-KEEP-007', 'PR-KEEP-002']);
  });

  it('tells what holds and was not tried before, and says of what held in fewer cases nothing', () => {
    const untried = { ...OLDER, rules: NEWER.rules.map((row) => ({ ...row, passed: 0, failed: 0, skipped: 4 })) };
    const [change] = compareReports([untried, NEWER]).changes;
    expect(change?.rules.newlyTried).toEqual(['PR-ZB-003', 'PE-HDR-001']);
    expect(change?.rules.broken).toEqual([]);
    expect(change?.rules.newlyBroken).toEqual(['PR-KEEP-007', 'PR-KEEP-002']);
    const fewer = { ...NEWER, subject: OLDER.subject, run: { ...NEWER.run, executed: 7 } };
    expect(compareReports([fewer, NEWER]).changes[0]?.rules.newlyTried).toEqual([]);
  });

  it('says the same of two versions whatever other reports are beside them', () => {
    const at = (number: string, of: typeof NEWER): typeof NEWER => ({
      ...of,
      subject: { ...of.subject, version: number },
    });
    const defect = { id: 'section-headers', sentence: 'Mend it.', caseId: 'x', followers: [] };
    const held = NEWER.rules.map((row) => ({ ...row, failed: 0, failedWith: [], failure: null }));
    const rulesWith = (id: string, changed: Partial<(typeof held)[number]>): typeof held =>
      held.map((row) => (row.id === id ? { ...row, ...changed } : row));
    const first = at('1', { ...NEWER, rules: held, defects: [{ ...defect, rule: 'PR-KEEP-002' }] });
    const second = at('2', { ...NEWER, rules: rulesWith('PR-KEEP-002', { passed: 0 }), defects: [] });
    const third = at('3', {
      ...NEWER,
      rules: rulesWith('PR-ZB-003', { failed: 2 }),
      defects: [{ ...defect, rule: 'PR-ZB-003' }],
    });
    const [alone] = compareReports([second, third]).changes;
    const [, beside] = compareReports([first, second, third]).changes;
    expect(alone?.defects.broken).toEqual(['section-headers']);
    expect([beside?.defects, beside?.rules]).toEqual([alone?.defects, alone?.rules]);
  });

  it.each([
    ['fewer cases', { run: { ...NEWER.run, executed: 7 } }],
    ['cases of another seed', { run: { ...NEWER.run, seed: 2 } }],
  ])('does not call fixed what holds in %s', (_, changed) => {
    const whole = compareReports([OLDER, NEWER]).changes[0];
    expect(whole?.rules.fixed).not.toEqual([]);
    const change = compareReports([OLDER, { ...NEWER, ...changed }]).changes[0];
    expect([change?.rules.fixed, change?.defects.fixed]).toEqual([[], []]);
    expect(change?.rules.noLongerTried).toEqual(expect.arrayContaining([...(whole?.rules.fixed ?? [])]));
  });

  it('calls a remark neither fixed nor broken', () => {
    const remarking = { ...NEWER, rules: OLDER.rules.map((row) => ({ ...row, level: 'info' as const })) };
    for (const pair of [
      [OLDER, remarking],
      [
        { ...remarking, subject: OLDER.subject },
        { ...OLDER, subject: NEWER.subject },
      ],
    ] as const) {
      const [change] = compareReports(pair).changes;
      expect([change?.rules.fixed, change?.rules.broken]).toEqual([[], []]);
    }
  });

  describe('of a rule that fails before and now, of another mistake', () => {
    const [mistake] = OLDER.defects.filter(({ id }) => id === 'payload-offset');
    const renamed = OLDER.defects.map((each) => (each === mistake ? { ...each, id: 'section-headers' } : each));
    const later: Report = { ...OLDER, subject: NEWER.subject, defects: renamed };
    const NONE = { fixed: [], broken: [], noLongerTried: [], newlyBroken: [], newlyTried: [] };

    it('tells which defect is no longer found and which is new, and calls neither fixed nor broken', () => {
      const [change] = compareReports([OLDER, later]).changes;
      expect(change?.defects).toEqual({ ...NONE, noLongerFound: ['payload-offset'], newlyFound: ['section-headers'] });
    });

    it('does not know of a defect that is not found in fewer cases', () => {
      const [change] = compareReports([OLDER, { ...later, run: { ...later.run, executed: 7 } }]).changes;
      expect(change?.defects).toMatchObject({ noLongerTried: ['payload-offset'], noLongerFound: [] });
    });

    it.each(COMPARISON_FORMATS)('does not say in %s that nothing has changed', (format) => {
      const text = renderComparison([OLDER, later], format);
      expect(text).not.toContain('Nothing that was tried in both has changed');
      expect(text).toMatch(/No longer found|"noLongerFound": \[\n\s+"payload-offset"/);
      expect(text).toMatch(/Newly found|"newlyFound": \[\n\s+"section-headers"/);
    });
  });

  it('pairs reports of one profile alone', () => {
    const other = { ...NEWER, run: { ...NEWER.run, profile: 'edk2' } };
    expect(compareReports([OLDER, other]).changes).toEqual([]);
  });

  it.each([
    ['good', CONFORMANT],
    ['open', { ...CONFORMANT, run: { ...CONFORMANT.run, executed: 1 } }],
    [
      'known',
      {
        ...CONFORMANT,
        outcome: 'nonconformant',
        rules: [ruleRow({ failed: 1 })],
        baseline: { known: [], unexpected: [] },
      },
    ],
    ['bad', FAILING],
  ] as const)('has the tone %s of a run that its own page has', (tone, report) => {
    expect(compareReports([report, report]).subjects[0]?.tone).toBe(tone);
  });

  it('says why the runs may not be alike', () => {
    expect(compareReports([OLDER, NEWER]).differences).toEqual([]);
    const said = compareReports([OLDER, { ...NEWER, run: { ...NEWER.run, profile: 'edk2', seed: 2 } }]).differences;
    expect(said).toEqual(['The runs differ in profile: zboot, edk2.', 'The runs differ in seed: 1, 2.']);
  });

  it('tells columns apart that would be called the same', () => {
    expect(compareReports([FAILING, FAILING]).subjects.map(({ label }) => label)).toEqual([
      'objcopy 2.40',
      'objcopy 2.40 (2)',
    ]);
  });
});

describe('a subject', () => {
  it.each([
    ['llvm-objcopy', { id: 'command', version: '', command: ['/usr/bin/llvm-objcopy-19', '{in}'] }],
    ['objcopy', { id: 'command', version: '', command: ['objcopy'] }],
    ['builtin', { id: 'builtin', version: '1', command: null }],
    ['2to3', { id: 'command', version: '', command: ['2to3'] }],
    ['7', { id: 'command', version: '', command: ['7'] }],
  ])('is called %s', (name, subject) => {
    expect(nameOfSubject({ ...subject, files: [] })).toBe(name);
  });

  it.each([
    ['9.8', '10.1'],
    ['14.0.6', '19.1.7'],
    ['2.0rc1', '2.0'],
    ['2.0', '2.0.1'],
    ['2.40', '2.40.1'],
    ['', '1'],
    ['254~rc1', '254.2'],
    ['99999999999999999998', '99999999999999999999'],
  ])('has version %s before %s', (one, other) => {
    expect([compareVersions(one, other), compareVersions(other, one), compareVersions(one, one)]).toEqual([-1, 1, 0]);
  });
});

describe('the forms of a comparison', () => {
  it.each(COMPARISON_FORMATS)('equal the golden file as %s', async (format) => {
    const text = renderComparison(COMPARED, format).replace(/<style>[^]*<\/style>/, '<style></style>');
    const lines = format === 'html' ? text.replace(/(?=<(?:section|h[1-4]|p|li|tr|details|div)\b)/g, '\n') : text;
    await expect(lines).toMatchFileSnapshot(`../../golden/compare-${format}.txt`);
  });

  it('have the time at which each run began', () => {
    for (const format of COMPARISON_FORMATS) {
      const text = renderComparison(COMPARED, format);
      for (const { time } of COMPARED) expect(text).toContain(time.startedAt);
    }
  });

  it('call newly tried and broken what fails and was not tried before', () => {
    const untried = { ...OLDER, rules: OLDER.rules.map((row) => ({ ...row, passed: 0, failed: 0, skipped: 4 })) };
    const pair = [{ ...untried, defects: [] }, NEWER];
    expect(renderComparison(pair, 'markdown')).toMatch(/^- Newly tried and broken \(rules; .*PR-KEEP-002$/m);
    expect(renderComparison(pair, 'markdown')).toMatch(/^- Newly tried \(rules; .*: PR-ZB-003, /m);
    expect(renderComparison(pair, 'html')).toContain('<dt>Newly tried and broken</dt>');
  });

  it('are the same for the same reports', () => {
    for (const format of COMPARISON_FORMATS) {
      expect(renderComparison(COMPARED, format)).toBe(renderComparison(structuredClone(COMPARED), format));
    }
  });

  it('are a page that is well formed and loads nothing, of any reports', () => {
    expect(pageFaults(renderComparison(COMPARED, 'html'))).toEqual([]);
    expect(pageFaults(renderComparison(SAMPLES, 'html'))).toEqual([]);
  });

  it('are JSON that reads back as the comparison', () => {
    expect(JSON.parse(renderComparison(COMPARED, 'json'))).toStrictEqual(compareReports(COMPARED));
  });

  it('show any text as a text', () => {
    fc.assert(
      fc.property(fc.array(oddText, { minLength: 1, maxLength: 5 }), (texts) => {
        let count = 0;
        const odd = withTexts(COMPARED, () => texts[count++ % texts.length] ?? '');
        expect(pageFaults(renderComparison(odd, 'html'))).toEqual([]);
        expect(JSON.parse(renderComparison(odd, 'json'))).toStrictEqual(compareReports(odd));
        const markdown = renderComparison(odd, 'markdown');
        const outside = markdown.replace(/^(`{3,})sh\n[^]*?\n\1$/gm, '');
        expect(markdownStructure(markdown).filter((tag) => !OF_COMPARISONS.test(tag))).toEqual([]);
        const rows = outside.split('\n').filter((line) => line.startsWith('|'));
        const columns = new Set(rows.map((line) => line.match(/(?<!\\)\|/g)?.length));
        expect([...columns].sort()).toEqual([6, 9]);
      }),
      { numRuns: effort(300) },
    );
  });
});

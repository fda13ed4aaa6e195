// Whatever the program wrote as JSON is read back as the same document, and each rule of it has one status.
import { describe, expect, it } from 'vitest';
import { ReportError, parseDocument, renderAs, renderFindingsJson, renderJson } from '../../../reports/index.ts';
import { statusOfRow, statusOfVerdict } from '../../../reports/model/status.ts';
import { suitesOf } from '../../../reports/model/suites.ts';
import { testsOf } from '../../../reports/lines/tests.ts';
import { withValue } from '../../support/schema.ts';
import { ruleRow } from './rule-row.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';
import { CONFORMANT, FAILING, SAMPLES } from './sample-report.ts';

const ROWS = [UNSOUND, SOUND, APPENDED, ...UNSOUND_TWICE];
const UNJUDGED = [{ path: 'absent.efi', reason: 'there is no such file.' }];
const TOOL = { name: 'zbootkit', version: '9.9.9', sha256: '1f'.repeat(32) };
const CHECKED = renderFindingsJson(ROWS, UNJUDGED, TOOL);

function problem(text: string): string {
  try {
    parseDocument(text);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('reading a document', () => {
  it.each(SAMPLES)('gives the report of a campaign again', (report) => {
    expect(parseDocument(renderJson(report))).toStrictEqual({ kind: 'campaign', report });
  });

  it('gives what check said again, with what judged', () => {
    const findings = { tool: TOOL, rows: ROWS, unjudged: UNJUDGED };
    expect(parseDocument(CHECKED)).toStrictEqual({ kind: 'check', findings });
  });

  it('completes what an older version wrote', () => {
    const old = withValue(
      withValue(JSON.parse(CHECKED) as object, 'tool', undefined) as object,
      'images.0.layouts',
      undefined,
    );
    const document = parseDocument(JSON.stringify(old));
    expect(document).toMatchObject({
      kind: 'check',
      findings: { tool: { version: '' }, rows: [{ layouts: { before: null, after: null } }, {}, {}, {}, {}] },
    });
  });

  it('completes what an older version did not count of a policy', () => {
    const alone = { cases: 200, refused: 150 };
    const old = (rewritten: number): string =>
      JSON.stringify(
        withValue(JSON.parse(renderJson(FAILING)) as object, 'refusals.policies.0', {
          policy: 'x',
          cases: 220,
          refused: 160,
          rewritten,
          alone,
        }),
      );
    for (const [rewritten, most] of [
      [60, 50],
      [7, 7],
    ] as const) {
      expect(parseDocument(old(rewritten))).toMatchObject({
        report: { refusals: { policies: [{ alone: { ...alone, rewritten: most } }, {}] } },
      });
    }
  });

  it('completes what judged in a document of an older version, and the files of what was judged', () => {
    const check = withValue(JSON.parse(CHECKED) as object, 'tool.sha256', undefined);
    expect(parseDocument(JSON.stringify(check))).toMatchObject({
      findings: { tool: { version: '9.9.9', sha256: null } },
    });
    const report = withValue(JSON.parse(renderJson(FAILING)) as object, 'tool.sha256', undefined) as object;
    const older = withValue(report, 'subject.files', undefined);
    expect(parseDocument(JSON.stringify(older))).toMatchObject({
      report: { tool: { version: '0.1.0', sha256: null }, subject: { version: '2.40', files: [] } },
    });
  });

  it.each([
    ['surprise', 1, 'check.surprise: is not a property of this version'],
    ['images.0.results.0.level', 'off', 'check.images[0].results[0].level'],
    ['tool.sha256', 'ABC', 'check.tool.sha256'],
    ['images.0.sha256', 'ABC', 'check.images[0].sha256'],
    ['images.0.counts.errors', 7, 'check.images[0].counts.errors: is 7, but the results have 1.'],
    ['images.1.layouts.after.regions.0.kind', 'hole', 'check.images[1].layouts.after.regions[0].kind'],
    ['unjudged.0.reason', null, 'check.unjudged[0].reason'],
    ['schema', 'urn:zbootkit:check:v2', 'urn:zbootkit:check:v2'],
  ])('refuses %s set to %j and says so', (path, value, said) => {
    expect(problem(JSON.stringify(withValue(JSON.parse(CHECKED) as object, path, value)))).toContain(said);
  });

  it('says that half a file is not JSON', () => {
    expect(problem(CHECKED.slice(0, 300))).toContain('is not JSON');
  });
});

const ENTRY = {
  ...{ rule: 'PE-HDR-001', defect: null, reason: 'known', until: null },
  ...{ answers: ['rewritten'], state: 'fails', seen: ['rewritten'], otherRun: null },
} satisfies NonNullable<typeof FAILING.baseline>['known'][number];

describe('the status of a rule', () => {
  it.each([
    ['held', {}, null],
    ['failed', { failed: 1 }, null],
    ['known', { failed: 1 }, { known: [ENTRY], unexpected: [] }],
    ['failed', { failed: 1 }, { known: [], unexpected: [] }],
    ['failed', { failed: 1 }, { known: [{ ...ENTRY, state: 'expired' }], unexpected: [] }],
    ['failed', { failed: 1 }, { known: [], unexpected: [{ rule: 'PE-HDR-001', defect: null, answers: [] }] }],
    ['warned', { failed: 1, level: 'warning' }, { known: [], unexpected: [] }],
    ['remarked', { failed: 1, level: 'info' }, null],
    ['broken', { failed: 1, errored: 1 }, null],
    ['vacuous', { passed: 0, vacuous: 2 }, null],
    ['withheld', { passed: 0, vacuous: 2, withheld: 1 }, null],
    ['not-exercised', { passed: 0, skipped: 9 }, null],
  ] as const)('is %s of a row with %o, against %o', (status, row, baseline) => {
    expect(statusOfRow(ruleRow(row), baseline, new Map())).toBe(status);
  });

  it.each([
    ['held', { kind: 'pass' }],
    ['vacuous', { kind: 'vacuous', reason: '' }],
    ['not-applicable', { kind: 'skip', reason: '' }],
    ['not-verified', { kind: 'skip', reason: '', unverified: true }],
    ['broken', { kind: 'error', message: '' }],
  ] as const)('is %s of an image with %o', (status, verdict) => {
    expect(statusOfVerdict(verdict, 'error')).toBe(status);
  });
});

describe('suites', () => {
  it('are one of a campaign, with the defect and the case of each rule that has them', () => {
    const [suite, ...more] = suitesOf({ kind: 'campaign', report: FAILING });
    expect(more).toEqual([]);
    expect(suite).toMatchObject({ name: 'objcopy 2.40', subject: 'objcopy', profile: 'zboot', time: FAILING.time });
    const moved = suite?.results.find(({ id }) => id === 'PR-KEEP-007');
    expect(moved).toMatchObject({
      status: 'warned',
      defect: { id: 'payload-offset' },
      stored: { id: '1-37-PR-ZB-003' },
      reason: 'failed in 2 of 1,940 cases',
    });
  });

  it('are one of each image and profile', () => {
    const suites = suitesOf({ kind: 'check', findings: { tool: TOOL, rows: ROWS, unjudged: [] } });
    expect(suites.map(({ name, profile }) => [name, profile])).toEqual([
      ['broken.efi', 'edk2'],
      ['arm64-6.12-zstd.efi', 'zboot'],
      ['new/out.efi', 'zboot'],
      ['broken.efi', 'edk2'],
      ['broken.efi', 'shim'],
    ]);
    expect(suites[2]?.results[0]?.files).toMatchObject({ before: 'vmlinuz.efi', after: 'new/out.efi' });
  });
});

describe('a run that was cut short before anything failed', () => {
  const cut = { ...CONFORMANT, run: { ...CONFORMANT.run, executed: CONFORMANT.run.planned - 1 } };

  it('passes in no form that knows tests', () => {
    const [suite] = testsOf({ kind: 'campaign', report: cut });
    expect(suite?.verdict).toMatchObject({ result: 'skipped', type: 'cut-short' });
  });

  it('is the same statement when its report is read back', () => {
    const report = { ...cut, subject: { ...cut.subject, files: [{ name: 'tool', sha256: 'a1'.repeat(32) }] } };
    const statement = renderAs({ kind: 'campaign', report }, 'intoto');
    const shuffled = { ...report, run: Object.fromEntries(Object.entries(report.run).toReversed()) } as typeof report;
    expect(renderAs({ kind: 'campaign', report: shuffled }, 'intoto')).toBe(statement);
    expect(renderAs(parseDocument(renderJson(report)), 'intoto')).toBe(statement);
    expect(statement).toContain('"WARNED"');
  });
});

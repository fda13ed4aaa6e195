// in-toto: a statement that fits its specification, about what was tested, and that says PASSED of nothing else.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportError, renderAs } from '../../../reports/index.ts';
import type { Report, ReportDocument } from '../../../reports/index.ts';
import { base64 } from '../../../reports/base64.ts';
import { renderIntoto } from '../../../reports/intoto/intoto.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { oddReport } from '../../support/odd-reports.ts';
import { schemaAt } from '../../support/schema.ts';
import { SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';
import { ruleRow } from './rule-row.ts';

const { validate } = schemaAt('test/support/intoto-test-result-v0.1.schema.json');

interface Statement {
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicate: {
    readonly result: string;
    readonly configuration: readonly {
      readonly name: string;
      readonly content?: string;
      readonly annotations?: unknown;
    }[];
    readonly passedTests: readonly string[];
    readonly warnedTests: readonly string[];
    readonly failedTests: readonly string[];
  };
}

/** A statement that fits its schema. */
function statementOf(document: ReportDocument): Statement {
  const statement: unknown = JSON.parse(renderIntoto(document));
  validate(statement);
  expect(validate.errors ?? []).toEqual([]);
  return statement as Statement;
}

const of = (report: Report): ReportDocument => ({ kind: 'campaign', report });
const TOOL = { name: 'zbootkit', version: '1', sha256: null };
const checked = (rows: readonly (typeof SOUND)[]): ReportDocument => ({
  kind: 'check',
  findings: { tool: TOOL, rows, unjudged: [] },
});
const DIGESTED = {
  ...CHECKED,
  findings: { tool: TOOL, rows: [UNSOUND, SOUND, ...UNSOUND_TWICE], unjudged: [] },
} as const;
const resultOf = (report: Report): string => statementOf(of(report)).predicate.result;

describe('an in-toto statement', () => {
  it('tells a campaign that failed', async () => {
    statementOf(of(FAILING));
    await expect(renderAs(of(FAILING), 'intoto')).toMatchFileSnapshot('../../golden/report-failing.intoto.json');
  });

  it('is about the files of a command, the toolkit itself, or the images', () => {
    expect(statementOf(of(FAILING)).subject).toEqual([{ name: 'objcopy', digest: { sha256: 'b2'.repeat(32) } }]);
    expect(statementOf(of(CONFORMANT)).subject).toMatchObject([
      { name: 'zbootkit', digest: { sha256: 'a1'.repeat(32) } },
    ]);
    expect(statementOf(DIGESTED).subject.map(({ name }) => name)).toEqual(['broken.efi', 'arm64-6.12-zstd.efi']);
  });

  it('has each test in one list at most, and what was not tried in none', () => {
    const { passedTests, warnedTests, failedTests } = statementOf(of(FAILING)).predicate;
    expect({ passedTests, warnedTests, failedTests }).toEqual({
      passedTests: ['PE-HDR-001'],
      warnedTests: ['PR-KEEP-007'],
      failedTests: ['verdict', 'PR-ZB-003', 'PR-KEEP-002'],
    });
    expect(statementOf(checked([SOUND])).predicate.passedTests).toEqual([
      'arm64-6.12-zstd.efi zboot verdict',
      'arm64-6.12-zstd.efi zboot PE-HDR-001',
      'arm64-6.12-zstd.efi zboot PE-HDR-002',
    ]);
  });

  it('has passed, or was warned of, or has failed', () => {
    const warned = ruleRow({ id: 'PE-HDR-009', level: 'warning', failed: 1 });
    const known = { rule: 'PE-HDR-001', defect: null, reason: 'known', until: null, answers: ['rewritten'] } as const;
    expect(resultOf(CONFORMANT)).toBe('PASSED');
    expect(resultOf({ ...CONFORMANT, rules: [...CONFORMANT.rules, warned] })).toBe('WARNED');
    expect(resultOf(INCONCLUSIVE)).toBe('WARNED');
    expect(statementOf(of(INCONCLUSIVE)).predicate.warnedTests).toEqual(['verdict', 'PE-SIG-004']);
    const asKnown: Report = {
      ...CONFORMANT,
      outcome: 'nonconformant',
      rules: [ruleRow({ failed: 1 })],
      baseline: { known: [{ ...known, state: 'fails', seen: ['rewritten'], otherRun: null }], unexpected: [] },
    };
    expect(resultOf(asKnown)).toBe('WARNED');
    expect(resultOf(FAILING)).toBe('FAILED');
    expect(resultOf(UNJUDGED)).toBe('FAILED');
  });

  it('has failed by its verdict where nothing else fails: a baseline that is out of date', () => {
    const known = { rule: 'PE-HDR-001', defect: null, reason: 'known', until: null, answers: ['rewritten'] } as const;
    const report: Report = {
      ...CONFORMANT,
      baseline: { known: [{ ...known, state: 'holds', seen: [], otherRun: null }], unexpected: [] },
    };
    const { result, failedTests } = statementOf(of(report)).predicate;
    expect({ result, failedTests }).toEqual({ result: 'FAILED', failedTests: ['verdict'] });
  });

  it.each([
    [0, CONFORMANT],
    [INCONCLUSIVE.rules.filter((row) => row.passed + row.failed === 0).length, INCONCLUSIVE],
  ])('counts %i rules that nobody tried', (count, report) => {
    const [, run] = statementOf(of(report)).predicate.configuration;
    expect(run?.annotations).toMatchObject({ rulesNotTried: count });
  });

  it('says what was asked, for a policy to read', () => {
    const [tool, run] = statementOf(of(FAILING)).predicate.configuration;
    expect(tool).toMatchObject({ uri: 'pkg:npm/zbootkit@0.1.0', digest: { sha256: 'a1'.repeat(32) } });
    const asked: unknown = JSON.parse(Buffer.from(run?.content ?? '', 'base64').toString('utf8'));
    expect(asked).toMatchObject({
      kind: 'campaign',
      seed: 1,
      profile: 'zboot',
      excludedRules: ['PE-CHK-*'],
      leftOut: 3,
    });
    expect(run).toMatchObject({ annotations: { verdicts: ['unexpected'], cases: { planned: 3152, executed: 3152 } } });
  });

  it.each([
    [
      'a command whose files have no digest',
      of({ ...FAILING, subject: { ...FAILING.subject, files: [] } }),
      'report.subject.files: needs the digest of a file',
    ],
    [
      'the builtin rewriter from sources',
      of({ ...CONFORMANT, tool: TOOL }),
      'report.subject.files: needs the digest of what was tested',
    ],
    ['an image without a digest', CHECKED, 'check.images[2].sha256: needs a digest, but new/out.efi has none'],
    ['no image', checked([]), 'check.images: needs an image, but none was judged'],
  ])('is refused for %s, with a sentence', (_, document, said) => {
    expect(() => renderIntoto(document)).toThrow(ReportError);
    expect(() => renderIntoto(document)).toThrow(said);
  });

  it('fits its schema and says nothing raw, whatever the texts of a report are', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        const digested =
          document.kind === 'campaign'
            ? {
                ...document,
                report: { ...document.report, subject: { ...document.report.subject, files: FAILING.subject.files } },
              }
            : {
                ...document,
                findings: {
                  ...document.findings,
                  rows: document.findings.rows.filter(({ sha256 }) => sha256 !== null),
                },
              };
        const text = renderIntoto(digested);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]|(?<!\\)\\u[dD][89a-fA-F]/u);
        statementOf(digested);
        expect(renderIntoto(digested)).toBe(text);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('has Base64 as others read it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  it('can be made of every sample of a campaign', () => {
    for (const document of FILLED) if (document.kind === 'campaign') statementOf(document);
  });
});

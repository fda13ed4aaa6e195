// Whatever a report has or lacks, every form of it says the verdict, the same each time, and nothing that only a program means.
import { describe, expect, it } from 'vitest';
import { FORMATS, renderAs } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import type { BaselineRun, CheckedFile, KnownState, Report, RuleRow } from '../../../src/results/index.ts';
import { ruleRow } from './rule-row.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';
import { CONFORMANT, FAILING, SAMPLES } from './sample-report.ts';

const FILES = [{ name: 'tool', sha256: 'a1'.repeat(32) }];
const TOOL = { name: 'zbootkit', version: '9.9.9', sha256: 'b2'.repeat(32) };
const STATES: readonly KnownState[] = ['fails', 'partly', 'holds', 'expired', 'not-seen', 'left-out'];

const withRun = (run: Partial<Report['run']>): Report => ({ ...FAILING, run: { ...FAILING.run, ...run } });
const withRules = (change: (row: RuleRow) => Partial<RuleRow>): Report => ({
  ...FAILING,
  rules: FAILING.rules.map((row) => ({ ...row, ...change(row) })),
});

const KNOWN = { reason: 'known', seen: [], otherRun: null } as const;
const OTHER_RUN: BaselineRun = {
  version: '0.0.9',
  seed: 2,
  profile: 'uefi-ca',
  rules: ['PR-*'],
  excludedRules: [],
  cases: { grid: 1152, extremes: 40, random: 3000, foreign: 300, hostile: 350 },
};

const baseline = (state: KnownState): Report['baseline'] => ({
  known: [
    { ...KNOWN, rule: 'PE-HDR-001', defect: null, until: null, answers: ['rewritten'], state },
    { ...KNOWN, rule: null, defect: 'crashed', until: '2030-01-01', answers: ['crashed'], state },
    { ...KNOWN, rule: 'PR-1', defect: null, until: null, answers: ['refused'], state, otherRun: OTHER_RUN },
  ],
  unexpected: [],
});

const set = { planned: 7, executed: 5 } as const;

const REPORTS: readonly (readonly [what: string, report: Report])[] = [
  ...SAMPLES.map((report) => [`the sample ${report.outcome}`, report] as const),
  ...STATES.map((state) => [`a baseline that ${state}`, { ...FAILING, baseline: baseline(state) }] as const),
  ...STATES.map(
    (state) => [`a sound run against one that ${state}`, { ...CONFORMANT, baseline: baseline(state) }] as const,
  ),
  ['every set', withRun({ grid: set, extremes: set, foreign: set, hostile: { ...set, refused: 2 } })],
  ['sequences', withRun({ sequences: { cases: 2, appends: 5 }, excludedRules: [], rules: [] })],
  ['nothing executed', { ...withRun({ executed: 0 }), notes: [], answers: [], cases: [], defects: [] }],
  ['no refusals told apart', { ...FAILING, refusals: null, baseline: null, diagnosis: 'cut' }],
  ['no features', { ...FAILING, coverage: { cases: 0, features: [], interactions: [] } }],
  ['no version', { ...FAILING, subject: { ...FAILING.subject, version: '' }, diagnosis: null }],
  ['a function', { ...FAILING, subject: { ...FAILING.subject, command: null } }],
  ['no cases', { ...FAILING, cases: [] }],
  [
    'no layouts',
    { ...FAILING, cases: FAILING.cases.map((row) => ({ ...row, layouts: { before: null, after: null } })) },
  ],
  [
    'hostile cases',
    { ...FAILING, cases: FAILING.cases.map((row) => ({ ...row, set: 'hostile', mutations: ['cut'] })) },
  ],
  [
    'defects of several parts, of rules that are not there',
    {
      ...FAILING,
      defects: FAILING.defects.map((each, index) => ({
        ...each,
        id: `${each.id}+other`,
        rule: index === 0 ? each.rule : 'PR-GONE-001',
        followers: index === 0 ? FAILING.rules.map(({ id }) => id) : ['PR-GONE-002'],
      })),
    },
  ],
  [
    'rules of which nothing more is known',
    withRules(() => ({ references: [], rejectedBy: [], effect: null, failure: null })),
  ],
  [
    'failures at a later append, without bytes',
    withRules(({ failure }) => ({
      failure:
        failure === null
          ? null
          : { ...failure, append: { number: 2, of: 3, against: 'original' }, excerpts: [], shrinkSteps: 0 },
    })),
  ],
  ['warnings only', withRules(({ failed }) => ({ level: failed > 0 ? 'warning' : 'error' }))],
  ['remarks only', withRules(() => ({ level: 'info' }))],
  [
    'every policy',
    {
      ...FAILING,
      refusals: {
        must: 1,
        may: 2,
        wrong: 3,
        policies: (FAILING.refusals?.policies ?? []).map((row) => ({ ...row, rewritten: 0, refused: row.cases - 1 })),
      },
    },
  ],
  [
    'a rule that broke',
    { ...FAILING, rules: [...FAILING.rules, ruleRow({ id: 'ZB-001', errored: 1, errorMessage: null })] },
  ],
];

const LONG: CheckedFile = {
  ...UNSOUND,
  because: 'because it is not a zboot image',
  cause: { sentence: 'The file is cut short.', follows: ['PE-SEC-014', 'PE-SEC-031'] },
  caveat: 'who signed it was not verified',
};

const CHECKS: readonly (readonly [what: string, rows: readonly CheckedFile[]])[] = [
  ['no image', []],
  ['a sound one', [SOUND]],
  ['one with a caveat', [{ ...SOUND, caveat: LONG.caveat, because: LONG.because }]],
  ['one with a cause', [LONG]],
  ['one with a cause that breaks nothing', [{ ...SOUND, cause: { sentence: 'It has a tail.', follows: [] } }]],
  ['an append', [APPENDED]],
  ['one without layout and digest', [{ ...UNSOUND, layouts: { before: null, after: null }, sha256: null }]],
  ['one in two profiles', UNSOUND_TWICE],
  ['one of which nothing is known', [{ ...SOUND, results: [] }]],
  [
    'one that was not verified',
    [
      {
        ...SOUND,
        results: SOUND.results.map((result) => ({
          ...result,
          verdict: { kind: 'skip', reason: 'too long', unverified: true } as const,
        })),
      },
    ],
  ],
  ['all of them', [SOUND, LONG, APPENDED, ...UNSOUND_TWICE]],
];

const DOCUMENTS: readonly (readonly [string, ReportDocument])[] = [
  ...REPORTS.map(([what, report]) => {
    const subject = { ...report.subject, files: FILES };
    return [`a report with ${what}`, { kind: 'campaign', report: { ...report, subject } }] as const;
  }),
  ...CHECKS.flatMap(([what, rows]) =>
    [[], [{ path: 'absent.efi', reason: 'there is no such file.' }]].map((unjudged) => {
      const document = { kind: 'check', findings: { tool: TOOL, rows, unjudged } } as const;
      return [`a check of ${what}, ${unjudged.length} not judged`, document] as const;
    }),
  ),
];

/** What a template says of a value that it should not have been given. */
const FOREIGN = /\bundefined\b|\[object |\bNaN\b/;

/** A statement needs a digest of each image, and says so where it has none. */
const hasDigests = (document: ReportDocument): boolean =>
  document.kind === 'campaign' ||
  (document.findings.rows.length > 0 && document.findings.rows.every(({ sha256 }) => sha256 !== null));

describe.each(FORMATS.filter((format) => format !== 'intoto'))('as %s', (format) => {
  it.each(DOCUMENTS)('%s is told whole', (_, document) => {
    const text = renderAs(document, format);
    expect(text).not.toMatch(FOREIGN);
    expect(renderAs(document, format)).toBe(text);
  });
});

describe('as intoto', () => {
  it.each(DOCUMENTS)('%s is a statement, or a sentence says why not', (_, document) => {
    if (hasDigests(document)) expect(renderAs(document, 'intoto')).not.toMatch(FOREIGN);
    else expect(() => renderAs(document, 'intoto')).toThrow(/statement/);
  });
});

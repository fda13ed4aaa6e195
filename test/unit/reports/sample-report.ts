import { lostBytes, staleOffset } from './sample-failures.ts';
import { LAYOUTS } from './sample-layouts.ts';
import { ruleRow } from './rule-row.ts';
import type { CaseRow, Report, RuleRow } from '../../../src/results/index.ts';
import { REPORT_SCHEMA } from '../../../src/results/index.ts';

/** A stored case; `row` says what is different. */
function caseRow(row: Partial<CaseRow>): CaseRow {
  return {
    id: '1-37-PR-ZB-003',
    seed: 1,
    set: 'random',
    index: 37,
    plan: 'sections=2;payload=.data;align=0x200',
    mutations: [],
    features: ['payload-in-section'],
    sections: 2,
    inputSize: 1536,
    outputSize: 2048,
    layouts: LAYOUTS,
    rules: ['PR-ZB-003'],
    replay: 'zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003',
    ...row,
  };
}

const failedRules: readonly RuleRow[] = [
  ruleRow({
    id: 'PR-KEEP-007',
    name: 'debug-directory-kept',
    title: 'The debug directory still points at its entries.',
    level: 'warning',
    rejectedBy: ['edk2', 'audk-strict', 'shim', 'uefi-ca'],
    passed: 1938,
    failed: 2,
    inherited: 5,
    failure: {
      set: 'random',
      index: 1204,
      caseId: '1-37-PR-ZB-003',
      shrinkSteps: 1,
      append: null,
      findings: [
        {
          about: 'debugDirectory[0].pointerToRawData',
          expected: { kind: 'apart-from', what: 'section .bpf', start: 0x600, end: 0x800 },
          actual: '[0x61c, 0x638)',
          at: [{ file: 'after', offset: 0x134, length: 4 }],
        },
      ],
      excerpts: [],
    },
  }),
  ruleRow({
    id: 'PR-ZB-003',
    name: 'payload-moves-with-section',
    title: 'The payload offset follows the section that holds the payload.',
    effect: { kind: 'refused', by: 'kexec-tools 2.0.29', what: 'finds no kernel there' },
    passed: 1528,
    failed: 412,
    failure: staleOffset,
  }),
  ruleRow({
    id: 'PR-KEEP-002',
    name: 'section-bytes-kept',
    title: 'Every section of the input has the same bytes in the output, wherever it lies there.',
    passed: 1900,
    failed: 40,
    failure: lostBytes,
  }),
];

const otherRules: readonly RuleRow[] = [
  ruleRow({}),
  ruleRow({
    id: 'PE-SIG-004',
    name: 'certificate-table-aligned',
    title: 'The certificate table starts at a multiple of 8.',
    passed: 0,
    vacuous: 3,
    skipped: 1937,
    skipReasons: [{ reason: 'the image carries no signature', count: 1937 }],
    vacuousReasons: [{ reason: 'the table has no certificate', count: 3 }],
  }),
  ruleRow({
    id: 'PE-SIG-005',
    name: 'certificates-whole',
    title: 'Every certificate lies in its table.',
    passed: 0,
    vacuous: 1940,
    withheld: 14,
    vacuousReasons: [{ reason: 'there are no certificates', count: 1940 }],
  }),
  ruleRow({
    id: 'PE-RES-001',
    name: 'resource-tree-depth',
    title: 'The resource tree is three levels deep.',
    level: 'warning',
    passed: 0,
    skipped: 1000,
    vacuous: 940,
    skipReasons: [{ reason: 'there are no resources', count: 1000 }],
    vacuousReasons: [{ reason: 'the tree has one level', count: 940 }],
  }),
  ruleRow({ id: 'PE-OPT-020', name: 'linker-version', level: 'info', passed: 0, failed: 1940 }),
];

/** A report of a rewriter that fails in several ways: every part of a report has something to say. */
export const FAILING: Report = {
  schema: REPORT_SCHEMA,
  tool: { name: 'zbootkit', version: '0.1.0', sha256: 'a1'.repeat(32) },
  environment: { node: '20.20.2' },
  time: { startedAt: '2025-01-01T00:00:00.000Z', durationMs: 73_420, gridMs: 4_100 },
  subject: {
    id: 'command',
    version: '2.40',
    command: ['objcopy', '--add-section', '.bpf={section}', '{in}', '{out}'],
    files: [{ name: 'objcopy', sha256: 'b2'.repeat(32) }],
  },
  run: {
    seed: 1,
    planned: 2000,
    executed: 2000,
    grid: { planned: 1152, executed: 1152 },
    extremes: { planned: 0, executed: 0 },
    foreign: { planned: 0, executed: 0 },
    hostile: { planned: 0, executed: 0, refused: 0 },
    sequences: { cases: 0, appends: 0 },
    profile: 'zboot',
    rules: ['*'],
    excludedRules: ['PE-CHK-*'],
    leftOut: 3,
  },
  outcome: 'nonconformant',
  baseline: {
    known: [
      {
        rule: 'PE-HDR-001',
        defect: null,
        reason: 'a known fault',
        until: '2026-12-31',
        answers: ['rewritten'],
        state: 'fails',
        seen: ['rewritten'],
        otherRun: null,
      },
      {
        rule: null,
        defect: 'crashed',
        reason: 'it was one',
        until: null,
        answers: ['crashed'],
        state: 'holds',
        seen: [],
        otherRun: null,
      },
    ],
    unexpected: [
      { rule: 'PR-ZB-003', defect: 'payload-offset', answers: [{ answer: 'rewritten', count: 412 }] },
      { rule: 'PR-KEEP-002', defect: null, answers: [{ answer: 'rewritten', count: 40 }] },
    ],
  },
  notes: ['3 cases ended by the time limit of 10 s; raise it with --time-limit to judge them.'],
  defects: [
    {
      id: 'payload-offset',
      sentence: 'Make the payload offset in the zboot header point to where the payload now is.',
      rule: 'PR-ZB-003',
      caseId: '1-37-PR-ZB-003',
      followers: ['PR-KEEP-007'],
    },
    {
      id: 'PR-KEEP-002',
      sentence: 'No known repair fixes this: Every section of the input has the same bytes.',
      rule: 'PR-KEEP-002',
      caseId: '1-112-PR-KEEP-002',
      followers: [],
    },
  ],
  diagnosis: 'whole',
  answers: [
    { kind: 'rewritten', code: '', count: 1940, example: '' },
    { kind: 'refused', code: 'no-room', count: 54, example: 'there is no room for another section header' },
    { kind: 'crashed', code: '', count: 3, example: 'ended by SIGSEGV' },
    { kind: 'timed-out', code: '', count: 3, example: 'still running after 10 s' },
  ],
  refusals: {
    must: 40,
    may: 14,
    wrong: 0,
    policies: [
      {
        policy: 'images with live bytes after the section table',
        cases: 208,
        refused: 2,
        rewritten: 206,
        alone: { cases: 200, refused: 0, rewritten: 200 },
      },
      {
        policy: 'signed images',
        cases: 14,
        refused: 14,
        rewritten: 0,
        alone: { cases: 12, refused: 12, rewritten: 0 },
      },
    ],
  },
  coverage: {
    cases: 2000,
    features: [
      { group: 'bss', feature: 'bss-first', count: 88 },
      { group: 'bss', feature: 'bss-last', count: 204 },
      { group: 'compression', feature: 'gzip', count: 1512 },
      { group: 'compression', feature: 'lzo', count: 0 },
      { group: 'tail', feature: 'overlay', count: 97 },
    ],
    interactions: [
      { name: 'bss position x tail', features: ['bss-first', 'overlay'], count: 5 },
      { name: 'bss position x tail', features: ['bss-last', 'overlay'], count: 11 },
    ],
  },
  rules: [...failedRules, ...otherRules],
  cases: [
    caseRow({ rules: ['PR-ZB-003', 'PR-KEEP-007'] }),
    caseRow({
      id: '1-112-PR-KEEP-002',
      index: 112,
      sections: 1,
      inputSize: 1_048_576,
      outputSize: null,
      layouts: { before: LAYOUTS.before, after: null },
      rules: ['PR-KEEP-002'],
      replay:
        'zbootkit replay zbootkit-report/cases/1-112-PR-KEEP-002 -- objcopy --add-section .bpf={section} {in} {out}',
    }),
  ],
};

/** A report of a rewriter with which nothing is wrong. */
export const CONFORMANT: Report = {
  ...FAILING,
  time: { startedAt: '2025-01-01T00:00:00.000Z', durationMs: 7312, gridMs: 410 },
  subject: { id: 'builtin', version: '0.1.0', command: null, files: [] },
  run: {
    seed: 42,
    planned: 2000,
    executed: 2000,
    grid: { planned: 1152, executed: 1152 },
    extremes: { planned: 0, executed: 0 },
    foreign: { planned: 0, executed: 0 },
    hostile: { planned: 0, executed: 0, refused: 0 },
    sequences: { cases: 0, appends: 0 },
    profile: 'zboot',
    rules: ['*'],
    excludedRules: [],
    leftOut: 0,
  },
  outcome: 'conformant',
  baseline: null,
  notes: [],
  defects: [],
  answers: [{ kind: 'rewritten', code: '', count: 2000, example: '' }],
  refusals: { must: 0, may: 0, wrong: 0, policies: [] },
  rules: [ruleRow({ passed: 2000, withoutOutput: 0 }), ruleRow({ id: 'PE-HDR-002', name: 'dos-magic' })],
  cases: [],
};

/** A report in which a checker broke, so that nothing can be said, and of a version that did not tell refusals apart. */
export const UNJUDGED: Report = {
  ...CONFORMANT,
  refusals: null,
  outcome: 'unjudged',
  rules: [
    ...CONFORMANT.rules,
    ruleRow({
      id: 'ZB-011',
      name: 'gzip-header-form',
      title: 'A gzip payload has a gzip header.',
      level: 'warning',
      passed: 1938,
      errored: 2,
      errorMessage: 'RangeError: Offset is outside the bounds of the DataView\n    at readUint32 (gzip.ts:14:3)',
    }),
  ],
};

/** A report in which a rule of level error was never exercised. */
export const INCONCLUSIVE: Report = { ...CONFORMANT, outcome: 'inconclusive', rules: otherRules };

/** One report of each outcome. */
export const SAMPLES: readonly Report[] = [FAILING, CONFORMANT, UNJUDGED, INCONCLUSIVE];

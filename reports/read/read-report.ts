import { REPORT_SCHEMA } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';
import { isObject, parsedJson } from './json-text.ts';
import { ReportError } from './report-error.ts';
import { reportShape } from './report-shape.ts';
import { described } from './shape.ts';

function assertReport(value: unknown): asserts value is Report {
  if (typeof value === 'object' && value !== null && 'schema' in value && value.schema !== REPORT_SCHEMA) {
    throw new ReportError(
      'report.schema',
      `needs "${REPORT_SCHEMA}", but ${described(value.schema)}; use the version that wrote it.`,
    );
  }
  reportShape(value, 'report');
}

/** Sets of cases that nobody ran yet. */
const NONE_RUN = { planned: 0, executed: 0 } as const;

/**
 * What reports of older versions lack, by where it belongs. Whatever is added to a report has its place here too, with the
 * value that says least: nothing was run, nothing told apart, nothing held against anything.
 */
const LATER = {
  tool: { sha256: null },
  subject: { files: [] },
  report: { refusals: null, defects: [], diagnosis: null, baseline: null },
  run: {
    extremes: NONE_RUN,
    foreign: NONE_RUN,
    hostile: { ...NONE_RUN, refused: 0 },
    leftOut: 0,
    sequences: { cases: 0, appends: 0 },
  },
  rule: { effect: null, vacuous: 0, withoutOutput: 0, withheld: 0, vacuousReasons: [], failedWith: [] },
  failure: { append: null },
  known: { answers: [], seen: [] },
  case: { mutations: [], layouts: { before: null, after: null } },
} as const;

function completedBy(later: object): (value: unknown) => unknown {
  return (value) => (isObject(value) ? { ...later, ...value } : value);
}

function completedRule(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { failure } = value;
  return { ...LATER.rule, ...value, ...(isObject(failure) ? { failure: { ...LATER.failure, ...failure } } : {}) };
}

/** Unexpected failures were the ids of their rules at first. */
function completedBaseline({ known, unexpected, ...rest }: Readonly<Record<string, unknown>>): object {
  return {
    ...rest,
    known: Array.isArray(known) ? known.map(completedBy(LATER.known)) : known,
    unexpected: Array.isArray(unexpected)
      ? unexpected.map((each: unknown) => (typeof each === 'string' ? { rule: each, defect: null, answers: [] } : each))
      : unexpected,
  };
}

/** Whatever was not refused for one reason alone was taken to be rewritten at first. */
function completedPolicy(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { rewritten, alone } = value;
  if (!isObject(alone)) return value;
  const { cases, refused } = alone;
  const rest = Number(cases) - Number(refused);
  return { ...value, alone: { rewritten: Math.max(0, Math.min(Number(rewritten), rest)), ...alone } };
}

function completedRefusals({ policies, ...rest }: Readonly<Record<string, unknown>>): object {
  return { ...rest, policies: Array.isArray(policies) ? policies.map(completedPolicy) : policies };
}

/** A report of an older version lacks what came later; anything else stays as it is. */
function completed(value: unknown): unknown {
  if (!isObject(value) || !('schema' in value)) return value;
  const { tool, subject, run, rules, cases, baseline, refusals } = value;
  return {
    ...LATER.report,
    ...value,
    ...(tool === undefined ? {} : { tool: completedBy(LATER.tool)(tool) }),
    ...(subject === undefined ? {} : { subject: completedBy(LATER.subject)(subject) }),
    ...(run === undefined ? {} : { run: completedBy(LATER.run)(run) }),
    ...(Array.isArray(rules) ? { rules: rules.map(completedRule) } : {}),
    ...(isObject(refusals) ? { refusals: completedRefusals(refusals) } : {}),
    ...(isObject(baseline) ? { baseline: completedBaseline(baseline) } : {}),
    ...(Array.isArray(cases) ? { cases: cases.map(completedBy(LATER.case)) } : {}),
  };
}

/**
 * Reads a report back from JSON and checks every property of it. Reports of older versions are completed.
 *
 * @throws ReportError that names the first property that is missing, unknown or of the wrong kind.
 */
export function parseReport(text: string): Report {
  const value = completed(parsedJson(text, 'report'));
  assertReport(value);
  return value;
}

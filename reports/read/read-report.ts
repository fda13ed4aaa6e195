import { CASE_SETS, REPORT_SCHEMA, defectsByRule, isKnownToFail, outcomeOf } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';
import { isObject, parsedJson } from './json-text.ts';
import { ReportError } from './report-error.ts';
import { reportShape } from './report-shape.ts';
import { described } from './shape.ts';

function assertReport(value: unknown): asserts value is Report {
  if (typeof value === 'object' && value !== null && 'schema' in value && value.schema !== REPORT_SCHEMA) {
    throw new ReportError(
      'report.schema',
      `needs "${REPORT_SCHEMA}", but ${described(value.schema)}; ${adviceOn(value.schema)}`,
    );
  }
  reportShape(value, 'report');
}

/** What else this program writes as JSON, and what is done with it. */
const OTHERS: Readonly<Record<string, string>> = {
  shard: 'it is a part of a campaign, and "zbootkit merge" makes the report of all parts.',
  compare: 'it is a comparison, which is made of reports: give those.',
  baseline: 'it is a list of known failures, which "zbootkit verify --baseline" takes.',
  case: 'it is a stored case, which "zbootkit replay" runs.',
  manifest: 'it describes generated images, which "zbootkit check" judges.',
  inspect: 'it is what "zbootkit inspect --json" wrote, and has no verdict.',
  rules: 'it is what "zbootkit rules --json" wrote, and has no verdict.',
  explain: 'it is what "zbootkit explain --json" wrote, and has no verdict.',
};

function adviceOn(schema: unknown): string {
  const [, kind = ''] = /^urn:zbootkit:([a-z]+):/.exec(typeof schema === 'string' ? schema : '') ?? [];
  return Object.hasOwn(OTHERS, kind) ? (OTHERS[kind] ?? '') : 'use the version that wrote it.';
}

/** Refuses a baseline that says nothing of a rule that fails: it would pass for a known failure. */
function refuseForgottenFailure({ rules, defects, baseline }: Report): void {
  // Versions that did not tell answers apart did not say either for which of them a failure is known.
  if (baseline === null || baseline.known.some(({ answers }) => answers.length === 0)) return;
  const of = defectsByRule(defects);
  const unexpected = new Set(baseline.unexpected.map(({ rule }) => rule));
  const forgotten = rules.find(
    (row) =>
      row.level === 'error' && row.failed > 0 && !unexpected.has(row.id) && !isKnownToFail(baseline.known, row, of),
  );
  if (forgotten === undefined) return;
  throw new ReportError('report.baseline.unexpected', `lacks ${forgotten.id}, which fails and is not known to.`);
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
  known: { answers: [], seen: [], otherRun: null },
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
 * @throws ReportError that names the first property that is missing, unknown or of the wrong kind, or an outcome that is not that
 *   of the rules
 */
export function parseReport(text: string): Report {
  const value = completed(parsedJson(text, 'report'));
  assertReport(value);
  refuseContradiction(value);
  return value;
}

/**
 * Refuses an outcome that the counts of the rules belie, as in a report that was put together or changed by hand. What older
 * versions called open may be more by now, but never less.
 */
function refuseContradiction(report: Report): void {
  const { outcome, rules, run } = report;
  const counted = outcomeOf(rules);
  if (rules.length === 0) throw new ReportError('report.rules', 'has no rule; a report is of at least one.');
  for (const set of CASE_SETS) {
    const path = set === 'random' ? 'report.run' : `report.run.${set}`;
    const { planned, executed } = set === 'random' ? run : run[set];
    if (executed > planned) {
      throw new ReportError(`${path}.executed`, `is ${executed}, more than the ${planned} that were planned.`);
    }
  }
  const ids = new Set<string>();
  for (const [index, { id }] of rules.entries()) {
    if (ids.has(id)) throw new ReportError(`report.rules[${index}].id`, `is "${id}" for a second time.`);
    ids.add(id);
  }
  refuseForgottenFailure(report);
  const isPossible =
    outcome === counted || outcome === 'unjudged' || (outcome === 'inconclusive' && counted === 'conformant');
  if (!isPossible) throw new ReportError('report.outcome', `is "${outcome}", but its rules come to "${counted}".`);
}

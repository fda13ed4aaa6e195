import { escapedJson, counted, grouped } from '../../src/page/index.ts';
import type { CheckedFile, Report } from '../../src/results/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { subjectProgram } from '../model/subject.ts';
import { suitesOf } from '../model/suites.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { Artifacts, REPORT_FOLDER } from './artifacts.ts';
import { invocation } from './invocation.ts';
import { kindOf, resultOf } from './results.ts';
import { ruleTable } from './rules.ts';
import { message, name } from './text.ts';

/** More results of one run are not taken by code scanning. */
export const RESULT_COUNT_MAX = 25_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A rule of a suite, before it is known whether there is room for it. */
interface Entry {
  readonly rule: RuleResult;
  readonly suite: Suite;
  readonly row: CheckedFile | null;
  readonly occurrence: number;
}

/** A report as SARIF 2.1.0: one run, with a result for each rule, those that hold among them. [OASIS, SARIF 2.1.0] */
export function renderSarif(document: ReportDocument): string {
  const suites = suitesOf(document);
  const { rules, indexOf } = ruleTable(suites);
  const artifacts = new Artifacts(document);
  const { kept, left } = withinLimit(entriesOf(document, suites));
  const results = kept.map(({ rule, ...entry }) => resultOf(rule, { ...entry, indexOf, artifacts }));
  const { name: tool, version } = document.kind === 'campaign' ? document.report.tool : document.findings.tool;
  const run = {
    tool: { driver: { name: name(tool), ...(version === '' ? {} : { version: name(version) }), rules } },
    automationDetails: { id: automationId(document) },
    invocations: [invocation(document, suites, left)],
    ...(document.kind === 'campaign' ? { originalUriBaseIds: FOLDERS } : {}),
    artifacts: artifacts.all(),
    columnKind: 'utf16CodeUnits',
    results,
    ...(document.kind === 'campaign' ? { properties: propertiesOf(document.report) } : {}),
  };
  return `${escapedJson(JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 1))}\n`;
}

const FOLDERS = {
  [REPORT_FOLDER]: { description: message('The folder that the report and its cases were written to.') },
};

function entriesOf(document: ReportDocument, suites: readonly Suite[]): readonly Entry[] {
  const rows = document.kind === 'campaign' ? [] : document.findings.rows;
  const seen = new Map<string, number>();
  return suites.flatMap((suite, index) => {
    const key = JSON.stringify([suite.name, suite.profile]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return suite.results.map((rule) => ({ rule, suite, row: rows[index] ?? null, occurrence }));
  });
}

/** Where there are too many results, those that hold go first, and last what failed. */
function withinLimit(entries: readonly Entry[]): { readonly kept: readonly Entry[]; readonly left: string | null } {
  if (entries.length <= RESULT_COUNT_MAX) return { kept: entries, left: null };
  const order = ['fail', 'open', 'notApplicable', 'pass'] as const;
  const sorted = order.map((kind) => entries.filter(({ rule, row }) => kindOf(rule.status, row) === kind)).flat();
  const kept = new Set(sorted.slice(0, RESULT_COUNT_MAX));
  const counts = order.flatMap((kind) => {
    const count = sorted.slice(RESULT_COUNT_MAX).filter(({ rule, row }) => kindOf(rule.status, row) === kind).length;
    return count === 0 ? [] : [`${grouped(count)} of kind ${kind}`];
  });
  const size = counted(entries.length - RESULT_COUNT_MAX, 'result');
  return {
    kept: entries.filter((entry) => kept.has(entry)),
    left: `${size} of ${grouped(entries.length)} were left out, because code scanning takes no more than ${grouped(RESULT_COUNT_MAX)}: ${counts.join(', ')}. The JSON form has all.`,
  };
}

/** What runs of the same kind have in common, so that a server compares like with like. */
function automationId(document: ReportDocument): string {
  const parts =
    document.kind === 'campaign' ? [subjectProgram(document.report.subject), document.report.run.profile] : ['check'];
  return `${name(['zbootkit', ...parts.map((part) => part.replaceAll('/', '_'))].join('/')).slice(0, 250)}/`;
}

/** What was asked, for who compares runs. */
function propertiesOf({ outcome, run, environment }: Report): object {
  const { seed, planned, executed, grid, extremes, foreign, hostile, profile, leftOut } = run;
  return {
    outcome,
    seed,
    profile: name(profile),
    cases: {
      random: { planned, executed },
      ...Object.fromEntries(
        Object.entries({ grid, extremes, foreign, hostile }).map(([set, each]) => [
          set,
          { planned: each.planned, executed: each.executed },
        ]),
      ),
    },
    rulesLeftOut: leftOut,
    node: name(environment.node),
  };
}

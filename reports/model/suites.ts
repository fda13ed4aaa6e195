import { defectsByRule, entriesBehind } from '../../src/results/index.ts';
import type {
  CaseRow,
  CheckedFile,
  CheckedRule,
  Defect,
  Effect,
  Excerpt,
  FileRole,
  Finding,
  Report,
  RuleRow,
} from '../../src/results/index.ts';
import { filesOfAppend } from '../words/append-place.ts';
import type { FileNames } from '../words/append-place.ts';
import { failedShare } from '../words/frequency.ts';
import { idleReasons } from '../words/idle-reasons.ts';
import type { ReportDocument } from './document.ts';
import { statusOfRow, statusOfVerdict } from './status.ts';
import { subjectProgram, subjectTitle } from './subject.ts';
import type { Status } from './status.ts';

/** What came of one rule, in a campaign or of one image, as forms that list rules need it. */
export interface RuleResult {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly level: RuleRow['level'];
  readonly severity: RuleRow['severity'];
  readonly references: readonly string[];
  readonly rejectedBy: readonly string[];
  readonly effect: Effect | null;
  readonly status: Status;
  /** How often it failed, why it was not tried, or what the broken checker said; empty where there is nothing to say. */
  readonly reason: string;
  /** Why its failures are put up with, as the baseline has it; empty where they are not known. */
  readonly acceptedFor: readonly string[];
  readonly findings: readonly Finding[];
  readonly excerpts: readonly Excerpt[];
  /** The first mistake that it is part of; `null` where none was found, and for images. */
  readonly defect: Defect | null;
  /** The stored case that shows it; `null` where there is none, and for images. */
  readonly stored: CaseRow | null;
  /** What the files are called that findings point into. */
  readonly files: FileNames;
}

/** All rules that a campaign, or an image in a profile, was judged by. */
export interface Suite {
  /** The subject with its version, or the path of the image. */
  readonly name: string;
  /** The same without a version, which stays what it is from run to run. */
  readonly subject: string;
  readonly profile: string;
  /** `null` for an image, which no time is told of. */
  readonly time: Report['time'] | null;
  /** In the order of the catalogue. */
  readonly results: readonly RuleResult[];
}

/** The suites of a report: one of a campaign, and one for each image and profile of a check. */
export function suitesOf(document: ReportDocument): readonly Suite[] {
  if (document.kind === 'campaign') return [campaignSuite(document.report)];
  return document.findings.rows.map((row) => ({
    name: row.path,
    subject: row.path,
    profile: row.profile,
    time: null,
    results: row.results.map((rule) => checkedResult(rule, row)),
  }));
}

function campaignSuite(report: Report): Suite {
  const { subject, run, time } = report;
  const defects = defectsByRule(report.defects);
  const cases = new Map(report.cases.map((row) => [row.id, row]));
  return {
    name: subjectTitle(subject),
    subject: subjectProgram(subject),
    profile: run.profile,
    time,
    results: report.rules.map((row): RuleResult => {
      const { id, name, title, level, severity, references, rejectedBy, effect, failure } = row;
      return {
        ...{ id, name, title, level, severity, references, rejectedBy, effect },
        status: statusOfRow(row, report.baseline, defects),
        acceptedFor: entriesBehind(report.baseline?.known ?? [], row, defects).map((entry) => entry.reason),
        reason: reasonOfRow(row),
        findings: failure?.findings ?? [],
        excerpts: failure?.excerpts ?? [],
        defect: defects.get(id)?.[0] ?? null,
        stored: (failure === null ? undefined : cases.get(failure.caseId)) ?? null,
        files: filesOfAppend(failure?.append ?? null),
      };
    }),
  };
}

function reasonOfRow(row: RuleRow): string {
  if (row.errored > 0) return row.errorMessage ?? 'the checker broke without a message';
  if (row.failed > 0) return `failed in ${failedShare(row)}`;
  return row.passed > 0 ? '' : idleReasons(row);
}

/** What a profile says of an image by one rule. */
export function checkedResult(rule: CheckedRule, { path, files }: CheckedFile): RuleResult {
  const { id, name, title, level, severity, references, rejectedBy, effect, verdict, excerpts } = rule;
  const called = (role: FileRole): string => files.find(({ file }) => file === role)?.path ?? path;
  const reason = verdict.kind === 'error' ? verdict.message : 'reason' in verdict ? verdict.reason : '';
  return {
    ...{ id, name, title, level, severity, references, rejectedBy, effect, reason, excerpts },
    status: statusOfVerdict(verdict, level),
    acceptedFor: [],
    findings: verdict.kind === 'fail' ? verdict.findings : [],
    defect: null,
    stored: null,
    files: { image: called('image'), before: called('before'), after: called('after'), content: called('content') },
  };
}

import { casesOf } from '../../src/results/index.ts';
import type { CaseSet, Outcome, Report } from '../../src/results/index.ts';
import { subjectProgram } from '../model/subject.ts';
import { VERDICTS } from '../model/verdict.ts';
import { decisionOf } from '../words/decision.ts';

/** One report as a column of a comparison. */
export interface ComparedSubject {
  /** What the column is called; no two are called the same. */
  readonly label: string;
  readonly name: string;
  readonly version: string;
  readonly command: readonly string[] | null;
  readonly outcome: Outcome;
  /** The outcome in words, with what the baseline makes of it. */
  readonly verdict: string;
  /** Whether that is good: not where known failures are in it, where time cut the run, or where nobody knows. */
  readonly tone: 'good' | 'bad' | 'known' | 'open';
  /** Rules of level error, and of level warning, that failed. */
  readonly failed: { readonly errors: number; readonly warnings: number };
  readonly defects: number;
  readonly cases: { readonly planned: number; readonly executed: number };
  /** The cases that were run, by their set. */
  readonly executed: Readonly<Record<CaseSet, number>>;
  readonly profile: string;
  readonly seed: number;
  /** What judged, with its version. */
  readonly tool: string;
  readonly startedAt: string;
  /** The column of the report before of the same subject, in the same profile; `null` where there is none. */
  readonly previous: number | null;
}

/** A subject without its version: a command by its program, without a version at the end of its name. */
export function nameOfSubject({ id, command }: Report['subject']): string {
  const program = subjectProgram({ id, command });
  if (command === null) return program;
  const name = program.replace(/[-_.]v?\d+(?:\.\d+)*$/, '');
  return name === '' ? program : name;
}

/** Reports as columns, in their order. */
export function subjectsOf(reports: readonly Report[]): readonly ComparedSubject[] {
  const labels = labelsOf(reports);
  const previous = previousOf(reports);
  return reports.map((report, index) => {
    const { subject, run, tool, outcome, rules, defects, time } = report;
    const failed = (level: string): number => rules.filter((rule) => rule.level === level && rule.failed > 0).length;
    return {
      label: labels[index] ?? '',
      name: nameOfSubject(subject),
      version: subject.version,
      command: subject.command,
      outcome,
      verdict: decisionOf(report).text,
      tone: VERDICTS[decisionOf(report).style].tone,
      failed: { errors: failed('error'), warnings: failed('warning') },
      defects: defects.length,
      cases: casesOf(report),
      executed: executedIn(report),
      profile: run.profile,
      seed: run.seed,
      tool: tool.version === '' ? tool.name : `${tool.name} ${tool.version}`,
      startedAt: time.startedAt,
      previous: previous[index] ?? null,
    };
  });
}

function executedIn({ run }: Report): ComparedSubject['executed'] {
  const { executed: random, grid, extremes, foreign, hostile } = run;
  return {
    ...{ grid: grid.executed, extremes: extremes.executed, random },
    ...{ foreign: foreign.executed, hostile: hostile.executed },
  };
}

/** Name and version; what would be called like another has a number after it. */
function labelsOf(reports: readonly Report[]): readonly string[] {
  const given = new Set<string>();
  return reports.map(({ subject }) => {
    const name = nameOfSubject(subject);
    const stem = subject.version === '' ? name : `${name} ${subject.version}`;
    let label = stem;
    for (let number = 2; given.has(label); number += 1) label = `${stem} (${number})`;
    given.add(label);
    return label;
  });
}

/** For each report the one of the same subject and profile that has the version before, or that was made before it. */
function previousOf(reports: readonly Report[]): readonly (number | null)[] {
  const order = reports.map((report, index) => ({ report, index })).toSorted((a, b) => olderFirst(a.report, b.report));
  const last = new Map<string, number>();
  const previous: (number | null)[] = reports.map(() => null);
  for (const { report, index } of order) {
    const key = JSON.stringify([nameOfSubject(report.subject), report.run.profile]);
    previous[index] = last.get(key) ?? null;
    last.set(key, index);
  }
  return previous;
}

function olderFirst(one: Report, other: Report): number {
  const byVersion = compareVersions(one.subject.version, other.subject.version);
  if (byVersion !== 0) return byVersion;
  const [first, second] = [one.time.startedAt, other.time.startedAt];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Orders versions by their numbers, part by part, and what is no number by its characters. */
export function compareVersions(one: string, other: string): number {
  const [parts, others] = [one, other].map((version) => version.match(/\d+|[a-z]+/gi) ?? []);
  if (parts === undefined || others === undefined) return 0;
  for (let index = 0; index < Math.max(parts.length, others.length); index += 1) {
    const order = comparePart(parts[index], others[index]);
    if (order !== 0) return order;
  }
  return 0;
}

const isNumber = (part: string): boolean => /^\d/.test(part);

/** `rc` and other words come before nothing, and nothing before a number: 2.0rc1, 2.0, 2.0.1. */
function comparePart(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) {
    if (one === other) return 0;
    return isNumber(one ?? other ?? '') === (one === undefined) ? -1 : 1;
  }
  if (isNumber(one) && isNumber(other)) {
    const [a, b] = [one, other].map((part) => part.replace(/^0+/, ''));
    if (a === undefined || b === undefined) return 0;
    if (a.length !== b.length) return a.length < b.length ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}

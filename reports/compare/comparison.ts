import { defectsByRule } from '../../src/results/index.ts';
import type { Report, RuleRow } from '../../src/results/index.ts';
import { STATUSES, statusOfRow } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import { changesOf } from './changes.ts';
import type { Change } from './changes.ts';
import { subjectsOf } from './subjects.ts';
import type { ComparedSubject } from './subjects.ts';

/** The name that the JSON form of a comparison carries. */
export const COMPARISON_SCHEMA = 'urn:zbootkit:compare:v1';

/**
 * What a run says of something in a comparison, beside what it may say of a rule.
 * - `found`: it has the defect.
 * - `otherwise`: it breaks the rule of the defect in another way.
 * - `not-judged`: the rule was left out, or the version that judged did not have it.
 */
export const FURTHER_STATUSES = {
  found: { word: 'found', mark: '✗', tone: 'bad' },
  otherwise: { word: 'fails otherwise', mark: '≠', tone: 'bad' },
  'not-judged': { word: 'not judged', mark: '·', tone: 'open' },
} as const;

export type ComparedStatus = Status | keyof typeof FURTHER_STATUSES;

/** The word, the mark and the tone of a status. */
export function lookOfStatus(status: ComparedStatus): {
  readonly word: string;
  readonly mark: string;
  readonly tone: string;
} {
  return status in FURTHER_STATUSES
    ? FURTHER_STATUSES[status as keyof typeof FURTHER_STATUSES]
    : STATUSES[status as Status];
}

/** What one run says of a defect. */
export interface DefectCell {
  readonly status: ComparedStatus;
  /** The stored case that shows it, and the command that runs it; `null` unless it was found. */
  readonly caseId: string | null;
  readonly replay: string | null;
}

/** A mistake that at least one of the runs found. */
export interface ComparedDefect {
  readonly id: string;
  readonly sentence: string;
  /** The rule that says most of it. */
  readonly rule: string;
  /** In the order of the subjects. */
  readonly cells: readonly DefectCell[];
}

/** A rule that at least one of the runs judged by. */
export interface ComparedRule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly level: RuleRow['level'];
  /** In the order of the subjects. */
  readonly cells: readonly ComparedStatus[];
}

/** Several reports side by side: plain JSON. */
export interface Comparison {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly subjects: readonly ComparedSubject[];
  /** Why numbers of these runs may not be comparable; empty where the runs asked the same. */
  readonly differences: readonly string[];
  /** One for each subject of which an earlier version is there. */
  readonly changes: readonly Change[];
  readonly defects: readonly ComparedDefect[];
  readonly rules: readonly ComparedRule[];
}

/** Puts reports side by side. The same reports in the same order give the same comparison. */
export function compareReports(reports: readonly Report[]): Comparison {
  const subjects = subjectsOf(reports);
  const rules = rulesOf(reports);
  const defects = defectsOf(reports, rules);
  return {
    schema: COMPARISON_SCHEMA,
    subjects,
    differences: differencesOf(subjects, reports),
    changes: changesOf(subjects, (previous, subject) => {
      const pair = [previous, subject].flatMap((column) => reports[column] ?? []);
      const ofPair = rulesOf(pair);
      return { rules: ofPair, defects: defectsOf(pair, ofPair) };
    }),
    defects,
    rules,
  };
}

/** Every rule once: in the order of the first report, and what others have beside it after what it follows there. */
function rulesOf(reports: readonly Report[]): readonly ComparedRule[] {
  const rows: RuleRow[] = [];
  const known = new Set<string>();
  for (const { rules } of reports) {
    let place = 0;
    for (const rule of rules) {
      const found = known.has(rule.id) ? rows.findIndex(({ id }) => id === rule.id) : -1;
      if (found >= 0) {
        place = found + 1;
        continue;
      }
      known.add(rule.id);
      rows.splice(place, 0, rule);
      place += 1;
    }
  }
  const tables = reports.map(({ rules, baseline, defects }) => ({
    baseline,
    of: defectsByRule(defects),
    rows: new Map(rules.map((rule) => [rule.id, rule])),
  }));
  return rows.map(({ id, name, title, level }) => ({
    id,
    name,
    title,
    level,
    cells: tables.map(({ baseline, of, rows: table }) => {
      const row = table.get(id);
      return row === undefined ? 'not-judged' : statusOfRow(row, baseline, of);
    }),
  }));
}

/** Every defect once, those that most subjects have first. */
function defectsOf(reports: readonly Report[], rules: readonly ComparedRule[]): readonly ComparedDefect[] {
  const all = new Map(
    reports.flatMap(({ defects }) => defects.map((defect) => [defect.id, defect] as const)).toReversed(),
  );
  const ids = [...new Set(reports.flatMap(({ defects }) => defects.map(({ id }) => id)))];
  const compared = ids.flatMap((id): readonly ComparedDefect[] => {
    const defect = all.get(id);
    if (defect === undefined) return [];
    const { sentence, rule } = defect;
    const row = rules.find((each) => each.id === rule);
    const cells = reports.map((report, index) => defectCell(id, report, row?.cells[index] ?? 'not-judged'));
    return [{ id, sentence, rule, cells }];
  });
  const count = ({ cells }: ComparedDefect): number => cells.filter(({ status }) => status === 'found').length;
  return compared.toSorted((a, b) => count(b) - count(a));
}

function defectCell(id: string, { defects, cases }: Report, rule: ComparedStatus): DefectCell {
  const defect = defects.find((each) => each.id === id);
  if (defect === undefined) {
    const isBroken = rule === 'failed' || rule === 'known' || rule === 'warned' || rule === 'remarked';
    return { status: isBroken ? 'otherwise' : rule, caseId: null, replay: null };
  }
  const stored = cases.find((row) => row.id === defect.caseId);
  return { status: 'found', caseId: defect.caseId, replay: stored?.replay ?? null };
}

function differencesOf(subjects: readonly ComparedSubject[], reports: readonly Report[]): readonly string[] {
  const values = (of: (subject: ComparedSubject) => string): readonly string[] => [...new Set(subjects.map(of))];
  const told = (what: string, of: (subject: ComparedSubject) => string): readonly string[] => {
    const all = values(of);
    return all.length < 2 ? [] : [`The runs differ in ${what}: ${all.join(', ')}.`];
  };
  const sets = [...new Set(reports.map(({ rules }) => rules.map(({ id }) => id).join(' ')))];
  return [
    ...told('profile', ({ profile }) => profile),
    ...told('seed', ({ seed }) => String(seed)),
    ...told('what judged', ({ tool }) => tool),
    ...told('the number of cases', ({ cases }) => String(cases.executed)),
    ...(sets.length > 1
      ? ['The runs judged by different rules; a rule that a run did not have is "not judged" there.']
      : []),
  ];
}

/** The outcome as tables: how many faults of each group were caught at each site. */
import { GROUPS } from './fault.ts';
import type { Group } from './fault.ts';
import { LATE } from './summary.ts';
import type { Row, Standing, Summary } from './summary.ts';

/** How many faults of some sort came to what. */
export interface Counts {
  readonly caught: number;
  readonly equivalent: number;
  readonly missed: number;
}

/** How a cell says it: caught, then `=` and the equivalent ones, then `-` and the missed ones; empty for no faults. */
function cell({ caught, equivalent, missed }: Counts): string {
  const parts = [caught > 0 ? `${caught}` : '', equivalent > 0 ? `=${equivalent}` : '', missed > 0 ? `-${missed}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** Counts the rows by what they came to. */
export function countsOf(rows: readonly Row[]): Counts {
  const count = (...standings: readonly Standing[]): number =>
    rows.filter(({ standing }) => standings.includes(standing)).length;
  return { caught: count('caught'), equivalent: count('equivalent'), missed: count('unseen', 'hidden') };
}

function grouped<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  return groups;
}

/** The structure that a field belongs to, and any other site as it is. */
function structureOf(site: string): string {
  const [structure = site] = site.split('.');
  return structure.replace(/\[\d+\]/, '').replace(/^refusal .*/, 'refusals');
}

/** What the rows of a table stand for. */
export type Grain = 'site' | 'structure';

/** One row for each site or structure, one column for each group of operators; the first row is the head. */
export function siteTable({ rows }: Summary, grain: Grain): readonly (readonly string[])[] {
  const groups = grouped(rows, ({ fault }) => {
    return grain === 'site' ? fault.mistake.site : structureOf(fault.mistake.site);
  });
  const lines = [...groups].map(([name, members]) => [
    name,
    ...GROUPS.map((group) => cellOf(members, group)),
    cell(countsOf(members)),
  ]);
  return [
    ['', ...GROUPS, 'all'],
    ...lines,
    ['all', ...GROUPS.map((group) => cellOf(rows, group)), cell(countsOf(rows))],
  ];
}

function cellOf(rows: readonly Row[], group: Group): string {
  return cell(countsOf(rows.filter(({ fault }) => fault.mistake.group === group)));
}

/** The missed faults of one standing, in words; those of one site and trigger in one line. */
export function missedLines({ rows, seeds }: Summary, standing: 'unseen' | 'hidden'): readonly string[] {
  const missed = rows.filter((row) => row.standing === standing);
  const groups = grouped(missed, ({ fault: { mistake, trigger }, missedBy }) =>
    JSON.stringify([mistake.site, trigger, missedBy]),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const operators = members.map(({ fault }) => fault.mistake.operator).join(', ');
    const { trigger, mistake } = first.fault;
    const when = trigger === 'always' ? '' : ` [${trigger}, ${percent(first.share)}]`;
    const some = first.missedBy.length === seeds.length ? '' : ` (seeds ${first.missedBy.join(', ')})`;
    return [`${mistake.site}: ${operators}${when}${some}`];
  });
}

/** The faults that took many random cases, the latest first. */
export function lateLines({ rows }: Summary): readonly string[] {
  return rows
    .filter(({ standing, latest }) => standing === 'caught' && latest >= LATE)
    .toSorted((one, other) => other.latest - one.latest)
    .map(({ name, latest, share, fault: { trigger } }) => {
      return `${name}, case ${latest}${trigger === 'always' ? '' : `, trigger in ${percent(share)}`}`;
    });
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share >= 0.01 || share === 0 ? 0 : 2)} %`;
}

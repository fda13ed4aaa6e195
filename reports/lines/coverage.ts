import { INDENT } from './evidence.ts';
import { counted, flow, grouped } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import type { Coverage } from '../../src/results/index.ts';

/** What one line of the table counts: a feature, or several that came together. */
interface Share {
  readonly label: string;
  readonly count: number;
}

/** The column of the groups' names, which a narrow page has no room for. */
const GROUP_COLUMNS = 15;

const COLUMNS_WIDTH_MIN = 60;

function percent(count: number, cases: number, digits: 1 | 2): string {
  return `${((100 * count) / cases).toFixed(digits)}%`;
}

/** How many of the shares are there, and which of them has the fewest cases. */
function census(shares: readonly Share[], noun: string, cases: number, digits: 1 | 2): string {
  const seen = shares.filter(({ count }) => count > 0);
  const missing = seen.length < shares.length ? `${grouped(seen.length)} of ` : '';
  const least = seen.reduce<Share | null>((found, each) => (found && found.count <= each.count ? found : each), null);
  const rarest = least === null ? '' : `, rarest ${least.label} ${percent(least.count, cases, digits)}`;
  return `${missing}${counted(shares.length, noun)}${rarest}`;
}

function byGroup<T>(rows: readonly T[], groupOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), row]);
  return groups;
}

/** Names and shares, separated by commas, and last the names of what never occurred. */
function shareList(shares: readonly Share[], cases: number, digits: 1 | 2): Line {
  const seen = shares.filter(({ count }) => count > 0);
  const never = shares.filter(({ count }) => count === 0).map(({ label }) => label);
  const list = seen.map(({ label, count }) => `${label} ${percent(count, cases, digits)}`).join(', ');
  const separator = list === '' || never.length === 0 ? '' : '; ';
  return [
    `${list}${separator}`,
    ...(never.length === 0 ? [] : [{ text: `never ${never.join(', ')}`, style: 'warning' as const }]),
  ];
}

/** A name on a line of its own and the list below it. */
function below(name: string, list: Line, width: number): readonly Line[] {
  return [
    ...flow([name], { width, first: INDENT, rest: INDENT }),
    ...flow(list, { width, first: 2 * INDENT, rest: 2 * INDENT }),
  ];
}

/**
 * What the cases had in them: the share of each feature by group, and of each combination that is hard by the
 * dimensions that meet in it. Nothing when no case was counted.
 */
export function coverageLines(
  { cases, features, interactions }: Coverage,
  width: number,
  what = 'random case',
): readonly Line[] {
  if (cases === 0) return [];
  const single = features.map(({ feature, count, group }) => ({ label: feature, count, group }));
  const joint = interactions.map(({ name, features: parts, count }) => ({ label: parts.join('+'), count, name }));
  const heading = [
    `Coverage of ${counted(cases, what)}`,
    census(single, 'feature', cases, 1),
    ...(joint.length === 0 ? [] : [census(joint, 'combination', cases, 2)]),
  ];
  const rows = [...byGroup(single, ({ group }) => group)].flatMap(([group, shares]) => {
    const list = shareList(shares, cases, 1);
    if (width < COLUMNS_WIDTH_MIN) return below(group, list, width);
    const label = group.padEnd(GROUP_COLUMNS - INDENT);
    return flow([label, ...list], { width, first: INDENT, rest: GROUP_COLUMNS });
  });
  const pairs = [...byGroup(joint, ({ name }) => name)].flatMap(([name, shares]) =>
    below(name, shareList(shares, cases, 2), width),
  );
  return [
    ...flow([{ text: heading.join('; '), style: 'strong' }], { width, first: 0, rest: INDENT }),
    ...rows,
    ...pairs,
  ];
}

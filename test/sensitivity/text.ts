/** The outcome for a terminal. */
import { countsOf, lateLines, missedLines, siteTable } from './tables.ts';
import { LATE, isOwed } from './summary.ts';
import type { Summary } from './summary.ts';

/** Lines of columns that are as wide as their widest cell. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The counts in one line. */
export function headline({ rows }: Summary): string {
  const { caught, equivalent } = countsOf(rows);
  const [unseen, hidden] = (['unseen', 'hidden'] as const).map(
    (standing) => rows.filter((row) => row.standing === standing).length,
  );
  return `${rows.length} faults: ${caught} caught, ${equivalent} equivalent, ${unseen} shown and not caught, ${hidden} never shown`;
}

/** What has to be mended before the outcome counts: broken rules, and equivalents that are none. */
export function complaints({ broken, wrongEquivalents, rows }: Summary): readonly string[] {
  const owed = rows.filter(isOwed).length;
  return [
    ...broken.map(({ rule, how }) => `${rule} ${how}`),
    ...wrongEquivalents.map(({ site }) => `the list of equivalents is wrong about ${site}: a rule sees one of them`),
    ...(owed === 0 ? [] : [`${owed} faults are missed though their triggers hold in 1 % of the cases or more`]),
  ];
}

/** The whole outcome as text. */
export function renderText(summary: Summary): string {
  const [unseen, hidden] = [missedLines(summary, 'unseen'), missedLines(summary, 'hidden')];
  const late = lateLines(summary);
  return [
    `seeds ${summary.seeds.join(', ')}, ${summary.cases} cases each`,
    headline(summary),
    '',
    'caught, =equivalent, -missed:',
    ...columns(siteTable(summary, 'site')),
    '',
    `shown and not caught (${unseen.length} lines):`,
    ...unseen.map((line) => `  ${line}`),
    '',
    `never shown (${hidden.length} lines):`,
    ...hidden.map((line) => `  ${line}`),
    '',
    `caught by no random case before number ${LATE}, for some seed (${late.length}):`,
    ...late.map((line) => `  ${line}`),
    '',
    ...complaints(summary),
    '',
  ].join('\n');
}

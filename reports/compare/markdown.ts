import { lookOfStatus } from './comparison.ts';
import type { ComparedStatus, Comparison, ComparedDefect } from './comparison.ts';
import { DIFFERENCES, casesText, changeTitle, failedText, rulesApart, sameText } from './words.ts';
import type { Change } from './changes.ts';
import { code, fenced, prose, table } from '../markdown/markup.ts';

function statusText(status: ComparedStatus): string {
  const { mark, word } = lookOfStatus(status);
  return prose(`${mark} ${word}`);
}

/** A comparison as Markdown with tables, as GitHub and GitLab read it. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { subjects, differences, changes } = comparison;
  const { held, telling } = rulesApart(comparison);
  const labels = subjects.map(({ label }) => prose(label));
  const lines = [
    '# Comparison',
    '',
    table(
      ['Subject', 'Verdict', 'Defects', 'Failed rules', 'Cases', 'Profile', 'Seed', 'Judged by'],
      subjects.map((subject) => [
        ...[
          subject.label,
          subject.verdict,
          String(subject.defects),
          failedText(subject),
          casesText(subject),
          subject.profile,
          String(subject.seed),
        ].map((text) => prose(text)),
        `${prose(subject.tool)}, ${code(subject.startedAt)}`,
      ]),
    ),
    '',
    ...differences.flatMap((text) => [`- ${prose(text)}`]),
    ...(differences.length === 0 ? [] : ['']),
    ...(changes.length === 0 ? [] : ['## Changes', '']),
    ...changes.flatMap((change) => changeLines(change, comparison)),
    '## Defects',
    '',
    ...defectLines(comparison, labels),
    '## Rules',
    '',
    ...(telling.length === 0
      ? []
      : [
          table(
            ['Rule', 'Level', ...labels],
            telling.map(({ id, name, level, cells }) => [prose(`${id} ${name}`), level, ...cells.map(statusText)]),
          ),
          '',
        ]),
    `${held.length} of ${comparison.rules.length} rules held with every subject${held.length === 0 ? '.' : `: ${held.map(({ id }) => prose(id)).join(', ')}.`}`,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function changeLines(change: Change, { subjects }: Comparison): readonly string[] {
  const same = sameText(change);
  const items = DIFFERENCES.flatMap(([key, title, meaning]) =>
    (['defects', 'rules'] as const).flatMap((kind) => {
      const ids = change[kind][key];
      return ids.length === 0 ? [] : [`- ${title} (${kind}; ${meaning}): ${ids.map((text) => prose(text)).join(', ')}`];
    }),
  );
  return [`### ${prose(changeTitle(change, subjects))}`, '', ...(same === '' ? items : [same]), ''];
}

function defectLines({ defects }: Comparison, labels: readonly string[]): readonly string[] {
  if (defects.length === 0) return ['No defect was found in any of them.', ''];
  const rows = defects.map(({ sentence, rule, cells }) => [
    prose(sentence),
    prose(rule),
    ...cells.map(({ status, caseId }) => `${statusText(status)}${caseId === null ? '' : ` ${prose(caseId)}`}`),
  ]);
  return [table(['Defect', 'Rule', ...labels], rows), '', ...defects.flatMap((defect) => replayLines(defect))];
}

/** The commands that show a defect again, in a block that no text can end. */
function replayLines({ id, cells }: ComparedDefect): readonly string[] {
  const commands = cells.flatMap(({ replay }) => (replay === null ? [] : [replay]));
  if (commands.length === 0) return [];
  return [`To see ${prose(id)} again:`, '', fenced(commands, 'sh'), ''];
}

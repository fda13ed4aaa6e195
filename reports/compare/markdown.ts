import { oneLine, printable } from '../../src/page/index.ts';
import { lookOfStatus } from './comparison.ts';
import type { ComparedStatus, Comparison, ComparedDefect } from './comparison.ts';
import { DIFFERENCES, casesText, changeTitle, failedText, rulesApart, sameText } from './words.ts';
import type { Change } from './changes.ts';

const TEXT_MAX = 200;

/** Text of others as Markdown that shows it, inside of a line: no character that Markdown or HTML reads there is left as it is. */
function shown(text: string): string {
  return printable(oneLine(text, TEXT_MAX)).replace(/[\\`*_{}[\]<>()#!|~&$]/g, '\\$&');
}

/** A table; its cells are Markdown already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function statusText(status: ComparedStatus): string {
  const { mark, word } = lookOfStatus(status);
  return shown(`${mark} ${word}`);
}

/** A comparison as Markdown with tables, as GitHub and GitLab read it. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { subjects, differences, changes } = comparison;
  const { held, telling } = rulesApart(comparison);
  const labels = subjects.map(({ label }) => shown(label));
  const lines = [
    '# Comparison',
    '',
    ...table(
      ['Subject', 'Verdict', 'Defects', 'Failed rules', 'Cases', 'Profile', 'Seed', 'Judged by'],
      subjects.map((subject) =>
        [
          subject.label,
          subject.verdict,
          String(subject.defects),
          failedText(subject),
          casesText(subject),
          subject.profile,
          String(subject.seed),
          subject.tool,
        ].map(shown),
      ),
    ),
    ...differences.flatMap((text) => [`- ${shown(text)}`]),
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
      : table(
          ['Rule', 'Level', ...labels],
          telling.map(({ id, name, level, cells }) => [shown(`${id} ${name}`), level, ...cells.map(statusText)]),
        )),
    `${held.length} of ${comparison.rules.length} rules held with every subject${held.length === 0 ? '.' : `: ${held.map(({ id }) => shown(id)).join(', ')}.`}`,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function changeLines(change: Change, { subjects }: Comparison): readonly string[] {
  const same = sameText(change);
  const items = DIFFERENCES.flatMap(([key, title, meaning]) =>
    (['defects', 'rules'] as const).flatMap((kind) => {
      const ids = change[kind][key];
      return ids.length === 0 ? [] : [`- ${title} (${kind}; ${meaning}): ${ids.map(shown).join(', ')}`];
    }),
  );
  return [`### ${shown(changeTitle(change, subjects))}`, '', ...(same === '' ? items : [same]), ''];
}

function defectLines({ defects }: Comparison, labels: readonly string[]): readonly string[] {
  if (defects.length === 0) return ['No defect was found in any of them.', ''];
  const rows = defects.map(({ sentence, rule, cells }) => [
    shown(sentence),
    shown(rule),
    ...cells.map(({ status, caseId }) => `${statusText(status)}${caseId === null ? '' : ` ${shown(caseId)}`}`),
  ]);
  return [...table(['Defect', 'Rule', ...labels], rows), ...defects.flatMap((defect) => replayLines(defect))];
}

/** The commands that show a defect again, in a block that no text can end. */
function replayLines({ id, cells }: ComparedDefect): readonly string[] {
  const commands = cells.flatMap(({ replay }) => (replay === null ? [] : [printable(replay)]));
  if (commands.length === 0) return [];
  const longest = Math.max(0, ...commands.flatMap((text) => text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`To see ${shown(id)} again:`, '', `${fence}sh`, ...commands, fence, ''];
}

import { NOTHING, commandLine, counted, grouped, joined, tag } from '../../src/page/index.ts';
import type { Content, Html } from '../../src/page/index.ts';
import { MARK_OF_TONE } from '../model/verdict.ts';
import { MEANINGS } from '../html/meanings.ts';
import { writePage } from '../html/page.ts';
import type { Section } from '../html/page.ts';
import { code, command, folding, listed, scrolling, told } from '../html/pieces.ts';
import { lookOfStatus } from './comparison.ts';
import type { ComparedDefect, ComparedRule, ComparedStatus, Comparison } from './comparison.ts';
import type { Change, Difference } from './changes.ts';
import type { ComparedSubject } from './subjects.ts';
import { DIFFERENCES, casesText, changeTitle, failedText, rulesApart, sameText } from './words.ts';

const STATUS_MEANINGS: Readonly<Record<ComparedStatus, string>> = {
  ...MEANINGS,
  found: 'The run found this defect.',
  otherwise: 'The rule of the defect is broken in another way.',
  'not-judged': 'The run did not judge by this rule. That is not a pass.',
};

/** A comparison as a page. */
export function comparisonPage(comparison: Comparison): string {
  const { subjects, differences, rules, defects } = comparison;
  const notes = differences.map((text) => tag('li', {}, told(text)));
  return writePage({
    title: `${counted(subjects.length, 'report')} compared – zbootkit`,
    kind: 'zbootkit comparison',
    header: joined(
      tag('h1', {}, `${counted(subjects.length, 'report')} compared`),
      tag('p', { class: 'lead' }, listed(subjects.map(({ label }) => told(label)))),
      notes.length === 0 ? NOTHING : tag('ul', { class: 'notes' }, ...notes),
    ),
    sections: [
      { id: 'subjects', title: 'Subjects', count: grouped(subjects.length), content: subjectTable(subjects) },
      changesSection(comparison),
      { id: 'defects', title: 'Defects', count: grouped(defects.length), content: defectsHtml(comparison) },
      { id: 'rules', title: 'Rules', count: grouped(rules.length), content: rulesHtml(comparison) },
      { id: 'legend', title: 'What the words mean', content: legend(comparison) },
    ],
    footer: `Made from ${counted(subjects.length, 'report')} by zbootkit compare. The JSON form has the same and the commands that replay each case.`,
  });
}

function badgeOf({ mark, word, tone }: ReturnType<typeof lookOfStatus>): Html {
  return tag('span', { class: `badge ${tone}` }, tag('span', { 'aria-hidden': 'true' }, mark), ` ${word}`);
}

function table(id: string, caption: string, head: readonly Content[], rows: readonly Html[]): Html {
  return scrolling(
    id,
    tag(
      'table',
      { class: 'matrix' },
      tag('caption', { id }, caption),
      tag('thead', {}, tag('tr', {}, ...head.map((each) => tag('th', { scope: 'col' }, each)))),
      tag('tbody', {}, ...rows),
    ),
  );
}

const row = (head: Content, cells: readonly Content[]): Html =>
  tag('tr', {}, tag('th', { scope: 'row' }, head), ...cells.map((each) => tag('td', {}, each)));

function subjectTable(subjects: readonly ComparedSubject[]): Html {
  const rows = subjects.map((subject) => {
    const { label, tone, verdict, profile, seed, tool, startedAt, command: call } = subject;
    const look = { mark: MARK_OF_TONE[tone], tone, word: verdict.toLowerCase() };
    const head = joined(told(label), call === null ? NOTHING : tag('div', { class: 'quiet' }, code(commandLine(call))));
    return row(head, [
      badgeOf(look),
      grouped(subject.defects),
      failedText(subject),
      casesText(subject),
      told(profile),
      String(seed),
      joined(told(tool), tag('div', { class: 'quiet' }, told(startedAt))),
    ]);
  });
  const head = ['Subject', 'Verdict', 'Defects', 'Failed rules', 'Cases', 'Profile', 'Seed', 'Judged by'];
  return table('subject-table', 'What was judged, and how', head, rows);
}

function changesSection(comparison: Comparison): Section | null {
  const { changes, subjects } = comparison;
  if (changes.length === 0) return null;
  const parts = changes.map((change) => {
    const same = sameText(change);
    const title = tag('h3', {}, told(changeTitle(change, subjects)));
    return joined(title, same === '' ? changeTable(change) : tag('p', {}, same));
  });
  return {
    id: 'changes',
    title: 'Changes since the last report',
    count: grouped(changes.length),
    content: joined(...parts),
  };
}

function changeTable({ defects, rules }: Change): Html {
  const idsOf = (of: Difference, key: keyof Difference): Content =>
    of[key].length === 0 ? '–' : listed(of[key].map((id) => code(id)));
  const pairs = DIFFERENCES.filter(([key]) => defects[key].length + rules[key].length > 0);
  const items = pairs.map(([key, title, meaning]) =>
    tag(
      'div',
      {},
      tag('dt', {}, title),
      tag(
        'dd',
        {},
        'Defects: ',
        idsOf(defects, key),
        tag('br', {}),
        'Rules: ',
        idsOf(rules, key),
        tag('div', { class: 'quiet' }, `${meaning}.`),
      ),
    ),
  );
  return tag('dl', { class: 'facts' }, ...items);
}

function defectsHtml({ defects, subjects }: Comparison): Html {
  if (defects.length === 0) return tag('p', {}, 'No defect was found in any of them.');
  const rows = defects.map(({ sentence, rule, cells }) =>
    row(
      joined(told(sentence), ' ', tag('span', { class: 'quiet' }, code(rule))),
      cells.map(({ status, caseId }) =>
        joined(badgeOf(lookOfStatus(status)), caseId === null ? NOTHING : tag('div', { class: 'quiet' }, code(caseId))),
      ),
    ),
  );
  const head = ['Defect, and the rule that says most of it', ...subjects.map(({ label }) => told(label))];
  return joined(
    table('defect-table', 'Defects by subject, with the smallest case of each', head, rows),
    folding('closed', 'Commands that show each defect again', ...defects.map((defect) => replays(defect, subjects))),
  );
}

function replays({ id, cells }: ComparedDefect, subjects: readonly ComparedSubject[]): Html {
  const lines = cells.flatMap(({ replay }, index) =>
    replay === null ? [] : [tag('p', { class: 'quiet' }, told(subjects[index]?.label ?? '')), command(replay)],
  );
  return lines.length === 0 ? NOTHING : joined(tag('h3', {}, told(id)), ...lines);
}

function rulesHtml(comparison: Comparison): Html {
  const { held, telling } = rulesApart(comparison);
  const labels = comparison.subjects.map(({ label }) => told(label));
  const rows = telling.map(({ id, name, level, cells }) =>
    row(joined(code(id), ' ', told(name)), [level, ...cells.map((status) => badgeOf(lookOfStatus(status)))]),
  );
  return joined(
    rows.length === 0
      ? NOTHING
      : table('rule-table', 'Rules that did not hold with every subject', ['Rule', 'Level', ...labels], rows),
    held.length === 0 ? NOTHING : heldHtml(held),
  );
}

function heldHtml(held: readonly ComparedRule[]): Html {
  const items = held.map(({ id, name }) => tag('li', {}, code(id), ' ', told(name)));
  return folding(
    'closed',
    `${counted(held.length, 'rule')} that held with every subject`,
    tag('ul', { class: 'many' }, ...items),
  );
}

/** The words that the tables use, and what they mean. */
function legend({ defects, rules }: Comparison): Html {
  const used = new Set([
    ...defects.flatMap(({ cells }) => cells.map(({ status }) => status)),
    ...rules.flatMap(({ cells }) => cells),
  ]);
  const known = (Object.keys(STATUS_MEANINGS) as ComparedStatus[]).filter((status) => used.has(status));
  const items = known.map((status) =>
    tag('div', {}, tag('dt', {}, badgeOf(lookOfStatus(status))), tag('dd', {}, STATUS_MEANINGS[status])),
  );
  return items.length === 0 ? tag('p', {}, 'No rule was judged by.') : tag('dl', { class: 'facts legend' }, ...items);
}

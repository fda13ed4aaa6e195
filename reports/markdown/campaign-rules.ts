import { mistakesBehind } from '../words/mistakes.ts';
import { defectsByRule, effectWords } from '../../src/results/index.ts';
import type { CaseRow, Defect, Failure, Report, RuleRow } from '../../src/results/index.ts';
import { counted } from '../../src/page/index.ts';
import { STATUSES, statusOfRow } from '../model/status.ts';
import { suitesOf } from '../model/suites.ts';
import { caseText, concerned, frequency } from '../words/rule.ts';
import { isFailed } from '../model/rows.ts';
import { filesOfAppend, placeWords } from '../words/append-place.ts';
import { phrase } from '../words/phrase.ts';
import { blocksOf } from './block.ts';
import type { Block } from './block.ts';
import { affected, evidenceOf } from './evidence.ts';
import { code, command, folded, list, prose, table } from './markup.ts';

const PLAN_LENGTH_MAX = 2000;
const FOUND_LENGTH_MAX = 300;

/** The mistakes behind the rules that failed, each with one rule that shows it and those that follow. */
export function defectBlocks(report: Report): readonly Block[] {
  const { defects } = report;
  if (defects.length === 0) return [];
  return [
    ...blocksOf('the defects', [`## Defects: ${mistakesBehind(defects)}`]),
    ...defects.flatMap((defect, index) =>
      blocksOf('defects', [[`### ${index + 1}. ${prose(defect.sentence)}`, ...ofDefect(defect, report)].join('\n\n')]),
    ),
  ];
}

function ofDefect(defect: Defect, report: Report): readonly string[] {
  const root = report.rules.find(({ id }) => id === defect.rule);
  const stored = report.cases.find(({ id }) => id === defect.caseId);
  return [
    ...(root === undefined ? [`**${prose(defect.rule)}**`] : ruleTexts(root, report, stored)),
    ...followers(defect, report),
  ].filter((text) => text !== '');
}

/** What failed, who minds, what was found, and how to see it again. */
function ruleTexts(rule: RuleRow, report: Report, stored: CaseRow | undefined): readonly string[] {
  const { id, name, title, failure, effect, rejectedBy } = rule;
  return [
    `**${prose(id)}** ${prose(name)} · ${prose(weightOf(rule, report))}`,
    prose(title),
    affected(effect === null ? [] : [effect], rejectedBy),
    ...(failure === null ? [] : evidenceOf(failure, filesOfAppend(failure.append))),
    ...(failure === null ? [] : [list(minimalCase(rule, failure, stored))]),
    ...(stored === undefined ? [] : [command(stored.replay)]),
  ];
}

function weightOf(rule: RuleRow, { baseline, defects }: Report): string {
  const { level, effect } = rule;
  const status = statusOfRow(rule, baseline, defectsByRule(defects));
  const known = status === 'known' ? ` · ${STATUSES[status].word}` : '';
  return `${level}${concerned({ ...rule, kinds: effect === null ? null : effectWords(effect) })}${known}`;
}

function minimalCase(rule: RuleRow, failure: Failure, stored: CaseRow | undefined): readonly string[] {
  return [
    `**Failed:** ${prose(frequency(rule, failure))}`,
    `**Case:** ${prose(caseText(failure, stored))}`,
    ...(stored === undefined ? [] : [`**Plan:** ${code(stored.plan, PLAN_LENGTH_MAX)}`]),
    ...(stored === undefined || stored.mutations.length === 0
      ? []
      : [`**Broken on purpose:** ${prose(stored.mutations.join('; '))}`]),
  ];
}

function followers(defect: Defect, report: Report): readonly string[] {
  const rows = report.rules.filter(({ id }) => defect.followers.includes(id));
  if (rows.length === 0) return [];
  const cells = rows.map((rule) => {
    const [first] = rule.failure?.findings ?? [];
    const place = rule.failure?.append ?? null;
    const where = place === null ? '' : ` (${placeWords(place)})`;
    return [
      prose(rule.id),
      prose(rule.name),
      prose(weightOf(rule, report)),
      first === undefined ? '' : prose(`${phrase(first)}${where}`, FOUND_LENGTH_MAX),
    ];
  });
  return [
    folded(`${counted(rows.length, 'rule')} that it breaks too`, [table(['Rule', 'Name', 'Level', 'Found'], cells)]),
  ];
}

/** Failed rules of which nobody knows what they are part of: those of one that was not stored, for example. */
export function looseBlocks(report: Report): readonly Block[] {
  const told = new Set(report.defects.flatMap(({ rule, followers: others }) => [rule, ...others]));
  const loose = report.rules.filter((rule) => isFailed(rule) && !told.has(rule.id));
  if (loose.length === 0) return [];
  const title = report.defects.length === 0 ? 'Failed rules' : 'Failed rules that are part of no defect';
  const texts = loose.map((rule) => {
    const stored = report.cases.find(({ id }) => id === rule.failure?.caseId);
    return ruleTexts(rule, report, stored)
      .filter((text) => text !== '')
      .join('\n\n');
  });
  return [...blocksOf('the failed rules', [`## ${title}`]), ...blocksOf('failed rules', texts)];
}

/** Rules whose checker broke, which says nothing about the subject. */
export function brokenBlocks({ rules }: Report): readonly Block[] {
  const broken = rules.filter(({ errored }) => errored > 0);
  if (broken.length === 0) return [];
  const items = broken.map(
    ({ id, name, errorMessage }) =>
      `**${prose(id)}** ${prose(name)}: the checker itself failed: ${prose(errorMessage ?? 'no message')}`,
  );
  return blocksOf('the broken checkers', ['## Not judged', list(items)]);
}

/** Every rule and what came of it. */
export function rulesBlocks(report: Report): readonly Block[] {
  const rows = suitesOf({ kind: 'campaign', report }).flatMap(({ results }) =>
    results.map(({ id, name, level, status, reason }) => [
      `${STATUSES[status].mark} ${STATUSES[status].word}`,
      prose(id),
      prose(name),
      level,
      prose(reason, FOUND_LENGTH_MAX),
    ]),
  );
  if (rows.length === 0) return [];
  const text = folded(`Results of ${counted(rows.length, 'rule')}`, [
    table(['Result', 'Rule', 'Name', 'Level', 'Why'], rows),
  ]);
  return blocksOf('the list of rules', [text]);
}

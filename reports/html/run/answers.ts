import type { AnswerRow, Coverage, PolicyRow } from '../../../src/results/index.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import { partialPolicyLines, policyLines, refusedLines } from '../../lines/refusals.ts';
import { standingOfPolicy } from '../../model/policies.ts';
import type { Section } from '../page.ts';
import { code, folding, lineList, listed, scrolling, told } from '../pieces.ts';
import type { CampaignParts } from './parts.ts';

/** Refusals by what the cases called for, and the reasons for which the subject may refuse. */
export function refusalsSection({ report, ids }: CampaignParts): Section | null {
  const { refusals } = report;
  const lines = refusedLines(report, Infinity);
  if (refusals === null || lines.length === 0) return null;
  const said = [...lines, ...policyLines(report, Infinity), ...partialPolicyLines(report, Infinity)];
  const { must, may, wrong, policies } = refusals;
  return {
    id: 'refusals',
    title: 'Refusals',
    count: grouped(must + may + wrong),
    content: joined(lineList(said), policies.length === 0 ? NOTHING : policyTable(policies, ids('policies'))),
  };
}

function policyTable(policies: readonly PolicyRow[], id: string): Html {
  const rows = policies.map((policy) =>
    tag(
      'tr',
      {},
      tag('th', { scope: 'row' }, told(policy.policy)),
      ...[policy.cases, policy.refused, policy.rewritten].map((count) =>
        tag('td', { class: 'number' }, grouped(count)),
      ),
      tag('td', {}, standing(policy)),
    ),
  );
  const head = ['Reason that allows a refusal', 'Cases', 'Refused', 'Rewritten', 'Policy of the subject'];
  return scrolling(
    id,
    tag(
      'table',
      {},
      tag('caption', { id }, 'Reasons for which images may be refused; unclear where others applied too'),
      tag(
        'thead',
        {},
        tag(
          'tr',
          {},
          ...head.map((text, index) =>
            tag('th', { scope: 'col', class: index > 0 && index < 4 ? 'number' : undefined }, text),
          ),
        ),
      ),
      tag('tbody', {}, ...rows),
    ),
  );
}

function standing(policy: PolicyRow): string {
  const of = standingOfPolicy(policy);
  return of === 'unclear' || of === 'rewrites none' ? of : `refuses ${of}`;
}

/** What the subject answered, by kind. */
export function answersSection({ report, ids }: CampaignParts): Section | null {
  const { answers } = report;
  if (answers.length === 0) return null;
  const id = ids('answer-table');
  const table = tag(
    'table',
    {},
    tag('caption', { id }, 'Answers by kind, with what the subject said first'),
    tag(
      'thead',
      {},
      tag(
        'tr',
        {},
        tag('th', { scope: 'col' }, 'Answer'),
        tag('th', { scope: 'col', class: 'number' }, 'Cases'),
        tag('th', { scope: 'col' }, 'Said'),
      ),
    ),
    tag('tbody', {}, ...answers.map(answerRow)),
  );
  return { id: 'answers', title: 'Answers', content: scrolling(id, table) };
}

function answerRow({ kind, code: reason, count, example }: AnswerRow): Html {
  return tag(
    'tr',
    {},
    tag('th', { scope: 'row' }, told(kind), reason === '' ? '' : joined(' ', code(reason))),
    tag('td', { class: 'number' }, grouped(count)),
    tag('td', {}, example === '' || kind === 'rewritten' ? '–' : told(example)),
  );
}

/** What the random cases had in them, folded. */
export function coverageSection({ report, ids }: CampaignParts): Section | null {
  const { cases, features, interactions } = report.coverage;
  if (cases === 0) return null;
  const single = grouping(
    features,
    ({ group }) => group,
    ({ feature }) => feature,
  );
  const joint = grouping(
    interactions,
    ({ name }) => name,
    (each) => each.features.join(' + '),
  );
  const content = [
    folding(
      'closed',
      `${counted(features.length, 'feature')} of the images`,
      shareTable('Features by group', single, cases, ids('features')),
    ),
    joint.length === 0
      ? NOTHING
      : folding(
          'closed',
          `${counted(interactions.length, 'combination')} of features`,
          shareTable('Combinations that make the work harder', joint, cases, ids('combinations')),
        ),
  ];
  return { id: 'coverage', title: 'Coverage', count: counted(cases, 'random case'), content: joined(...content) };
}

interface Group {
  readonly name: string;
  readonly shares: readonly { readonly label: string; readonly count: number }[];
}

function grouping<T extends Coverage['features'][number] | Coverage['interactions'][number]>(
  rows: readonly T[],
  nameOf: (row: T) => string,
  labelOf: (row: T) => string,
): readonly Group[] {
  const groups = new Map<string, { label: string; count: number }[]>();
  for (const row of rows) {
    const share = { label: labelOf(row), count: row.count };
    groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), share]);
  }
  return [...groups].map(([name, shares]) => ({ name, shares }));
}

function shareTable(caption: string, groups: readonly Group[], cases: number, id: string): Html {
  const rows = groups.map(({ name, shares }) => {
    const seen = shares
      .filter(({ count }) => count > 0)
      .map(({ label, count }) => joined(code(label), ` ${percent(count, cases)}`));
    const never = shares.filter(({ count }) => count === 0).map(({ label }) => code(label));
    const missing =
      never.length === 0
        ? NOTHING
        : tag('span', { class: 'ink-open' }, seen.length > 0 ? '; never ' : 'never ', listed(never));
    return tag('tr', {}, tag('th', { scope: 'row' }, told(name)), tag('td', {}, listed(seen), missing));
  });
  return scrolling(id, tag('table', { class: 'shares' }, tag('caption', { id }, caption), tag('tbody', {}, ...rows)));
}

function percent(count: number, cases: number): string {
  return `${((100 * count) / cases).toFixed(1)}%`;
}

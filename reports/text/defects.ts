import { LABEL_COLUMNS, labelled } from './rule.ts';
import { placeWords } from '../words/append-place.ts';
import { mistakesBehind } from '../words/mistakes.ts';
import { counted, flow } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import type { Defect, Report, RuleRow } from '../../src/results/index.ts';
import { effectTexts } from '../words/effects.ts';

/** Columns of a defect's number and the space behind it. */
const NUMBER_COLUMNS = 4;

/** So many rules of a defect are named beside its root, unless all are wanted. */
const NAMED_FOLLOWERS = 4;

/** The mistakes behind the rules that failed: what would mend each, the rule that says most of it, and how to see it. */
export function defectLines(report: Report, width: number, followers: 'some' | 'all'): readonly Line[] {
  const { defects } = report;
  if (defects.length === 0) return [];
  const heading: Line = [{ text: 'Defects', style: 'strong' }, `  ${mistakesBehind(defects)}`];
  const measure = { width, first: 0, rest: NUMBER_COLUMNS };
  return [
    ...flow(heading, measure),
    ...defects.flatMap((defect, index) => linesOf(defect, index + 1, report, width, followers)),
  ];
}

function linesOf(
  defect: Defect,
  number: number,
  { rules, cases }: Report,
  width: number,
  followers: 'some' | 'all',
): readonly Line[] {
  const root = rules.find(({ id }) => id === defect.rule);
  const stored = cases.find(({ id }) => id === defect.caseId);
  const measure = { width, first: NUMBER_COLUMNS, rest: NUMBER_COLUMNS + LABEL_COLUMNS };
  const named = followers === 'all' ? defect.followers : defect.followers.slice(0, NAMED_FOLLOWERS);
  const more = defect.followers.length - named.length;
  const also = `${named.join(', ')}${more > 0 ? ` and ${counted(more, 'more rule')}` : ''}`;
  return [
    ...flow([`${number}.`.padEnd(NUMBER_COLUMNS), { text: defect.sentence, style: 'strong' }], {
      width,
      first: 0,
      rest: NUMBER_COLUMNS,
    }),
    ...flow(labelled('defect', defect.id), measure),
    ...flow(labelled('rule', ruleText(defect, root)), measure),
    ...(named.length === 0 ? [] : flow(labelled('breaks', also), measure)),
    ...flow(labelled('case', `cases/${defect.caseId}`), measure),
    ...(stored === undefined ? [] : [[' '.repeat(NUMBER_COLUMNS), ...labelled('replay', stored.replay)]]),
  ];
}

function ruleText({ rule }: Defect, root: RuleRow | undefined): string {
  if (root === undefined) return rule;
  const effect = root.effect === null ? '' : ` · ${effectTexts([root.effect]).join(' ')}`;
  const place = root.failure?.append ?? null;
  return `${rule} ${root.name} · ${root.level}${place === null ? '' : ` · ${placeWords(place)}`}${effect}`;
}

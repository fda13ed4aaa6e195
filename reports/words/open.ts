import { OPEN_STATUSES, openRules } from '../model/rows.ts';
import { STATUSES } from '../model/status.ts';
import { counted, grouped } from '../../src/page/index.ts';
import type { RuleRow } from '../../src/results/index.ts';

/** How many rules of level error leave a campaign open, by what came of them; empty where none does. */
export function openText(rules: readonly RuleRow[]): string {
  const sizes = OPEN_STATUSES.map((status) => [openRules(rules, status).length, STATUSES[status].word] as const);
  return sizes
    .filter(([size]) => size > 0)
    .map(([size, word], index) => `${index === 0 ? `${counted(size, 'rule')} of level error` : grouped(size)} ${word}`)
    .join(', ');
}

/** Which rules those are, by their ids: `Not exercised: … Vacuous: …` */
export function openNames(rules: readonly RuleRow[]): string {
  return OPEN_STATUSES.flatMap((status) => {
    const ids = openRules(rules, status).map(({ id }) => id);
    const { word } = STATUSES[status];
    return ids.length === 0 ? [] : [`${word.charAt(0).toUpperCase()}${word.slice(1)}: ${ids.join(', ')}.`];
  }).join(' ');
}

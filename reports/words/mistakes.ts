import { counted } from '../../src/page/index.ts';
import type { Defect } from '../../src/results/index.ts';

/**
 * How many mistakes were found, and how many rules fail because of them, for several may break one rule; and the order that
 * reports have them in: by the level of the rule that says most of each, then by the number of cases in which it failed.
 */
export function mistakesBehind(defects: readonly Defect[]): string {
  const rules = new Set(defects.flatMap(({ rule, followers }) => [rule, ...followers]));
  const order = defects.length < 2 ? '' : '; errors first, then by number of failed cases';
  return `${counted(defects.length, 'mistake')} behind ${counted(rules.size, 'failed rule')}${order}`;
}

import { counted } from '../../src/page/index.ts';
import type { Defect } from '../../src/results/index.ts';

/** How many mistakes were found, and how many rules fail because of them; several may break one rule. */
export function mistakesBehind(defects: readonly Defect[]): string {
  const rules = new Set(defects.flatMap(({ rule, followers }) => [rule, ...followers]));
  return `${counted(defects.length, 'mistake')} behind ${counted(rules.size, 'failed rule')}`;
}

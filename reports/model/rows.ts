import { exerciseOf } from '../../src/results/index.ts';
import type { Defect, RuleRow } from '../../src/results/index.ts';

/** Whether a rule's own block says more than its defect does: it is the root of one, or in none. */
export function hasBlock({ id }: RuleRow, defects: readonly Defect[]): boolean {
  return !defects.some(({ followers }) => followers.includes(id));
}

/** Whether a rule of level error or warning failed; a rule of level info only remarks. */
export const isFailed = ({ level, failed }: RuleRow): boolean => failed > 0 && level !== 'info';

/** Rules of level error that no case exercised; a skip is never a pass, nor is a vacuous one. */
export const neverExercised = (rules: readonly RuleRow[]): readonly RuleRow[] =>
  rules.filter((rule) => rule.level === 'error' && exerciseOf(rule) === 'never');

/** Rules that held wherever they applied, and in no case because of anything that the subject did. */
export const isVacuous = (rule: RuleRow): boolean => rule.vacuous > 0 && exerciseOf(rule) !== 'exercised';

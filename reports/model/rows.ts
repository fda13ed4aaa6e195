import { exerciseOf } from '../../src/results/index.ts';
import type { Defect, RuleRow } from '../../src/results/index.ts';

/** Whether a rule's own block says more than its defect does: it is the root of one, or in none. */
export function hasBlock({ id }: RuleRow, defects: readonly Defect[]): boolean {
  return !defects.some(({ followers }) => followers.includes(id));
}

/** Whether a rule of level error or warning failed; a rule of level info only remarks. */
export const isFailed = ({ level, failed }: RuleRow): boolean => failed > 0 && level !== 'info';

/**
 * The groups of rules that nothing in any output could have broken: a skip is never a pass, nor is a vacuous one. Every list,
 * count and sentence of every form goes by them, so that a rule is in one of them at most.
 */
export const IDLE_STATUSES = ['not-exercised', 'vacuous', 'withheld'] as const;

export type IdleStatus = (typeof IDLE_STATUSES)[number];

/** The group of a rule; `null` of one that something could have broken. */
export function idleStatusOf(row: RuleRow): IdleStatus | null {
  const exercise = exerciseOf(row);
  if (exercise === 'exercised') return null;
  if (exercise === 'withheld') return 'withheld';
  return row.vacuous > 0 ? 'vacuous' : 'not-exercised';
}

/** The rules of one of the groups, in their order. */
export function idleRules(rules: readonly RuleRow[], status: IdleStatus): readonly RuleRow[] {
  return rules.filter((row) => idleStatusOf(row) === status);
}

/** What leaves a campaign open where a rule of level error has it. */
export const OPEN_STATUSES = ['not-exercised', 'vacuous'] as const satisfies readonly IdleStatus[];

/** The rules of level error of one group that leave a campaign open. */
export function openRules(rules: readonly RuleRow[], status: (typeof OPEN_STATUSES)[number]): readonly RuleRow[] {
  return idleRules(rules, status).filter(({ level }) => level === 'error');
}

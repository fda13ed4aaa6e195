import { counted, grouped } from '../../src/page/index.ts';
import type { RuleRow } from '../../src/results/index.ts';

/** In how many cases a rule failed, of those in which something was at stake: `187 of 190 cases`. */
export function failedShare({ passed, failed }: Pick<RuleRow, 'passed' | 'failed'>): string {
  return `${grouped(failed)} of ${counted(passed + failed, 'case')}`;
}

import { placeWords } from './append-place.ts';
import { failedShare } from './frequency.ts';
import { isRefusal, programNames } from './programs.ts';
import { counted, grouped } from '../../src/page/index.ts';
import type { CaseRow, Failure, RuleRow } from '../../src/results/index.ts';

/** What is known of who minds that a rule is broken. */
export interface Concern extends Pick<RuleRow, 'severity' | 'rejectedBy'> {
  /** What kind of thing happens; `null` where that is not known, and empty where the levels say it. */
  readonly kinds: string | null;
}

/** What kind of thing happens; where that is not known, who refuses the image or is affected. */
export function concerned({ rejectedBy, severity, kinds }: Concern): string {
  if (kinds !== null) return kinds === '' ? '' : ` · ${kinds}`;
  const refusing = severity === 'rejected';
  const names = programNames(refusing ? rejectedBy.filter(isRefusal) : rejectedBy);
  return names.length === 0 ? '' : ` · ${refusing ? 'rejected by' : 'affects'} ${names.join(', ')}`;
}

/** The folder of a stored case, and how large its files are. */
export function caseText(failure: Failure, stored: CaseRow | undefined): string {
  if (stored === undefined) return `cases/${failure.caseId}`;
  const output = stored.outputSize === null ? 'no output' : `out ${grouped(stored.outputSize)} B`;
  return `cases/${failure.caseId} (${counted(stored.sections, 'section')}, in ${grouped(stored.inputSize)} B, ${output})`;
}

function nameOfCase({ set, index }: Failure): string {
  return set === 'random' ? `case ${grouped(index)}` : `${NAMES[set]} case ${grouped(index)}`;
}

const NAMES = { grid: 'grid', extremes: 'extreme', foreign: 'foreign', hostile: 'hostile' };

/** How often a rule failed, and where it did first. */
export function frequency(rule: RuleRow, failure: Failure): string {
  const { inherited } = rule;
  const where = failure.append === null ? '' : `, ${placeWords(failure.append)}`;
  const shrunk = failure.shrinkSteps === 0 ? '' : `, shrunk in ${counted(failure.shrinkSteps, 'step')}`;
  const blameless = inherited === 0 ? '' : `; in ${grouped(inherited)} more, the input was at fault`;
  return `${failedShare(rule)}, first in ${nameOfCase(failure)}${shrunk}${where}${blameless}`;
}

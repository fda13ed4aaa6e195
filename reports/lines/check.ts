import { INDENT } from './evidence.ts';
import { caveatOf, countFacts, verdictPiece } from '../words/check-facts.ts';
import { flow } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import type { CheckedFile } from '../../src/results/index.ts';

/** What an image is in a profile, with the counts that made it so. */
export function verdictLineOf(checked: CheckedFile): Line {
  const caveat = caveatOf(checked);
  return [
    `${checked.path}: `,
    verdictPiece(checked),
    ` in profile ${checked.profile}${checked.because === null ? '' : `, ${checked.because}`}: ${countFacts(checked).join(', ')}`,
    caveat === '' ? '' : `; ${caveat}`,
  ];
}

/** The line that says what came of an image, for other forms of a report. */
export function verdictOfFile(checked: CheckedFile): readonly Line[] {
  return flow(verdictLineOf(checked), { width: Infinity, first: 0, rest: INDENT });
}

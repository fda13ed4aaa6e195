import { checkCounts, doubts, excusedRules, judgement } from '../model/check-counts.ts';
import type { CheckCounts } from '../model/check-counts.ts';
import type { JudgedFile } from '../model/judged.ts';
import { counted, grouped, oneLine } from '../../src/page/index.ts';
import type { Style } from '../../src/page/index.ts';
import type { CheckedFile, UnjudgedFile } from '../../src/results/index.ts';

/** Rules that are named of those that the original breaks. */
const EXCUSED_LISTED = 4;

/** The counts beside what an image is, and first what nobody knows. */
export function countFacts(checked: CheckedFile): readonly string[] {
  const { held, vacuous, skipped, unverified, broken, remarks } = checkCounts(checked);
  const excused = excusedRules(checked);
  const listed = excused.slice(0, EXCUSED_LISTED).map(({ id }) => id);
  const ids = `${listed.join(', ')}${excused.length > listed.length ? ' and others' : ''}`;
  return [
    ...(excused.length > 0
      ? [`breaks ${counted(excused.length, 'rule')} of level error that the original or the request breaks (${ids})`]
      : []),
    ...[...new Set(doubts(checked))].map((reason) => oneLine(reason, Infinity)),
    `${counted(held, 'rule')} ${held === 1 ? 'holds' : 'hold'}`,
    ...(vacuous > 0 ? [`${vacuous} vacuous`] : []),
    `${skipped} skipped`,
    ...(unverified > 0 ? [`${unverified} not verified`] : []),
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(remarks > 0 ? [`${counted(remarks, 'remark')} (info)`] : []),
  ];
}

/** What an image is, with the colour that repeats it. */
export function verdictPiece(checked: CheckedFile): { readonly text: string; readonly style: Style } {
  const counts = checkCounts(checked);
  const text = judgement(counts);
  return { text, style: counts.errors > 0 ? 'failure' : text === 'sound' ? 'success' : 'warning' };
}

/** What no rule looks at; empty where something is broken, for then nobody needs to be told what else may be. */
export function caveatOf(checked: CheckedFile): string {
  return checked.caveat === null || checkCounts(checked).errors > 0 ? '' : checked.caveat;
}

/** How many images came to what, by the worst that any profile says, and how many files to nothing. */
export function totalFacts(files: readonly JudgedFile[], unjudged: readonly UnjudgedFile[]): string {
  const counts = files.map(({ rows }) => rows.map(checkCounts));
  const having = (has: (count: CheckCounts) => boolean): number => counts.filter((count) => count.some(has)).length;
  const errors = having((count) => count.errors > 0);
  const without = counts.filter((count) => count.every((each) => each.errors === 0));
  const unsure = without.filter((count) => count.some(isUnsure)).length;
  const excused = without.filter((count) => !count.some(isUnsure) && count.some((each) => each.excused > 0)).length;
  const parts = [
    `${grouped(errors)} with errors`,
    ...(unsure > 0 ? [`${grouped(unsure)} not judged or not verified`] : []),
    ...(excused > 0 ? [`${grouped(excused)} with those of the original`] : []),
    `${grouped(files.length - errors - unsure - excused)} without`,
    ...(unjudged.length > 0 ? [`and ${counted(unjudged.length, 'file')} that could not be judged`] : []),
  ];
  return parts.join(', ');
}

function isUnsure({ held, unverified, broken }: CheckCounts): boolean {
  return broken > 0 || unverified > 0 || held === 0;
}

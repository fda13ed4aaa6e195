import { counted } from '../../src/page/index.ts';
import type { CheckedFile, CheckedRule, RuleRow, Verdict } from '../../src/results/index.ts';

/** How many rules gave each answer. Failures are told apart by level; the rest are not. */
export interface CheckCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly remarks: number;
  readonly held: number;
  /** Rules that hold because nothing was there that could have broken them. */
  readonly vacuous: number;
  /** Rules that have nothing to say of the image. */
  readonly skipped: number;
  /** Rules of which nobody knows whether they hold. */
  readonly unverified: number;
  /** Rules of level error that an output breaks through no fault of the append. */
  readonly excused: number;
  readonly broken: number;
}

/** Counts the verdicts of one image. */
export function checkCounts(checked: CheckedFile): CheckCounts {
  const { results } = checked;
  const failed = (level: RuleRow['level']): number =>
    results.filter((result) => result.verdict.kind === 'fail' && result.level === level).length;
  const given = (kind: Verdict['kind']): number => results.filter(({ verdict }) => verdict.kind === kind).length;
  const unverified = doubts(checked).length;
  const excused = excusedRules(checked).length;
  return {
    errors: failed('error'),
    warnings: failed('warning'),
    remarks: failed('info'),
    held: given('pass'),
    vacuous: given('vacuous'),
    skipped: given('skip') - unverified - excused,
    unverified,
    excused,
    broken: given('error'),
  };
}

/** Rules of level error that the output breaks, as the original or the request would have it. */
export function excusedRules({ results }: CheckedFile): readonly CheckedRule[] {
  return results.filter(
    ({ verdict, level }) => level === 'error' && verdict.kind === 'skip' && verdict.excused === true,
  );
}

/** What nobody knows, one reason for each rule. */
export function doubts({ results }: CheckedFile): readonly string[] {
  return results.flatMap(({ verdict }) =>
    verdict.kind === 'skip' && verdict.unverified === true ? [verdict.reason] : [],
  );
}

/** What the counts amount to in two or three words. */
export function judgement({ errors, warnings, held, unverified, excused, broken }: CheckCounts): string {
  if (errors + warnings > 0) {
    const parts = [
      ...(errors > 0 ? [counted(errors, 'error')] : []),
      ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ];
    return parts.join(', ');
  }
  if (broken > 0) return 'not judged';
  if (unverified > 0) return 'not verified';
  // What the append did is right, and what came of it is still wrong.
  if (excused > 0) return 'no worse than the original';
  // Skipped or vacuous is not passed: an image that no rule held for was not shown to be sound.
  return held > 0 ? 'sound' : 'not exercised';
}

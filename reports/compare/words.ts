import { counted, grouped } from '../../src/page/index.ts';
import { isSame } from './changes.ts';
import type { Change, Difference } from './changes.ts';
import type { Comparison, ComparedRule } from './comparison.ts';
import type { ComparedSubject } from './subjects.ts';

/** What of a difference is called how, in the order in which it is told. */
export const DIFFERENCES = [
  ['broken', 'Broken since', 'held before and fails now'],
  ['fixed', 'Fixed since', 'failed before and holds now'],
  [
    'newlyBroken',
    'Newly tried and broken',
    'fails now, and was not tried before, or in other cases; how long it has failed, nobody knows',
  ],
  ['newlyFound', 'Newly found', 'found now; its rule failed in another way before'],
  ['noLongerFound', 'No longer found', 'found before; its rule fails in another way now'],
  ['newlyTried', 'Newly tried', 'holds now, and was not tried before'],
  ['noLongerTried', 'No longer tried', 'not tried any more, or in fewer cases; whether it holds, nobody knows'],
] as const satisfies readonly (readonly [keyof Difference, string, string])[];

/** A change in one line: from which version to which. */
export function changeTitle({ subject, previous }: Change, subjects: readonly ComparedSubject[]): string {
  return `${subjects[previous]?.label ?? ''} → ${subjects[subject]?.label ?? ''}`;
}

/** What is said of a version in which nothing changed. */
export function sameText(change: Change): string {
  return isSame(change) ? 'Nothing that was tried in both has changed.' : '';
}

/** How many rules failed, by level. */
export function failedText({ failed: { errors, warnings } }: ComparedSubject): string {
  if (errors + warnings === 0) return 'none';
  return [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
}

/** How many of the cases were run. */
export function casesText({ cases: { planned, executed } }: ComparedSubject): string {
  return planned === executed ? counted(executed, 'case') : `${grouped(executed)} of ${counted(planned, 'case')}`;
}

/** Rules that held with every subject, and the rest, which have something to tell. */
export function rulesApart({ rules }: Comparison): {
  readonly held: readonly ComparedRule[];
  readonly telling: readonly ComparedRule[];
} {
  const isHeld = ({ cells }: ComparedRule): boolean => cells.every((status) => status === 'held');
  return { held: rules.filter(isHeld), telling: rules.filter((rule) => !isHeld(rule)) };
}

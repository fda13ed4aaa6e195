import type { ComparedDefect, ComparedRule, ComparedStatus } from './comparison.ts';
import type { ComparedSubject } from './subjects.ts';
import { CASE_SETS } from '../../src/results/index.ts';

/** What is different in a version from the one before of the same subject. */
export interface Change {
  /** The columns of the version and of the one before it. */
  readonly subject: number;
  readonly previous: number;
  /** Ids of defects and rules. */
  readonly defects: Difference;
  readonly rules: Difference;
}

/** Ids of what differs. */
export interface Difference {
  /** Failed before, and holds now. */
  readonly fixed: readonly string[];
  /** Fails now, and held before. */
  readonly broken: readonly string[];
  /** Failed or held before, and was not tried now, or in fewer cases or others: nobody knows. */
  readonly noLongerTried: readonly string[];
  /** Fails now, and was not tried before, or in fewer cases or others: nobody knows for how long. */
  readonly newlyTried: readonly string[];
}

type Side = 'fails' | 'holds' | 'remarked' | 'unknown';

const FAILS: readonly ComparedStatus[] = ['found', 'otherwise', 'failed', 'known', 'warned'];

/** Only what held is known to hold; a remark is a failure that decides nothing, so it is neither fixed nor broken. */
function sideOf(status: ComparedStatus): Side {
  if (FAILS.includes(status)) return 'fails';
  if (status === 'held') return 'holds';
  return status === 'remarked' ? 'remarked' : 'unknown';
}

/** The changes of each subject of which an earlier version is there, in the order of the subjects. */
export function changesOf(
  subjects: readonly ComparedSubject[],
  defects: readonly ComparedDefect[],
  rules: readonly ComparedRule[],
): readonly Change[] {
  return subjects.flatMap(({ previous }, subject): readonly Change[] => {
    if (previous === null) return [];
    const [before, now] = [previous, subject].map((column) => columnOf(subjects, column));
    if (before === undefined || now === undefined) return [];
    const rows = defects.map(({ id, cells }) => ({ id, cells: cells.map(({ status }) => status) }));
    return [
      {
        subject,
        previous,
        defects: differenceOf(rows, before, now),
        rules: differenceOf(rules, before, now),
      },
    ];
  });
}

/** A subject with its column; `undefined` where there is none. */
function columnOf(subjects: readonly ComparedSubject[], column: number): Column | undefined {
  const subject = subjects[column];
  return subject === undefined ? undefined : { ...subject, column };
}

type Column = ComparedSubject & { readonly column: number };

function differenceOf(
  rows: readonly { readonly id: string; readonly cells: readonly ComparedStatus[] }[],
  before: Column,
  now: Column,
): Difference {
  // What holds in fewer cases, or in others, may fail in those that the other run had.
  const reach = (side: Side, of: ComparedSubject, than: ComparedSubject): Side =>
    side === 'holds' && !hasCasesOf(of, than) ? 'unknown' : side;
  const sides = rows.map(({ id, cells }) => ({
    id,
    was: reach(sideOf(cells[before.column] ?? 'not-judged'), before, now),
    is: reach(sideOf(cells[now.column] ?? 'not-judged'), now, before),
  }));
  const ids = (keep: (was: Side, is: Side) => boolean): readonly string[] =>
    sides.filter(({ was, is }) => keep(was, is)).map(({ id }) => id);
  return {
    fixed: ids((was, is) => was === 'fails' && is === 'holds'),
    broken: ids((was, is) => was === 'holds' && is === 'fails'),
    noLongerTried: ids((was, is) => (was === 'fails' || was === 'holds') && is === 'unknown'),
    newlyTried: ids((was, is) => was === 'unknown' && is === 'fails'),
  };
}

/** Whether a run had all cases that another one had, as far as the reports say. */
function hasCasesOf(one: ComparedSubject, other: ComparedSubject): boolean {
  return one.seed === other.seed && CASE_SETS.every((set) => one.executed[set] >= other.executed[set]);
}

/** Whether a version is as the one before in all that was tried. */
export function isSame({ defects, rules }: Change): boolean {
  return [defects, rules].every((each) => Object.values(each).every((ids: readonly string[]) => ids.length === 0));
}

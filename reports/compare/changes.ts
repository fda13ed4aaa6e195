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
  readonly newlyBroken: readonly string[];
  /** Holds now, and was not tried before in any case. */
  readonly newlyTried: readonly string[];
  /** Found before, and its rule fails in another way now; of defects only. */
  readonly noLongerFound: readonly string[];
  /** Found now, and its rule failed in another way before; of defects only. */
  readonly newlyFound: readonly string[];
}

type Side = 'fails' | 'otherwise' | 'holds' | 'remarked' | 'unknown';

const FAILS: readonly ComparedStatus[] = ['found', 'failed', 'known', 'warned'];

/** Only what held is known to hold; a remark is a failure that decides nothing, so it is neither fixed nor broken. */
function sideOf(status: ComparedStatus): Side {
  if (FAILS.includes(status)) return 'fails';
  if (status === 'held') return 'holds';
  return status === 'otherwise' || status === 'remarked' ? status : 'unknown';
}

/** Defects and rules of two reports, the earlier one first. */
export interface ComparedPair {
  readonly defects: readonly ComparedDefect[];
  readonly rules: readonly ComparedRule[];
}

/**
 * The changes of each subject of which an earlier version is there, in the order of the subjects.
 *
 * @param pairOf compares two columns by what they alone say: by which rule a defect is known depends on the reports at hand, and
 *   what has changed between two versions must not
 */
export function changesOf(
  subjects: readonly ComparedSubject[],
  pairOf: (previous: number, subject: number) => ComparedPair,
): readonly Change[] {
  return subjects.flatMap((now, subject): readonly Change[] => {
    const { previous } = now;
    const before = previous === null ? undefined : subjects[previous];
    if (previous === null || before === undefined) return [];
    const { defects, rules } = pairOf(previous, subject);
    const rows = defects.map(({ id, cells }) => ({ id, cells: cells.map(({ status }) => status) }));
    return [{ subject, previous, defects: differenceOf(rows, before, now), rules: differenceOf(rules, before, now) }];
  });
}

function differenceOf(
  rows: readonly { readonly id: string; readonly cells: readonly ComparedStatus[] }[],
  before: ComparedSubject,
  now: ComparedSubject,
): Difference {
  // What holds in fewer cases, or in others, may fail in those that the other run had, and so may a defect that is not found in them.
  const reach = (side: Side, of: ComparedSubject, than: ComparedSubject): Side =>
    (side === 'holds' || side === 'otherwise') && !hasCasesOf(of, than) ? 'unknown' : side;
  const sides = rows.map(({ id, cells: [one = 'not-judged', other = 'not-judged'] }) => {
    const [was, is] = [sideOf(one), sideOf(other)];
    const isNew = was === 'unknown' && is === 'holds';
    return { id, isNew, was: reach(was, before, now), is: reach(is, now, before) };
  });
  const ids = (keep: (was: Side, is: Side) => boolean): readonly string[] =>
    sides.filter(({ was, is }) => keep(was, is)).map(({ id }) => id);
  return {
    fixed: ids((was, is) => was === 'fails' && is === 'holds'),
    broken: ids((was, is) => was === 'holds' && is === 'fails'),
    noLongerTried: ids((was, is) => (was === 'fails' || was === 'holds') && is === 'unknown'),
    newlyBroken: ids((was, is) => was === 'unknown' && is === 'fails'),
    newlyTried: sides.filter(({ isNew }) => isNew).map(({ id }) => id),
    noLongerFound: ids((was, is) => was === 'fails' && is === 'otherwise'),
    newlyFound: ids((was, is) => was === 'otherwise' && is === 'fails'),
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

import { EXTREMES, GRID_SIZE, LISTED_HOSTILE } from '../../generators/index.ts';
import type { CaseAddress } from '../../generators/index.ts';
import type { Repetition } from '../../properties/index.ts';
import { CASE_SETS } from '../results/index.ts';
import type { CaseSet } from '../results/index.ts';

/** More calls of a command cost a process each, so only one case in so many makes them. */
const REPEAT_EVERY_FOR_COMMANDS = 10;
/** Judging a second append costs more than judging the first, so one case in so many is enough. */
const COMPOSE_EVERY = 4;

/** Which cases there are. */
export interface Extent {
  /** Random cases. */
  readonly runs: number;
  /** Whether the exhaustive grid comes before the random cases. */
  readonly grid: 'first' | 'none';
  /** Whether the images at the ends of what images can be come after the grid. */
  readonly extremes: 'second' | 'none';
  /** Whether images that are no zboot images come after the random ones, one for ten of them. */
  readonly foreign: 'fourth' | 'none';
  /** Whether images that break the format come last: those that are listed, and one drawn for ten random cases. */
  readonly hostile: 'last' | 'none';
}

/** So many random cases have one that is foreign and one that is hostile beside them. */
const RANDOM_TO_ONE_OTHER = 10;

/** A part of the cases: that of one of some machines, or of several of them. */
export interface Share {
  /** Of how many. */
  readonly count: number;
  /** Which of them, from 1 on. */
  readonly parts: readonly number[];
}

/** All cases. */
export const WHOLE: Share = { count: 1, parts: [1] };

/** The golden ratio in 32 bits: multiples of it are spread evenly. [Knuth, The Art of Computer Programming, 6.4] */
const SPREAD = 0x9e3779b1;

/**
 * The part that a case is in, from 1 on. Of so many cases of a set in succession, as there are parts, each part has one; which
 * one goes round unevenly, for more is asked of every fourth case, or tenth, and no part shall have all of these.
 */
export function partOf({ index }: CaseAddress, count: number): number {
  const turn = Math.imul(Math.floor(index / count) + 1, SPREAD) >>> 16;
  return ((index + turn) % count) + 1;
}

/** One case that is to be examined, and how much is asked of the subject there. */
export interface Appointment {
  readonly address: CaseAddress;
  readonly repetition: Repetition;
}

/** How many cases of each set there are. */
export function plannedCases({ runs, grid, extremes, foreign, hostile }: Extent): Readonly<Record<CaseSet, number>> {
  return {
    grid: grid === 'first' ? GRID_SIZE : 0,
    extremes: extremes === 'second' ? EXTREMES.length : 0,
    random: runs,
    foreign: foreign === 'fourth' ? Math.floor(runs / RANDOM_TO_ONE_OTHER) : 0,
    hostile: hostile === 'last' ? LISTED_HOSTILE + Math.floor(runs / RANDOM_TO_ONE_OTHER) : 0,
  };
}

/** How many cases of each set there are in a share. */
export function casesInShare(extent: Extent, { count, parts }: Share): Readonly<Record<CaseSet, number>> {
  const planned = plannedCases(extent);
  const wanted = new Set(parts);
  const inSet = (set: CaseSet): number => {
    // Each part has one case of every full round, so only the last round has to be looked at.
    const rounds = Math.floor(planned[set] / count);
    let cases = rounds * wanted.size;
    for (let index = rounds * count; index < planned[set]; index += 1) {
      if (wanted.has(partOf({ set, index }, count))) cases += 1;
    }
    return cases;
  };
  const [grid, extremes] = [inSet('grid'), inSet('extremes')];
  return { grid, extremes, random: inSet('random'), foreign: inSet('foreign'), hostile: inSet('hostile') };
}

/**
 * Every case once, in the order in which they are told: a list that nobody has to advance, so that any part of it can be
 * taken anywhere.
 *
 * @param called how the subject is called, by which more calls are cheap or dear
 * @param share which of them; all unless given
 */
export function* scheduleOf(
  extent: Extent,
  called: 'in-process' | 'by-command',
  share: Share = WHOLE,
): Generator<Appointment> {
  const planned = plannedCases(extent);
  const parts = new Set(share.parts);
  for (const set of CASE_SETS) {
    for (let index = 0; index < planned[set]; index += 1) {
      if (!parts.has(partOf({ set, index }, share.count))) continue;
      yield { address: { set, index }, repetition: repetitionAt({ set, index }, called) };
    }
  }
}

function repetitionAt({ set, index }: CaseAddress, called: 'in-process' | 'by-command'): Repetition {
  // The largest images of all say nothing more when they are rewritten again.
  if (set === 'extremes') return 'once';
  if (called === 'by-command') return index % REPEAT_EVERY_FOR_COMMANDS === 0 ? 'twice' : 'once';
  return index % COMPOSE_EVERY === 0 ? 'twice' : 'same';
}

/** Which of two addresses comes first in every schedule: negative for the first of them, 0 for one and the same. */
export function compareAddresses(one: CaseAddress, other: CaseAddress): number {
  return CASE_SETS.indexOf(one.set) - CASE_SETS.indexOf(other.set) || one.index - other.index;
}

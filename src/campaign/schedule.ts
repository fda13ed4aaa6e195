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

/**
 * Every case once, in the order in which they are told: a list that nobody has to advance, so that any part of it can be
 * taken anywhere.
 *
 * @param called how the subject is called, by which more calls are cheap or dear
 */
export function* scheduleOf(extent: Extent, called: 'in-process' | 'by-command'): Generator<Appointment> {
  const planned = plannedCases(extent);
  for (const set of CASE_SETS) {
    for (let index = 0; index < planned[set]; index += 1) {
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

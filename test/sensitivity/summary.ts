/** What several sweeps together say of each fault. */
import type { RuleId } from '../../properties/index.ts';
import { equivalentOf } from './equivalents.ts';
import type { Equivalent } from './equivalents.ts';
import { nameOfFault } from './fault.ts';
import type { Fault } from './fault.ts';
import type { Broken } from './judge.ts';
import type { Fate, Sensitivity } from './sweep.ts';

/**
 * - `caught`: a rule saw it, for each seed.
 * - `equivalent`: no rule saw it, and the list says why nobody needs to.
 * - `unseen`: for some seed an output showed it, and no rule saw it.
 * - `hidden`: for some seed no output showed it.
 */
export type Standing = 'caught' | 'equivalent' | 'unseen' | 'hidden';

/** One fault, by what became of it for all seeds. */
export interface Row {
  readonly fault: Fault;
  readonly name: string;
  readonly standing: Standing;
  /** The seeds for which it was missed. */
  readonly missedBy: readonly number[];
  /** Over all seeds: cases with something to spoil, and with another answer than the right one. */
  readonly met: number;
  readonly shown: number;
  /** Which random case caught it, for the seed that took most of them; 0 where other cases did, or none. */
  readonly latest: number;
  /** The least share of cases in which its trigger held, over the seeds. */
  readonly share: number;
}

/** All faults, and what is wrong with the rules or with the list of equivalents. */
export interface Summary {
  readonly seeds: readonly number[];
  readonly cases: number;
  readonly rows: readonly Row[];
  /** How many faults each rule saw first, for the first seed. */
  readonly catches: ReadonlyMap<RuleId, number>;
  readonly broken: readonly Broken[];
  /** Rows of the list of equivalents of which a rule saw a fault. */
  readonly wrongEquivalents: readonly Equivalent[];
}

/** Who tries fewer random cases than this may let through what is caught later. */
export const LATE = 1000;

/** From this share of its trigger on a fault has to be caught. */
export const REQUIRED_SHARE = 0.01;

/** Whether a fault has to be caught and was not. */
export function isOwed({ standing, share }: Row): boolean {
  return (standing === 'unseen' || standing === 'hidden') && share >= REQUIRED_SHARE;
}

/** Puts the sweeps of several seeds over the same faults together. */
export function summarise(sweeps: readonly [Sensitivity, ...Sensitivity[]]): Summary {
  const [first] = sweeps;
  const rows = first.fates.map(({ fault }, index) => {
    const fates = sweeps.flatMap(({ seed, fates: all }) => {
      const fate = all[index];
      return fate === undefined ? [] : [{ seed, fate }];
    });
    const shares = sweeps.map(({ held, cases }) => (held.get(fault.trigger) ?? 0) / Math.max(1, cases));
    return rowOf(fault, fates, Math.min(...shares));
  });
  const catches = new Map<RuleId, number>();
  for (const { caught } of first.fates) {
    if (caught !== null) catches.set(caught.rule, (catches.get(caught.rule) ?? 0) + 1);
  }
  const caughtOnes = sweeps.flatMap(({ fates }) => fates.filter(({ caught }) => caught !== null));
  return {
    seeds: sweeps.map(({ seed }) => seed),
    cases: first.cases,
    rows,
    catches,
    broken: sweeps.flatMap(({ broken }) => broken),
    wrongEquivalents: [...new Set(caughtOnes.flatMap(({ fault }) => equivalentOf(fault) ?? []))],
  };
}

function rowOf(fault: Fault, fates: readonly { seed: number; fate: Fate }[], share: number): Row {
  const missed = fates.filter(({ fate }) => fate.caught === null);
  const standing = standingOf(
    fault,
    missed.map(({ fate }) => fate),
  );
  const sum = (count: (fate: Fate) => number): number => fates.reduce((total, { fate }) => total + count(fate), 0);
  return {
    fault,
    name: nameOfFault(fault),
    standing,
    missedBy: missed.map(({ seed }) => seed),
    met: sum(({ met }) => met),
    shown: sum(({ shown }) => shown),
    latest: Math.max(
      ...fates.map(({ fate: { caught } }) => (caught?.address.set === 'random' ? caught.address.index : 0)),
    ),
    share,
  };
}

function standingOf(fault: Fault, missed: readonly Fate[]): Standing {
  if (missed.length === 0) return 'caught';
  if (equivalentOf(fault) !== undefined) return 'equivalent';
  return missed.some(({ shown }) => shown > 0) ? 'unseen' : 'hidden';
}

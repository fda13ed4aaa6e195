import { exerciseOf } from './verdict.ts';
import type { Tally } from './verdict.ts';

/** A rule that a subject is known to break. */
export interface KnownFailure {
  readonly rule: string;
  /** Why that is put up with. */
  readonly reason: string;
  /** The last day on which it is, as `YYYY-MM-DD`; `null` for no last one. */
  readonly until: string | null;
}

/**
 * What a run saw of a known failure.
 * - `fails`: the rule fails, as is known.
 * - `holds`: it was exercised and does not fail: the entry is out of date.
 * - `expired`: its last day is over, whatever the rule does.
 * - `not-seen`: it does not fail, and the run was too short or had nothing to exercise it.
 * - `left-out`: the rule was not judged by.
 */
export type KnownState = 'fails' | 'holds' | 'expired' | 'not-seen' | 'left-out';

/** What became of the known failures in a run, and which rules of level error fail beside them. */
export interface BaselineResult {
  readonly known: readonly (KnownFailure & { readonly state: KnownState })[];
  /** Ids of rules, in the order of the catalogue. */
  readonly unexpected: readonly string[];
}

interface JudgedRule extends Tally {
  readonly id: string;
}

/** What a run is held against: known failures, and the day of the run as `YYYY-MM-DD`. */
export interface BaselineQuestion {
  readonly known: readonly KnownFailure[];
  readonly today: string;
  /** Whether all cases were run that were planned: a shorter run may not have come to the one that fails. */
  readonly extent: 'whole' | 'cut';
}

/** Holds the rules of a run against known failures. */
export function againstBaseline(
  rules: readonly JudgedRule[],
  { known, today, extent }: BaselineQuestion,
): BaselineResult {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const stateOf = ({ rule, until }: KnownFailure): KnownState => {
    if (until !== null && until < today) return 'expired';
    const judged = byId.get(rule);
    if (judged === undefined) return 'left-out';
    if (judged.failed > 0) return 'fails';
    return extent === 'whole' && exerciseOf(judged) === 'exercised' ? 'holds' : 'not-seen';
  };
  const ids = new Set(known.map(({ rule }) => rule));
  return {
    known: known.map((each) => ({ ...each, state: stateOf(each) })),
    unexpected: rules
      .filter(({ id, level, failed }) => level === 'error' && failed > 0 && !ids.has(id))
      .map(({ id }) => id),
  };
}

/** Whether a run is what its baseline says: nothing fails beside it, and nothing in it is out of date. */
export function isAsKnown({ known, unexpected }: BaselineResult): boolean {
  return unexpected.length === 0 && known.every(({ state }) => state !== 'holds' && state !== 'expired');
}

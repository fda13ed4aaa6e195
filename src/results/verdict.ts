import type { Finding } from './finding.ts';

/** How much a rule matters in a profile; `off` rules are not judged. */
export type Level = 'error' | 'warning' | 'info' | 'off';

/**
 * What a violation leads to at worst: a loader or verifier refuses the image, somebody loads, hashes or copies it wrongly,
 * tools complain or disagree, or nothing but untidiness.
 */
export type Severity = 'rejected' | 'mishandled' | 'disputed' | 'untidy';

/**
 * What one rule says of one subject. A skip is never a pass, and a broken checker (`error`) is never a failed subject.
 * Where `unverified` says so, the rule applies and nobody knows whether it holds.
 */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'skip'; readonly reason: string; readonly unverified?: true }
  | { readonly kind: 'fail'; readonly findings: readonly [Finding, ...Finding[]] }
  | { readonly kind: 'error'; readonly message: string };

/**
 * What a whole run says of its subject. `inconclusive`: some rule of level error was never exercised. `unjudged`: the
 * subject or the checker could not do its part, so nothing can be said.
 */
export type Outcome = 'conformant' | 'nonconformant' | 'inconclusive' | 'unjudged';

/** How often each verdict was given by one rule. */
export interface Tally {
  readonly level: Level;
  readonly passed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly errored: number;
}

/** The outcome of a run, from its rules' tallies alone. Warnings and infos never decide. */
export function outcomeOf(tallies: readonly Tally[]): Outcome {
  if (tallies.some((tally) => tally.errored > 0)) return 'unjudged';
  const decisive = tallies.filter((tally) => tally.level === 'error');
  if (decisive.some((tally) => tally.failed > 0)) return 'nonconformant';
  const exercised = decisive.length > 0 && decisive.every((tally) => tally.passed > 0);
  return exercised ? 'conformant' : 'inconclusive';
}

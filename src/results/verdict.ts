import type { Finding } from './finding.ts';

/** How much a rule matters in a profile; `off` rules are not judged. */
export type Level = 'error' | 'warning' | 'info' | 'off';

/**
 * What a violation leads to at worst: a loader or verifier refuses the image, somebody loads, hashes or copies it wrongly,
 * tools complain or disagree, or nothing but untidiness.
 */
export type Severity = 'rejected' | 'mishandled' | 'disputed' | 'untidy';

/** Which append of a sequence, and what its output was judged against. */
export interface AppendPlace {
  /** From 1 on. */
  readonly number: number;
  /** How many appends the sequence has. */
  readonly of: number;
  /** The output of the append before, or the image that the sequence began with. */
  readonly against: 'previous' | 'original';
}

/**
 * What one rule says of one subject. A skip is never a pass, nor is a vacuous one, and a broken checker (`error`) is never
 * a failed subject. `vacuous`: the rule holds, and nothing was there that could have broken it. Where `unverified` says so,
 * the rule applies and nobody knows whether it holds; where `excused` does, an output breaks it and the append is not to blame.
 */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'vacuous'; readonly reason: string }
  | { readonly kind: 'skip'; readonly reason: string; readonly unverified?: true; readonly excused?: true }
  | {
      readonly kind: 'fail';
      readonly findings: readonly [Finding, ...Finding[]];
      /** Where in a sequence of appends it failed; absent for the first append, or the only one. */
      readonly append?: AppendPlace;
    }
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
  /** Cases in which nothing was there that could have broken the rule. */
  readonly vacuous: number;
  /** Cases that the subject refused and need not have, of images that have what the rule looks at. */
  readonly withheld: number;
  /** Cases to which the rule does not apply, though there was something to judge. */
  readonly skipped: number;
  readonly failed: number;
  readonly errored: number;
}

/** How far a rule was tried by a run. */
export type Exercise = 'exercised' | 'withheld' | 'never';

/**
 * Whether a rule was given the chance to fail. `withheld`: nothing was at stake in any output, and images with what it looks
 * at were there, which the subject refused of its own choice. So no output can break the rule, as far as the run has seen,
 * and whether the subject may refuse those images is for the rules on answers.
 */
export function exerciseOf({ passed, failed, errored, vacuous, withheld }: Omit<Tally, 'level' | 'skipped'>): Exercise {
  if (passed + failed + errored > 0) return 'exercised';
  return vacuous > 0 && withheld > 0 ? 'withheld' : 'never';
}

/** The outcome of a run, from its rules' tallies alone. Warnings and infos never decide. */
export function outcomeOf(tallies: readonly Tally[]): Outcome {
  if (tallies.some((tally) => tally.errored > 0)) return 'unjudged';
  const decisive = tallies.filter((tally) => tally.level === 'error');
  if (decisive.some((tally) => tally.failed > 0)) return 'nonconformant';
  const exercises = decisive.map(exerciseOf);
  const decided = exercises.includes('exercised') && !exercises.includes('never');
  return decided ? 'conformant' : 'inconclusive';
}

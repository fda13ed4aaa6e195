import { InputError, standingOf } from '../results/index.ts';
import type { Report } from '../results/index.ts';

/** What the program's exit status means, for every command alike. */
export const EXIT = {
  conformant: 0,
  nonconformant: 1,
  usage: 2,
  unjudged: 3,
  inconclusive: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit status of a run: that of its outcome, or, where failures are known, whether it is as its baseline says. */
export function exitOf(report: Pick<Report, 'outcome' | 'baseline' | 'rules'>): ExitCode {
  const { decidedBy, outcome } = standingOf(report);
  return decidedBy === 'outcome' ? EXIT[outcome] : EXIT.nonconformant;
}

/** A mistake in the call, in the configuration or in an input file: one sentence, then exit status 2. */
export class UsageError extends InputError {
  override readonly name = 'UsageError';
}

/** Commands that fail in ways that a baseline can know, judged by the rules that they break and hold. */
import { readFileSync } from 'node:fs';
import { VERSION } from '../../src/results/index.ts';
import { shellCommand } from './commands.ts';
import { run } from './fake-io.ts';
import type { Outcome } from './fake-io.ts';
import { COPY } from './stored-case.ts';

export const BASELINE = 'urn:zbootkit:baseline:v1';
/** A command that gives the image back fails this rule, and holds the other. */
export const [BROKEN, HELD] = ['PR-COF-001', 'PR-COF-002'] as const;
/** A command that refuses too much, or crashes, fails this rule. */
export const REFUSALS = 'PR-REF-001';
/** Options for a run of four random cases by the two rules. */
export const FOUR_CASES = ['--random-only', '--runs', '4', '--rule', BROKEN, '--rule', HELD] as const;

/** That run, as a baseline has it. */
export const RUN = {
  version: VERSION,
  seed: 1,
  profile: 'zboot',
  rules: [BROKEN, HELD] as readonly string[],
  excludedRules: [],
  cases: { grid: 0, extremes: 0, random: 4, foreign: 0, hostile: 0 },
};
/** The run of thirty cases that judges refusals. */
export const REFUSING = { ...RUN, rules: [REFUSALS], cases: { ...RUN.cases, random: 30 } };

/** Judges a command that gives the image back, by two rules. */
export function judgedIn(out: string, options: readonly string[]): Promise<Outcome> {
  return run(['verify', ...FOUR_CASES, '--out', out, ...options, '--', ...COPY]);
}

/** Gives the image back, and crashes on one case in a few: both break a rule on answers in its own way. */
export const SOMETIMES = shellCommand('case $(cksum < "$1") in *[05]\\ *) kill -SEGV $$ ;; esac; exit 1');
/** Refuses whatever it is given. */
export const NEVER = shellCommand('exit 1');

/** Judges by its refusals. */
export function refusingIn(out: string, command: readonly string[], options: readonly string[]): Promise<Outcome> {
  const cases = ['--random-only', '--runs', '30', '--shrink', 'none', '--keep-going', '--rule', REFUSALS];
  return run(['verify', ...cases, '--out', out, ...options, '--', ...command]);
}

/** The baseline in a file. */
export function written(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** An entry for outputs that break a rule. */
export function entry(rule: string, reason: string, until?: string): object {
  return { rule, answers: ['rewritten'], reason, ...(until === undefined ? {} : { until }) };
}

/** Calls of `verify` that cannot be meant. */
import { selectRules, unmatchedGlobs } from '../../../judging/index.ts';
import { UsageError } from '../../exit.ts';
import type { VerifyOptions } from '../verify.ts';

/** @throws UsageError naming the first glob that no rule has */
export function refuseUnknownRules(globs: readonly string[]): void {
  const [first] = unmatchedGlobs(globs);
  if (first === undefined) return;
  throw new UsageError(`No rule matches ${JSON.stringify(first)}; "zbootkit rules" lists them.`);
}

/** What is said of a whole run, or decides what a shard is, is not for one of its shares. */
export function refuseBesideShard(options: VerifyOptions): void {
  if (options.shard === undefined) return;
  const refused = [
    ['--baseline', options.baseline, 'pass it to merge'],
    ['--write-baseline', options.writeBaseline, 'pass it to merge'],
    ['--shrink', options.shrink, 'pass it to merge'],
    ['--report', options.report.length > 0 ? options.report : undefined, 'pass it to merge'],
    ['--json', options.json, 'pass it to merge'],
    ['--verbose', options.verbose, 'pass it to merge'],
    ['--last-failed', options.lastFailed, 'leave it out'],
  ] as const;
  for (const [flag, value, advice] of refused) {
    if (value !== undefined) throw new UsageError(`${flag} cannot be used with --shard; ${advice}.`);
  }
}

/**
 * Refuses a statement about nothing before the run, and not after it.
 *
 * @param digests those of what is tested, as far as they are known
 */
export function refuseStatementOfNothing({ report }: VerifyOptions, digests: readonly (string | null)[]): void {
  const asked = report.find(({ format }) => format === 'intoto');
  if (asked === undefined || digests.some((digest) => digest !== null)) return;
  throw new UsageError(
    `${asked.path}: there is no intoto report without the digest of what is tested, and nothing here has one; name the files of the command, or leave out --report intoto.`,
  );
}

/** @throws UsageError when nothing is left to judge by */
export function refuseNoRule({ profile, rule, excludeRule }: VerifyOptions): void {
  if (selectRules({ profile, rules: rule, excludedRules: excludeRule }).length > 0) return;
  throw new UsageError(`--rule and --exclude-rule leave no rule of profile ${profile}; choose others.`);
}

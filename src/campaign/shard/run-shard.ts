import { selectRules } from '../../judging/index.ts';
import { CASE_SETS } from '../../results/index.ts';
import { elapsedMs } from '../clock.ts';
import { SubjectUnavailable } from '../examine.ts';
import { campaignOptions } from '../options.ts';
import type { CampaignRequest } from '../options.ts';
import { concluded } from '../run-campaign.ts';
import type { Campaign } from '../run-campaign.ts';
import { casesInShare } from '../schedule.ts';
import type { Share } from '../schedule.ts';
import { sweep } from '../sweep.ts';
import { sweepOptionsOf } from '../sweep-options.ts';
import { executedCases } from '../tally.ts';
import { isShare } from './shard-numbers.ts';
import { SHARD_COUNT_MAX, SHARD_SCHEMA, ShardError, isSame, missingParts, wordsForMissing } from './shard.ts';
import type { Shard } from './shard.ts';

/** How the calls of a command are bounded, which only its opener knows. */
export type ShardLimits = Shard['limits'];

/** What became of a share of a run: its shard, or why there is none. A share that is cut short is worth nothing to a merger. */
export type ShardRun =
  | { readonly kind: 'whole'; readonly shard: Shard; readonly executed: number }
  | { readonly kind: 'cut'; readonly reason: string | null; readonly executed: number; readonly planned: number };

/**
 * Runs the subject over a share of the cases and judges them, and shrinks nothing: which case of a rule is its smallest is
 * known only when all shares are. A subject that never answers in time is not given up, for a share is whole or nothing.
 *
 * @throws RangeError on an option that cannot be meant
 * @throws CampaignError when the toolkit itself cannot do its part
 */
export async function runShard(request: CampaignRequest, share: Share, limits: ShardLimits): Promise<ShardRun> {
  const options = campaignOptions(request);
  if (!isShare(share)) {
    throw new RangeError(`runShard: share must name parts of 1 to ${SHARD_COUNT_MAX} in order, such as 2 of 3.`);
  }
  const startedAt = options.now();
  const shares = casesInShare(options, share);
  const planned = CASE_SETS.reduce((sum, set) => sum + shares[set], 0);
  // A share without cases would not come to know what the subject is.
  const unavailable = (await options.subject.open?.()) ?? null;
  if (unavailable !== null) return { kind: 'cut', reason: unavailable, executed: 0, planned };
  // Of a subject that never answers the others of its shards have to be as long, and a part of one is none.
  const swept = await sweep({ ...sweepOptionsOf(options, selectRules(options)), share, patience: 'endless' });
  const executed = executedCases(swept.tally);
  if (executed < planned) return { kind: 'cut', reason: swept.unavailable, executed, planned };
  const { files } = options;
  const { subject, seed, runs, grid, extremes, foreign, hostile, profile, rules, excludedRules, tool, node } = options;
  const shard: Shard = {
    schema: SHARD_SCHEMA,
    tool,
    environment: { node },
    time: {
      startedAt: startedAt.toISOString(),
      durationMs: elapsedMs(startedAt, options.now()),
      gridMs: swept.gridMs,
    },
    subject: { id: subject.id, version: subject.version, command: subject.command, files },
    limits,
    run: { seed, runs, grid, extremes, foreign, hostile, profile, rules, excludedRules },
    shards: share,
    tally: swept.tally,
  };
  return { kind: 'whole', shard, executed };
}

/** Of the surroundings of a campaign what its shards do not say. */
type Surroundings = Pick<
  CampaignRequest,
  'subject' | 'files' | 'tool' | 'node' | 'now' | 'replayCommand' | 'onProgress' | 'shouldStop'
>;

/**
 * Ends a run whose shards are all merged: shrinks what failed, and puts the report together as one run of all cases would.
 *
 * @throws ShardError when shards are missing, or the subject or the versions are others
 * @throws SubjectUnavailable when the subject cannot say what it is
 * @throws CampaignError when the toolkit itself cannot do its part
 */
export async function concludeShards(shard: Shard, surroundings: Surroundings): Promise<Campaign> {
  const options = campaignOptions({ ...shard.run, ...surroundings });
  const missing = missingParts(shard.shards);
  if (missing.length > 0)
    throw new ShardError(`The run is incomplete: ${wordsForMissing(missing, shard.shards.count)}.`);
  const { subject, files, tool, node } = options;
  const unavailable = (await subject.open?.()) ?? null;
  if (unavailable !== null) throw new SubjectUnavailable(unavailable);
  const here = { tool, environment: { node }, subject: { ...subjectOf(subject), files } };
  for (const what of ['tool', 'environment', 'subject'] as const) {
    if (isSame(shard[what], here[what])) continue;
    const [wanted, found] = [JSON.stringify(shard[what]), JSON.stringify(here[what])];
    throw new ShardError(
      `The shards were made with ${what} ${wanted}, but this is ${found}; merge with what made them.`,
    );
  }
  const swept = { tally: shard.tally, gridMs: shard.time.gridMs, unavailable: null };
  const { startedAt, durationMs } = shard.time;
  const beginning = { startedAt: new Date(startedAt), spentMs: durationMs, since: options.now() };
  return concluded(options, selectRules(options), { swept, evidence: null }, beginning);
}

function subjectOf({ id, version, command }: CampaignRequest['subject']): Omit<Shard['subject'], 'files'> {
  return { id, version, command };
}

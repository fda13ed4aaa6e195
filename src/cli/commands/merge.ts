import {
  CampaignError,
  ShardError,
  SubjectUnavailable,
  concludeShards,
  mergeShards,
  missingParts,
  wordsForMissing,
  readShard,
  refuseForeignFolder,
  refuseOtherShard,
  shardPath,
} from '../../campaign/index.ts';
import type { Campaign, NamedShard, Shard } from '../../campaign/index.ts';
import { makeFolder } from '../../files/index.ts';
import { commandLine, printable } from '../../page/index.ts';
import { HARNESS_ID, builtinOptions, filesOfCommand } from '../../subjects/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { tellUnjudged } from '../github-step.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../progress.ts';
import { prepareReportFiles, refuseOverSource, removeOldReports } from '../report-files.ts';
import { toolkit } from '../toolkit.ts';
import { refuseStandardInput, refuseStandardOutput } from '../standard-streams.ts';
import { boundsOf } from '../subject/bounds.ts';
import type { BoundOptions } from '../subject/bounds.ts';
import { commandOf } from '../subject/command-of.ts';
import { openStop } from '../subject/stop.ts';
import type { Stop } from '../subject/stop.ts';
import { requireCallable, subjectOf } from '../subject/subject.ts';
import type { SubjectOptions } from '../subject/subject.ts';
import type { ToolName } from '../subject/tools.ts';
import { openBaselines } from '../subject/baseline.ts';
import type { BaselineOptions } from '../subject/baseline.ts';
import { placeShard } from './verify/shard.ts';
import { publishAgainst } from './verify/publish.ts';
import type { PublishOptions } from './verify/publish.ts';
import { replayCommand } from './verify.ts';

export interface MergeOptions extends PublishOptions, BaselineOptions, BoundOptions {
  readonly tool?: ToolName;
}

/**
 * Merges shards, which may come from anywhere. Once all are there what failed is shrunk and the report written; a command is
 * run only when the call gives it, and it is the one that the shards are of.
 */
export async function merge(
  paths: readonly string[],
  given: readonly string[],
  options: MergeOptions,
  io: Io,
): Promise<ExitCode> {
  const command = commandOf(given, options.tool);
  for (const path of paths) refuseStandardInput(path, 'shard');
  refuseStandardOutput(options.out, 'report folder');
  const { shard } = await merged(paths);
  requireSameCommand(shard, command);
  const missing = missingParts(shard.shards);
  const limits = subjectOptions(shard);
  if (missing.length === 0 && shard.subject.command !== null && command.length === 0) {
    const stored = printable(commandLine(shard.subject.command));
    throw new UsageError(
      `The shards name a command, which is not run without your consent: ${stored}; pass it after --.`,
    );
  }
  if (command.length > 0) requireCallable(command, limits, 'merge <shard>');
  const baselines = await openBaselines(options);
  await refuseForeignFolder(options.out);
  await refuseOtherShard(options.out, shard.shards);
  await makeFolder(options.out);
  const shards = await Promise.all(paths.map(shardPath));
  for (const used of [...shards, options.baseline, options.writeBaseline, ...command]) {
    if (used !== undefined) await refuseOverSource(options.report, used);
  }
  await prepareReportFiles(options.report, options.out);
  await removeOldReports(options.report);
  if (missing.length > 0) {
    const path = await placeShard(options.out, shard, io);
    if (path === null) return EXIT.unjudged;
    const lacking = wordsForMissing(missing, shard.shards.count);
    tellUnjudged(`zbootkit: ${lacking}; the merged rest is in ${printable(path)}.\n`, options, io);
    return EXIT.unjudged;
  }
  const stop = openStop(io, options);
  try {
    const campaign = await conclude(shard, { command, limits }, options, stop, io);
    if (campaign !== null) return await publishAgainst(baselines, campaign, options, stop, io);
    if (!stop.interrupted()) return EXIT.unjudged;
    io.err('zbootkit: interrupted; no report was written.\n');
    return EXIT.interrupted;
  } finally {
    stop.close();
  }
}

async function merged(paths: readonly string[]): Promise<NamedShard> {
  let sum: NamedShard | null = null;
  for (const path of paths) {
    const next = await readShard(path);
    sum = sum === null ? next : mergeShards(sum, next);
  }
  if (sum === null) throw new UsageError('No shard given; write, for example: zbootkit merge shard-*.');
  return sum;
}

function requireSameCommand({ subject }: Shard, command: readonly string[]): void {
  if (command.length === 0 || JSON.stringify(subject.command) === JSON.stringify(command)) return;
  const judged = subject.command === null ? `${subject.id} ${subject.version}` : commandLine(subject.command);
  throw new UsageError(
    `The shards were made with ${printable(judged)}, not of ${printable(commandLine(command))}; pass the command that they were run with.`,
  );
}

/** How the subject of a shard is opened. */
function subjectOptions({ subject, limits }: Shard): SubjectOptions {
  const asked = subject.id === HARNESS_ID ? ({ harness: true } as const) : {};
  const own = subject.command === null ? builtinOptions(subject.id) : asked;
  if (own === null)
    throw new ShardError(`The shards were made with ${printable(subject.id)}, which this version does not have.`);
  const { timeLimitMs, outputLimit, memoryLimit } = limits;
  return {
    ...own,
    timeLimit: timeLimitMs,
    ...(outputLimit === null ? {} : { outputLimit }),
    ...(memoryLimit === null ? {} : { memoryLimit }),
  };
}

/** Ends the run; `null` when the toolkit failed, which is told. */
async function conclude(
  shard: Shard,
  { command, limits }: { readonly command: readonly string[]; readonly limits: SubjectOptions },
  options: MergeOptions,
  stop: Stop,
  io: Io,
): Promise<Campaign | null> {
  const bounds = boundsOf(options, stop, io);
  // There are no cases to examine any more, so the time is for what failed.
  bounds.noteFailure();
  const { subject, close } = await subjectOf(command, limits, stop.signal, io);
  const progress = progressOn(io, options.quiet === true ? 'silent' : 'shown');
  try {
    return await concludeShards(shard, {
      subject,
      files: filesOfCommand(command),
      tool: toolkit(),
      node: io.nodeVersion,
      now: () => io.now(),
      replayCommand: (id) => replayCommand(id, subject, { ...limits, out: options.out }),
      onProgress: (phase, done, planned) => {
        progress.show(phase, done, planned);
      },
      shouldStop: bounds.shouldStop,
    });
  } catch (cause) {
    if (cause instanceof SubjectUnavailable) {
      const said = `zbootkit: the subject could not be run: ${printable(cause.message)}.\n`;
      if (!stop.interrupted()) tellUnjudged(said, options, io);
      return null;
    }
    if (!(cause instanceof CampaignError)) throw cause;
    tellUnjudged(`zbootkit: the toolkit failed, not the subject: ${printable(cause.message)}.\n`, options, io);
    return null;
  } finally {
    progress.clear();
    await close();
  }
}

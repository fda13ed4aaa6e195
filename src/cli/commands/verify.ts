import { join } from 'node:path';
import { GRID_SIZE } from '../../../generators/index.ts';
import { nameOfRule } from '../../../properties/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import {
  CampaignError,
  WHOLE,
  preflight,
  refuseForeignFolder,
  refuseOtherShard,
  removeShard,
  runCampaign,
  runShard,
  shardWord,
} from '../../campaign/index.ts';
import type { CampaignRequest, Extent, Share } from '../../campaign/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { makeFolder } from '../../files/index.ts';
import type { RuleSelection } from '../../judging/index.ts';
import { commandLine, grouped, printable } from '../../page/index.ts';
import { VERSION, nameOfAddress } from '../../results/index.ts';
import { HARNESS_ID, filesOfCommand } from '../../subjects/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { tellUnjudged } from '../github-step.ts';
import type { Io } from '../io.ts';
import { DEFAULT_TIME_LIMIT_MS } from '../options.ts';
import { progressOn } from '../progress.ts';
import { prepareReportFiles, refuseOverSource, removeOldReports } from '../report-files.ts';
import { toolkit } from '../toolkit.ts';
import { openBaselines } from '../subject/baseline.ts';
import { refuseStandardOutput } from '../standard-streams.ts';
import { commandOf } from '../subject/command-of.ts';
import { boundsOf } from '../subject/bounds.ts';
import type { Bounds } from '../subject/bounds.ts';
import { casesIn, poolFor } from '../subject/pool.ts';
import { hopelessText } from '../subject/preflight.ts';
import { openStop } from '../subject/stop.ts';
import type { Stop } from '../subject/stop.ts';
import type { ToolName } from '../subject/tools.ts';
import { refuseBuiltinFlags, refuseIdleLimit, requireCallable, specOf, subjectOf } from '../subject/subject.ts';
import { refuseBesideShard, refuseNoRule, refuseStatementOfNothing, refuseUnknownRules } from './verify/refusals.ts';
import { lastFailed } from './verify/last-failed.ts';
import { publishAgainst, tellKept, writeUnjudged } from './verify/publish.ts';
import type { PublishOptions } from './verify/publish.ts';
import { publishShard } from './verify/shard.ts';

export interface VerifyOptions extends PublishOptions {
  readonly runs: number;
  readonly randomOnly?: true;
  readonly grid: boolean;
  readonly extremes: boolean;
  readonly foreign: boolean;
  readonly hostile: boolean;
  readonly seed: number;
  readonly maxTime?: number;
  readonly shrink?: number | 'none';
  readonly timeLimit: number;
  readonly outputLimit?: number;
  readonly jobs?: number;
  readonly harness?: true;
  readonly memoryLimit?: number | 'none';
  readonly shard?: Share;
  readonly profile: ProfileName;
  readonly rule: readonly string[];
  readonly excludeRule: readonly string[];
  readonly tool?: ToolName;
  readonly keepGoing?: true;
  readonly lastFailed?: true;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly anyPe?: true;
  readonly stripSignature?: true;
}

/** Runs the campaign against the builtin rewriter or a command, prints the report and writes it to a folder. */
export async function verify(given: readonly string[], options: VerifyOptions, io: Io): Promise<ExitCode> {
  const command = commandOf(given, options.tool);
  requireCallable(command, options, 'verify');
  refuseBuiltinFlags(command, options);
  refuseIdleLimit(options);
  refuseUnknownRules([...options.rule, ...options.excludeRule]);
  refuseNoRule(options);
  refuseBesideShard(options);
  const tested = command.length === 0 ? [toolkit()] : filesOfCommand(command);
  refuseStatementOfNothing(
    options,
    tested.map(({ sha256 }) => sha256),
  );
  refuseStandardOutput(options.out, 'report folder');
  await refuseForeignFolder(options.out);
  await refuseOtherShard(options.out, options.shard ?? WHOLE);
  const baselines = await openBaselines(options);
  // What cannot be written would otherwise come to light after the whole run.
  await makeFolder(options.out);
  for (const used of [options.baseline, options.writeBaseline, ...command]) {
    if (used !== undefined) await refuseOverSource(options.report, used);
  }
  await prepareReportFiles(options.report, options.out);
  await removeOldReports(options.report);
  const stop = openStop(io, options);
  // To the end, for an interrupt while the report is written has things to tidy too.
  try {
    const limits = { stop, bounds: boundsOf(options, stop, io) };
    const conditions = { ...limits, known: baselines.known, selection: selectionOf(options) };
    const failing = options.lastFailed === true ? await lastFailed(command, options, conditions, io) : null;
    if (failing !== null) {
      if (options.report.length > 0) io.err('No report was written, because the campaign was not run.\n');
      return failing;
    }
    const { shard: share } = options;
    if (share !== undefined) {
      // Of two runs of a command that was built anew in between, nobody could tell the shards apart.
      await removeShard(options.out);
      const { timeLimit: timeLimitMs, outputLimit = null, memoryLimit = null } = options;
      const callLimits = { timeLimitMs, outputLimit, memoryLimit };
      const ran = await campaignOf(command, options, limits, io, (request) => runShard(request, share, callLimits));
      return ran === null ? EXIT.unjudged : await publishShard(ran, share, options, stop, io);
    }
    const campaign = await campaignOf(command, options, limits, io, runCampaign);
    return campaign === null ? EXIT.unjudged : await publishAgainst(baselines, campaign, options, stop, io);
  } finally {
    stop.close();
  }
}

/** Runs the campaign, or a share of it; `null` when the toolkit failed, which is told. */
async function campaignOf<T>(
  command: readonly string[],
  options: VerifyOptions,
  { stop, bounds }: { readonly stop: Stop; readonly bounds: Bounds },
  io: Io,
  runWith: (request: CampaignRequest) => Promise<T>,
): Promise<T | null> {
  const jobs = options.jobs ?? io.processors;
  const { subject, close } = await subjectOf(command, { ...options, processes: jobs }, stop.signal, io);
  io.err(headerLine(subject, options, io));
  const extent = { runs: options.runs, ...extentOf(options) };
  const { seed } = options;
  const selection = selectionOf(options);
  const assignment = { spec: specOf(command, options), version: VERSION, seed, ...selection };
  // Threads cost half as much CPU again and gain little on two processors, so they are for who asks for them.
  const pool = poolFor(assignment, { cases: casesIn(extent, options.shard), jobs: options.jobs ?? 1 }, stop.signal, io);
  const progress = progressOn(io, options.quiet === true ? 'silent' : 'shown');
  try {
    const hopeless = options.keepGoing === true ? null : await hopelessly(subject, options);
    if (hopeless !== null && !stop.interrupted()) {
      const isLate = stop.signal.aborted;
      const late = 'zbootkit: nothing was judged: time ran out while trying plain images.\n';
      const reason = isLate ? late : hopeless;
      tellUnjudged(reason, options, io);
      await tellKept(options, io);
      await writeUnjudged(subject, reason, options, io);
      return null;
    }
    return await runWith({
      subject,
      seed,
      ...extent,
      jobs,
      pool,
      ...selection,
      files: filesOfCommand(command),
      tool: toolkit(),
      node: io.nodeVersion,
      now: () => io.now(),
      replayCommand: (id) => replayCommand(id, subject, options),
      onProgress: (phase, done, planned) => {
        progress.show(phase, done, planned);
      },
      onFailure: (id, at) => {
        bounds.noteFailure();
        progress.tellFailure(
          `fails  ${id}  ${nameOfRule(id)}, first in ${nameOfAddress(at.set, grouped(at.index), options.seed)}`,
        );
      },
      shouldStop: bounds.shouldStop,
    });
  } catch (cause) {
    if (!(cause instanceof CampaignError)) throw cause;
    tellUnjudged(`zbootkit: the toolkit failed, not the subject: ${printable(cause.message)}.\n`, options, io);
    return null;
  } finally {
    await pool?.close();
    progress.clear();
    await close();
  }
}

function selectionOf({ profile, rule, excludeRule }: VerifyOptions): RuleSelection {
  return { profile, rules: rule, excludedRules: excludeRule };
}

/** Why a subject is not worth a campaign; what runs in this process was there before it was called. */
async function hopelessly(subject: Rewriter, { timeLimit }: VerifyOptions): Promise<string | null> {
  return subject.command === null ? null : hopelessText(subject, await preflight(subject), timeLimit);
}

/** Which sets of cases are run beside the random ones. */
function extentOf({ randomOnly, grid, extremes, foreign, hostile }: VerifyOptions): Omit<Extent, 'runs'> {
  const isWanted = (set: boolean): boolean => set && randomOnly !== true;
  return {
    grid: isWanted(grid) ? 'first' : 'none',
    extremes: isWanted(extremes) ? 'second' : 'none',
    foreign: isWanted(foreign) ? 'fourth' : 'none',
    hostile: isWanted(hostile) ? 'last' : 'none',
  };
}

/**
 * The command that runs a stored case again under the same conditions. It names the subject's command itself: what a
 * stored case names is not run for the asking.
 */
export function replayCommand(
  id: string,
  { command, id: subject }: Rewriter,
  options: Pick<VerifyOptions, 'out' | 'timeLimit' | 'outputLimit' | 'memoryLimit'>,
): string {
  const { out, timeLimit, outputLimit, memoryLimit } = options;
  const folder = join(out, 'cases', id);
  if (command === null) return commandLine(['npx', 'zbootkit', 'replay', folder]);
  const limits = [
    ...(timeLimit === DEFAULT_TIME_LIMIT_MS ? [] : ['--time-limit', `${timeLimit}ms`]),
    ...(outputLimit === undefined ? [] : ['--output-limit', String(outputLimit)]),
    ...(memoryLimit === undefined ? [] : ['--memory-limit', String(memoryLimit)]),
    ...(subject === HARNESS_ID ? ['--harness'] : []),
  ];
  return commandLine(['npx', 'zbootkit', 'replay', ...limits, folder, '--', ...command]);
}

function headerLine(subject: Rewriter, options: VerifyOptions, io: Io): string {
  const { seed, runs, profile } = options;
  const grid = extentOf(options).grid === 'first' ? ` after a grid of ${GRID_SIZE}` : '';
  const name = subject.command === null ? `${subject.id} ${subject.version}` : printable(commandLine(subject.command));
  const shard = options.shard === undefined ? '' : ` · shard ${shardWord(options.shard)}`;
  return `zbootkit ${VERSION} · node ${io.nodeVersion} · seed ${seed} · runs ${runs}${grid}${shard} · profile ${profile} · subject ${name}\n`;
}

import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CampaignError, runCampaign, unmatchedGlobs, writeCaseFolder } from '../../campaign/index.ts';
import type { Campaign } from '../../campaign/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { GRID_SIZE } from '../../../generators/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import { commandLine, renderJson, renderText } from '../../../reports/index.ts';
import { printable } from '../../results/index.ts';
import { EXIT, UsageError, exitOf } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { isTemporary, reasonOf } from '../../files/index.ts';
import { makeFolder, namesIn, writeWhole } from '../files.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { DEFAULT_TIME_LIMIT_MS } from '../options.ts';
import { progressOn } from '../progress.ts';
import { openStop } from '../subject/stop.ts';
import { openSubject, requirePlaceholders } from '../subject/subject.ts';
import { refuseStandardOutput } from '../standard-streams.ts';
import { VERSION } from '../version.ts';

export interface VerifyOptions {
  readonly runs: number;
  readonly grid: boolean;
  readonly seed: number;
  readonly maxTime?: number;
  readonly timeLimit: number;
  readonly outputLimit?: number;
  readonly jobs?: number;
  readonly profile: ProfileName;
  readonly rule: readonly string[];
  readonly excludeRule: readonly string[];
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

/** Names that a report folder may hold; a folder with anything else in it is not ours to write into. */
const OWN_NAMES = ['cases', 'report.json', 'report.txt'];
/** Names that its `cases` folder may hold: seed, index and rule of a stored case. */
const OWN_CASE = /^(?:grid|\d+)-\d+-(?:PE|ZB|PR)-[A-Z0-9-]+$/;

/** Runs the campaign against the builtin rewriter or a command, prints the report and writes it to a folder. */
export async function verify(command: readonly string[], options: VerifyOptions, io: Io): Promise<ExitCode> {
  requirePlaceholders(command, 'verify');
  refuseUnknownRules([...options.rule, ...options.excludeRule]);
  refuseStandardOutput(options.out, 'report folder');
  await refuseForeignFolder(options.out);
  // A folder that cannot be made would otherwise come to light after the whole run.
  await makeFolder(options.out);
  const deadline = options.maxTime === undefined ? Infinity : io.now().getTime() + options.maxTime;
  const stop = openStop(io, options.maxTime === undefined ? Infinity : options.maxTime + options.timeLimit);
  const { subject, tellLeftovers } = openSubject(command, options, stop.signal, io);
  io.err(headerLine(subject, options, io));
  const progress = progressOn(io, options.quiet === true ? 'silent' : 'shown');
  let campaign: Campaign;
  try {
    campaign = await runCampaign({
      subject,
      seed: options.seed,
      runs: options.runs,
      grid: options.grid ? 'first' : 'none',
      jobs: options.jobs ?? io.processors,
      profile: options.profile,
      rules: options.rule,
      excludedRules: options.excludeRule,
      tool: { name: 'zbootkit', version: VERSION },
      node: io.nodeVersion,
      now: () => io.now(),
      replayCommand: (id) => replayCommand(id, subject, options),
      onProgress: (phase, done, planned) => {
        progress.show(phase, done, planned);
      },
      shouldStop: () => stop.interrupted() || io.now().getTime() >= deadline,
    });
  } catch (cause) {
    if (!(cause instanceof CampaignError)) throw cause;
    io.err(`zbootkit: the toolkit failed, not the subject: ${printable(cause.message)}.\n`);
    return EXIT.unjudged;
  } finally {
    progress.clear();
    stop.close();
    tellLeftovers();
  }
  await writeReport(campaign, options.out);
  io.out(rendered(campaign, options, io));
  if (options.quiet !== true) io.err(`Report written to ${printable(join(options.out, 'report.json'))}.\n`);
  if (!stop.interrupted()) return exitOf(campaign.report.outcome);
  const { executed, grid } = campaign.report.run;
  io.err(`zbootkit: interrupted after ${executed + grid.executed} cases.\n`);
  return EXIT.interrupted;
}

/**
 * The command that runs a stored case again under the same conditions. It names the subject's command itself: what a
 * stored case names is not run for the asking.
 */
function replayCommand(id: string, { command }: Rewriter, { out, timeLimit, outputLimit }: VerifyOptions): string {
  const folder = join(out, 'cases', id);
  if (command === null) return commandLine(['npx', 'zbootkit', 'replay', folder]);
  const limits = [
    ...(timeLimit === DEFAULT_TIME_LIMIT_MS ? [] : ['--time-limit', `${timeLimit}ms`]),
    ...(outputLimit === undefined ? [] : ['--output-limit', String(outputLimit)]),
  ];
  return commandLine(['npx', 'zbootkit', 'replay', ...limits, folder, '--', ...command]);
}

function refuseUnknownRules(globs: readonly string[]): void {
  const [first] = unmatchedGlobs(globs);
  if (first === undefined) return;
  throw new UsageError(`No built rule matches ${JSON.stringify(first)}; "zbootkit rules" lists them.`);
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const caseNames = names.includes('cases') ? await namesIn(join(folder, 'cases')) : [];
  const foreign =
    names.find((name) => !OWN_NAMES.includes(name) && !isTemporary(name)) ??
    caseNames.find((name) => !OWN_CASE.test(name));
  if (foreign !== undefined) {
    throw new UsageError(
      `${folder}: the folder holds ${JSON.stringify(foreign)}, which is no part of a report; name another with --out.`,
    );
  }
  for (const name of names.filter((each) => OWN_NAMES.includes(each))) {
    const entry = await lstat(join(folder, name)).catch(() => null);
    const isOwn = name === 'cases' ? entry?.isDirectory() : entry?.isFile();
    if (isOwn === true) continue;
    // What a link leads to is not ours to replace, and a pipe would come to light after the whole run.
    const wanted = name === 'cases' ? 'folder' : 'regular file';
    throw new UsageError(`${join(folder, name)}: it is no ${wanted} as in a report; name another folder with --out.`);
  }
}

function headerLine(subject: Rewriter, { seed, runs, grid, profile }: VerifyOptions, io: Io): string {
  const name = subject.command === null ? `${subject.id} ${subject.version}` : printable(commandLine(subject.command));
  return `zbootkit ${VERSION} · node ${io.nodeVersion} · seed ${seed} · runs ${runs}${grid ? ` after a grid of ${GRID_SIZE}` : ''} · shard 1/1 · profile ${profile} · subject ${name}\n`;
}

function rendered({ report }: Campaign, options: VerifyOptions, io: Io): string {
  if (options.json === true) return renderJson(report);
  const verbosity = options.quiet === true ? 'quiet' : 'normal';
  return renderText(report, { width: io.columns, colour: colourOf(io, options), verbosity });
}

async function writeReport({ report, cases }: Campaign, folder: string): Promise<void> {
  const caseFolder = join(folder, 'cases');
  try {
    await rm(caseFolder, { recursive: true, force: true });
    await makeFolder(folder);
    for (const stored of cases) await writeCaseFolder(caseFolder, stored);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${caseFolder}: the cases cannot be written: ${reasonOf(cause)}.`);
  }
  await writeWhole(join(folder, 'report.json'), renderJson(report), 0o644);
  const text = renderText(report, { width: 100, colour: 'none', verbosity: 'normal' });
  await writeWhole(join(folder, 'report.txt'), text, 0o644);
}

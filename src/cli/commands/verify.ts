import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CampaignError, runCampaign, unmatchedGlobs, writeCaseFolder } from '../../campaign/index.ts';
import type { Campaign } from '../../campaign/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { GRID_SIZE } from '../../../generators/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import { commandLine, renderJson, renderText } from '../../../reports/index.ts';
import { builtinSubject, commandSubject, missingPlaceholders } from '../../subjects/index.ts';
import { EXIT, UsageError, exitOf } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { reasonOf } from '../../files/index.ts';
import { makeFolder, namesIn, writeWhole } from '../files.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { DEFAULT_TIME_LIMIT_MS } from '../options.ts';
import { progressOn } from '../progress.ts';
import { VERSION } from '../version.ts';

export interface VerifyOptions {
  readonly runs: number;
  readonly grid: boolean;
  readonly seed: number;
  readonly maxTime?: number;
  readonly timeLimit: number;
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
  const subject = subjectFor(command, options);
  refuseUnknownRules([...options.rule, ...options.excludeRule]);
  await refuseForeignFolder(options.out);
  // A folder that cannot be made would otherwise come to light after the whole run.
  await makeFolder(options.out);
  const deadline = options.maxTime === undefined ? Infinity : io.now().getTime() + options.maxTime;
  const stop = { interrupted: false };
  const forget = io.onInterrupt(() => {
    stop.interrupted = true;
  });
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
      shouldStop: () => stop.interrupted || io.now().getTime() >= deadline,
    });
  } catch (cause) {
    if (!(cause instanceof CampaignError)) throw cause;
    io.err(`zbootkit: the toolkit failed, not the subject: ${cause.message}.\n`);
    return EXIT.unjudged;
  } finally {
    progress.clear();
    forget();
  }
  await writeReport(campaign, options.out);
  io.out(rendered(campaign, options, io));
  if (options.quiet !== true) io.err(`Report written to ${join(options.out, 'report.json')}.\n`);
  return stop.interrupted ? EXIT.interrupted : exitOf(campaign.report.outcome);
}

function subjectFor(command: readonly string[], { timeLimit }: VerifyOptions): Rewriter {
  if (command.length === 0) return builtinSubject(VERSION);
  const missing = missingPlaceholders(command);
  if (missing.length > 0) {
    throw new UsageError(
      `The command lacks ${missing.join(' and ')}; write, for example: zbootkit verify -- mytool {in} {section} {out}.`,
    );
  }
  return commandSubject({ argv: command, timeLimitMs: timeLimit });
}

/** The command that runs a stored case again under the same conditions. */
function replayCommand(id: string, subject: Rewriter, { out, timeLimit }: VerifyOptions): string {
  const unusual = subject.command !== null && timeLimit !== DEFAULT_TIME_LIMIT_MS;
  const limit = unusual ? ['--time-limit', `${timeLimit}ms`] : [];
  return commandLine(['npx', 'zbootkit', 'replay', ...limit, join(out, 'cases', id)]);
}

function refuseUnknownRules(globs: readonly string[]): void {
  const [first] = unmatchedGlobs(globs);
  if (first === undefined) return;
  throw new UsageError(`No built rule matches ${JSON.stringify(first)}; "zbootkit rules" lists them.`);
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const caseNames = names.includes('cases') ? await namesIn(join(folder, 'cases')) : [];
  const foreign = names.find((name) => !OWN_NAMES.includes(name)) ?? caseNames.find((name) => !OWN_CASE.test(name));
  if (foreign === undefined) return;
  throw new UsageError(
    `${folder}: the folder holds ${JSON.stringify(foreign)}, which is no part of a report; name another with --out.`,
  );
}

function headerLine(subject: Rewriter, { seed, runs, grid, profile }: VerifyOptions, io: Io): string {
  const name = subject.command === null ? `${subject.id} ${subject.version}` : commandLine(subject.command);
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

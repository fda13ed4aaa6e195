import { join } from 'node:path';
import { renderJson, renderText } from '../../../../reports/index.ts';
import { writeReportFolder } from '../../../campaign/index.ts';
import type { Campaign } from '../../../campaign/index.ts';
import type { Rewriter } from '../../../contract/index.ts';
import { FileError, stateAt } from '../../../files/index.ts';
import { commandLine, oneLine, printable } from '../../../page/index.ts';
import { casesOf } from '../../../results/index.ts';
import { EXIT, exitOf } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';
import { appendStepSummary, tellGithubStep } from '../../step-report.ts';
import { toolkit } from '../../toolkit.ts';
import { colourOf } from '../../io.ts';
import type { Io } from '../../io.ts';
import { writeReportFiles } from '../../report-files.ts';
import type { ReportFile } from '../../report-files.ts';
import { held } from '../../subject/baseline.ts';
import type { Baselines } from '../../subject/baseline.ts';
import type { Stop } from '../../subject/stop.ts';

/** How a report is given out. */
export interface PublishOptions {
  readonly out: string;
  readonly report: readonly ReportFile[];
  /** Whether a GitHub step is told of the report. */
  readonly ci: boolean;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: boolean;
}

/** Holds a campaign against known failures, prints and writes the report, and writes what is known from now on. */
export async function publishAgainst(
  baselines: Baselines,
  campaign: Campaign,
  options: PublishOptions,
  stop: Stop,
  io: Io,
): Promise<ExitCode> {
  const report = held(campaign.report, baselines.known, io);
  const code = await publish({ ...campaign, report }, options, stop, io);
  const written = await baselines.write(report, stop.interrupted() ? 'interrupted' : 'ended', io);
  return written === 'failed' ? EXIT.unjudged : code;
}

/** Prints the report, then writes it: the verdict is known, whatever becomes of the files. */
async function publish(campaign: Campaign, options: PublishOptions, stop: Stop, io: Io): Promise<ExitCode> {
  const { report } = campaign;
  io.out(rendered(campaign, options, io));
  const executed = casesOf(report).executed;
  const outcome =
    executed === 0 && (await hasReport(options.out)) ? 'kept' : await writeReport(campaign, options.out, io);
  if (outcome === 'kept') await tellKept(options, io);
  if (outcome === 'written' && options.quiet !== true) {
    io.err(`Report written to ${printable(join(options.out, 'report.json'))}.\n`);
  }
  const forms = await writeReportFiles({ kind: 'campaign', report }, options.report, io);
  await tellGithubStep(
    { kind: 'campaign', report },
    options,
    outcome === 'written' ? join(options.out, 'report.json') : null,
    io,
  );
  if (!stop.interrupted()) return [outcome, forms].includes('failed') ? EXIT.unjudged : exitOf(report);
  io.err(`zbootkit: interrupted after ${executed} cases.\n`);
  return EXIT.interrupted;
}

/** Says that the report in the folder is not of this run, which judged nothing. */
export async function tellKept({ out }: Pick<PublishOptions, 'out'>, io: Io): Promise<void> {
  if (!(await hasReport(out))) return;
  io.err(`Nothing was judged; the report in ${printable(out)} is from an earlier run.\n`);
}

/**
 * Writes the forms that were asked for where nothing was judged: who reads them finds one thing that could not be judged, and why. A
 * statement is left out, for it would be about nothing.
 */
export async function writeUnjudged(
  subject: Rewriter,
  reason: string,
  options: Pick<PublishOptions, 'report' | 'ci' | 'json'>,
  io: Io,
): Promise<void> {
  const files = options.report.filter(({ format }) => format !== 'intoto');
  const path = subject.command === null ? subject.id : commandLine(subject.command);
  const unjudged = [{ path, reason: oneLine(reason.replace(/^zbootkit: /, ''), Infinity) }];
  const document = { kind: 'check', findings: { tool: toolkit(), rows: [], unjudged } } as const;
  await writeReportFiles(document, files, io);
  await appendStepSummary(document, options, null, io);
}

/** A command that is misspelt must not cost the cases of the run before. */
async function hasReport(folder: string): Promise<boolean> {
  return (await stateAt(join(folder, 'report.json')))?.isFile() === true;
}

/** Writes the report, or says what of it is missing. */
async function writeReport({ report, cases }: Campaign, folder: string, io: Io): Promise<'written' | 'failed'> {
  const text = renderText(report, { width: 100, colour: 'none', verbosity: 'verbose', verdict: 'whole' });
  try {
    await writeReportFolder(folder, cases, { json: renderJson(report), text });
    return 'written';
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.err(`zbootkit: the report is incomplete: ${printable(cause.message)}\n`);
    return 'failed';
  }
}

function rendered({ report }: Campaign, options: PublishOptions, io: Io): string {
  if (options.json === true) return renderJson(report);
  const verbosity = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'normal';
  const verdict = io.outIsTerminal ? 'wrapped' : 'whole';
  return renderText(report, { width: io.columns, colour: colourOf(io, options), verbosity, verdict });
}

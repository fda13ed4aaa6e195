import { join } from 'node:path';
import { ReportError, parseDocument, renderAs } from '../../../reports/index.ts';
import type { Format, ReportDocument } from '../../../reports/index.ts';
import { stateAt } from '../../files/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { readInput } from '../files.ts';
import type { Io } from '../io.ts';
import { prepareReportFiles, refuseOverSource, reportFolderOf, writeReportFiles } from '../report-files.ts';
import { STANDARD_STREAM } from '../standard-streams.ts';

export interface ReportOptions {
  readonly format: Format;
  readonly output?: string;
}

/** The most bytes that are read of a report, which is what fits a text; a check has some 150 KB for each image. */
const REPORT_MAX = 511 * 1024 * 1024;

/**
 * Gives a report out in another form: that of a campaign, or what `check --json` wrote. Nothing is run or judged again.
 *
 * @throws UsageError, FileError when it is not a report, or the file cannot be read or written
 */
export async function report(path: string, { format, output }: ReportOptions, io: Io): Promise<ExitCode> {
  const source = await sourceOf(path);
  const files = output === undefined ? [] : [{ format, path: output }];
  await prepareReportFiles(files, output === undefined ? null : await reportFolderOf(output));
  await refuseOverSource(files, source);
  const document = await documentAt(source);
  if (files.length > 0)
    return (await writeReportFiles(document, files, io)) === 'written' ? EXIT.conformant : EXIT.usage;
  io.out(rendered(document, format, source));
  return EXIT.conformant;
}

/** @throws UsageError when the report lacks what the format cannot do without */
function rendered(document: ReportDocument, format: Format, path: string): string {
  try {
    return renderAs(document, format);
  } catch (cause) {
    if (!(cause instanceof ReportError)) throw cause;
    throw new UsageError(`${path}: there is no ${format} report of it: ${cause.message}`);
  }
}

/** A report folder stands for the report in it. */
export async function sourceOf(path: string): Promise<string> {
  const isFolder = path !== STANDARD_STREAM && (await stateAt(path))?.isDirectory() === true;
  return isFolder ? join(path, 'report.json') : path;
}

/**
 * Reads a report.
 *
 * @throws UsageError, FileError naming the file and what is wrong with it
 */
export async function documentAt(path: string): Promise<ReportDocument> {
  const bytes = await readInput(path, 'report', REPORT_MAX);
  try {
    return parseDocument(bytes.toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof ReportError)) throw cause;
    throw new UsageError(`${path}: this is not a report that can be read: ${cause.message}`);
  }
}

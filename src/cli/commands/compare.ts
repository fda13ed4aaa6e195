import { dirname } from 'node:path';
import { renderComparison } from '../../../reports/index.ts';
import type { ComparisonFormat } from '../../../reports/index.ts';
import { isSameFile, makeFolder, requireWritable, writeWhole } from '../../files/index.ts';
import type { Report } from '../../results/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import { reportFolderOf } from '../report-files.ts';
import { STANDARD_STREAM, refuseStandardOutput } from '../standard-streams.ts';
import { documentAt, sourceOf } from './report.ts';

export interface CompareOptions {
  readonly format: ComparisonFormat;
  readonly output?: string;
}

/** Permissions of a comparison, which everybody may read. */
const MODE = 0o644;

/**
 * Puts reports of campaigns side by side. Nothing is run or judged again.
 *
 * @throws UsageError, FileError when one of them is not such a report, or a file cannot be read or written
 */
export async function compare(paths: readonly string[], { format, output }: CompareOptions, io: Io): Promise<ExitCode> {
  if (paths.length < 2) throw new UsageError('compare takes at least two reports; name another one.');
  if (paths.filter((path) => path === STANDARD_STREAM).length > 1) {
    throw new UsageError('-: standard input is one report; name a file for the other.');
  }
  const sources = await Promise.all(paths.map(sourceOf));
  if (output !== undefined) await prepareOutput(output, sources);
  const reports: Report[] = [];
  for (const source of sources) reports.push(await reportAt(source));
  const text = renderComparison(reports, format);
  if (output === undefined) io.out(text);
  else await writeWhole(output, text, { mode: MODE });
  return EXIT.conformant;
}

async function prepareOutput(output: string, sources: readonly string[]): Promise<void> {
  refuseStandardOutput(output, 'comparison');
  for (const source of sources) {
    if (source === STANDARD_STREAM || !(await isSameFile(output, source))) continue;
    throw new UsageError(`${output}: the comparison would replace a report that it is made from; name another file.`);
  }
  const folder = await reportFolderOf(output);
  if (folder !== null) {
    throw new UsageError(
      `${output}: the next run would refuse its report folder ${folder} for this file; name another folder.`,
    );
  }
  await makeFolder(dirname(output));
  await requireWritable(output);
}

async function reportAt(source: string): Promise<Report> {
  const document = await documentAt(source);
  if (document.kind === 'campaign') return document.report;
  throw new UsageError(
    `${source}: this is the output of check; compare takes reports of "zbootkit verify" or "zbootkit merge".`,
  );
}

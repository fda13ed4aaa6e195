import { dirname, join, relative, resolve } from 'node:path';
import { ReportError, extensionOf, renderAs } from '../../reports/index.ts';
import type { Format, ReportDocument } from '../../reports/index.ts';
import {
  FileError,
  isSameFile,
  makeFolder,
  realPathOf,
  removeFile,
  requireWritable,
  stateAt,
  writeWhole,
} from '../files/index.ts';
import { printable } from '../page/index.ts';
import { UsageError } from './exit.ts';
import type { Io } from './io.ts';
import { refuseStandardOutput } from './standard-streams.ts';

/** A form of the report and the file that it goes to. */
export interface ReportFile {
  readonly format: Format;
  readonly path: string;
}

/** Permissions of a report, which everybody may read. */
const REPORT_MODE = 0o644;
/** What a report folder has in any case. */
const WRITTEN_ANYWAY = ['report.json', 'report.txt'];

/**
 * Looks whether every form can be written before a run of hours, and makes the folders that are missing.
 *
 * @param out the report folder, in which nothing may lie that is not part of a report; `null` where there is none
 * @throws UsageError, FileError naming the file that cannot be written
 */
export async function prepareReportFiles(files: readonly ReportFile[], out: string | null): Promise<void> {
  const taken = new Map<string, Format>();
  for (const { format, path } of files) {
    refuseStandardOutput(path, `${format} report`);
    const place = await realPathOf(path);
    const other = taken.get(place);
    if (other !== undefined) {
      throw new UsageError(
        `${path}: it is named for the ${other} report and for the ${format} report; name two files.`,
      );
    }
    taken.set(place, format);
    if (out !== null) refuseStranger(path, format, out);
    if ((await stateAt(path))?.isDirectory() === true) {
      throw new UsageError(`${path}: it is a folder; name a file for the ${format} report.`);
    }
    await makeFolder(dirname(path));
    await requireWritable(path);
  }
}

/** The report folder that a file would lie in, as a run wrote it; `null` where it lies elsewhere. */
export async function reportFolderOf(path: string): Promise<string | null> {
  const folder = dirname(path);
  for (const name of WRITTEN_ANYWAY) {
    if ((await stateAt(join(folder, name)))?.isFile() !== true) return null;
  }
  return folder;
}

/** Refuses a name in the report folder that the next run would take for a file of somebody else. */
function refuseStranger(path: string, format: Format, out: string): void {
  const name = relative(resolve(out), resolve(path));
  if (name.startsWith('..') || name === '') return;
  const fitting = `report.${extensionOf(format)}`;
  if (WRITTEN_ANYWAY.includes(name)) {
    throw new UsageError(`${path}: the report folder has this file in any case; leave out --report ${format}.`);
  }
  if (name === fitting) return;
  throw new UsageError(
    `${path}: in the report folder this file has to be called ${join(out, fitting)}; use that name or another folder.`,
  );
}

/**
 * Refuses to write a report over a file that the call reads, runs or writes otherwise.
 *
 * @throws UsageError naming the file
 */
export async function refuseOverSource(files: readonly ReportFile[], source: string): Promise<void> {
  for (const { path, format } of files) {
    if (resolve(path) !== resolve(source) && !(await isSameFile(path, source))) continue;
    throw new UsageError(`${path}: the ${format} report would replace a file that this call uses; name another file.`);
  }
}

/**
 * Removes what an earlier run wrote to the same files, once nothing is left to refuse: a run may end before it writes them, and
 * nobody may take the verdict of the run before for its own.
 *
 * @throws FileError naming the file that cannot be removed
 */
export async function removeOldReports(files: readonly ReportFile[]): Promise<void> {
  for (const { path } of files) await removeFile(path);
}

/** Writes each form to its file; what cannot be written is named, and does not keep the others from being written. */
export async function writeReportFiles(
  document: ReportDocument,
  files: readonly ReportFile[],
  io: Io,
): Promise<'written' | 'failed'> {
  let outcome: 'written' | 'failed' = 'written';
  for (const { format, path } of files) {
    try {
      await writeWhole(path, renderAs(document, format), { mode: REPORT_MODE });
    } catch (cause) {
      if (!(cause instanceof FileError || cause instanceof ReportError)) throw cause;
      io.err(`zbootkit: the ${format} report was not written: ${printable(cause.message)}\n`);
      outcome = 'failed';
    }
  }
  return outcome;
}

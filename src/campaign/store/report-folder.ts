import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  FileError,
  ignore,
  isTemporary,
  makeFolder,
  namesIn,
  reasonOf,
  stateAt,
  writeWhole,
} from '../../files/index.ts';
import { CASE_SETS } from '../../results/index.ts';
import { SHARD_NAME } from '../shard/shard.ts';
import { writeCaseFolder } from './case-folder.ts';
import type { StoredCase } from './stored-case.ts';

/** Names of what makes up a report. */
const REPORT_NAMES = ['cases', 'report.json', 'report.txt'];
/** Further forms of the report, whose files may lie beside it. */
const FURTHER_FORM = /^report\.[a-z.]+$/;
/** Names that a report folder may hold; a folder with anything else in it is not ours to write into. */
const OWN_NAMES = [...REPORT_NAMES, SHARD_NAME];
/** Names that its `cases` folder may hold: seed, index, and the rule or the answer that a stored case is for. */
const OWN_CASE = new RegExp(
  `^(?:${CASE_SETS.join('|')}|\\d+)-\\d+-(?:[A-Z]+(?:-[A-Z]+)*-\\d+|crashed|timed-out|misbehaved(?:-[a-z]+)+)(?:-\\d+)?$`,
);

/**
 * Refuses a folder that holds anything but what a report has there, before a campaign runs.
 *
 * @throws FileError naming what is in the way
 */
export async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const caseNames = names.includes('cases') ? await namesIn(join(folder, 'cases')) : [];
  const foreign =
    names.find((name) => !OWN_NAMES.includes(name) && !FURTHER_FORM.test(name) && !isTemporary(name)) ??
    caseNames.find((name) => !OWN_CASE.test(name));
  if (foreign !== undefined) {
    throw new FileError(
      `${folder}: the folder contains ${JSON.stringify(foreign)}, which is not part of a report; name another with --out.`,
    );
  }
  for (const name of names.filter((each) => OWN_NAMES.includes(each))) {
    const entry = await stateAt(join(folder, name), 'itself');
    const isOwn = name === 'cases' ? entry?.isDirectory() : entry?.isFile();
    if (isOwn === true) continue;
    // What a link leads to is not ours to replace, and a pipe would come to light after the whole run.
    const wanted = name === 'cases' ? 'folder' : 'regular file';
    throw new FileError(
      `${join(folder, name)}: it is not a ${wanted}, as in a report; name another folder with --out.`,
    );
  }
}

/** What goes into a report folder beside the cases. */
export interface ReportTexts {
  /** The report as JSON, for report.json. */
  readonly json: string;
  /** The report for people, for report.txt. */
  readonly text: string;
}

/**
 * Writes a report and its cases in place of those that the folder holds, or of a shard.
 *
 * @throws FileError naming the file and the reason; what of the report is missing then is missing whole
 */
export async function writeReportFolder(
  folder: string,
  cases: readonly StoredCase[],
  { json, text }: ReportTexts,
): Promise<void> {
  // Somebody may put a link there while the campaign runs.
  const options = { mode: 0o644, links: 'replaced' } as const;
  await storeCases(cases, folder);
  await writeWhole(join(folder, 'report.json'), json, options);
  await writeWhole(join(folder, 'report.txt'), text, options);
  // Not before, for it may be one of those that the report was merged from.
  await removeShard(folder);
}

/**
 * Removes the report of an earlier run from a folder that has something newer.
 *
 * @throws FileError naming what cannot be removed, and the reason
 */
export async function removeReport(folder: string): Promise<void> {
  for (const name of REPORT_NAMES) await removeOwn(join(folder, name));
}

/**
 * Removes the shard of an earlier run from a report folder.
 *
 * @throws FileError naming the file and the reason
 */
export async function removeShard(folder: string): Promise<void> {
  await removeOwn(join(folder, SHARD_NAME));
}

async function removeOwn(path: string): Promise<void> {
  try {
    await rm(path, { recursive: basename(path) === 'cases', force: true });
  } catch (cause) {
    throw new FileError(`${path}: it cannot be removed: ${reasonOf(cause)}.`, { cause });
  }
}

async function storeCases(cases: readonly StoredCase[], folder: string): Promise<void> {
  const caseFolder = join(folder, 'cases');
  try {
    await rm(caseFolder, { recursive: true, force: true });
    await makeFolder(folder);
    for (const stored of cases) await writeCaseFolder(caseFolder, stored);
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    // Some of them, and one cut short, would be taken for all.
    await rm(caseFolder, { recursive: true, force: true }).catch(ignore);
    throw new FileError(`${caseFolder}: the cases cannot be written: ${reasonOf(cause)}.`);
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCaseFolder } from '../../../campaign/index.ts';
import type { Campaign } from '../../../campaign/index.ts';
import { renderJson, renderText } from '../../../../reports/index.ts';
import {
  FileError,
  ignore,
  isTemporary,
  reasonOf,
  stateAt,
  makeFolder,
  namesIn,
  writeWhole,
} from '../../../files/index.ts';
import { UsageError } from '../../exit.ts';
import type { Io } from '../../io.ts';
import { printable } from '../../../page/index.ts';

/** Names that a report folder may hold; a folder with anything else in it is not ours to write into. */
const OWN_NAMES = ['cases', 'report.json', 'report.txt'];
/** Names that its `cases` folder may hold: seed, index and rule of a stored case. */
const OWN_CASE = /^(?:grid|\d+)-\d+-(?:PE|ZB|PR)-[A-Z0-9-]+$/;

/**
 * Refuses a folder that holds anything but what a report has there, before a campaign runs.
 *
 * @throws UsageError naming what is in the way
 */
export async function refuseForeignFolder(folder: string): Promise<void> {
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
    const entry = await stateAt(join(folder, name), 'itself');
    const isOwn = name === 'cases' ? entry?.isDirectory() : entry?.isFile();
    if (isOwn === true) continue;
    // What a link leads to is not ours to replace, and a pipe would come to light after the whole run.
    const wanted = name === 'cases' ? 'folder' : 'regular file';
    throw new UsageError(`${join(folder, name)}: it is no ${wanted} as in a report; name another folder with --out.`);
  }
}

/** Writes the report, or says what of it is missing. */
export async function writeReport({ report, cases }: Campaign, folder: string, io: Io): Promise<'written' | 'failed'> {
  const caseFolder = join(folder, 'cases');
  // Somebody may put a link there while the campaign runs.
  const options = { mode: 0o644, links: 'replaced' } as const;
  try {
    await storeCases(cases, folder, caseFolder);
    await writeWhole(join(folder, 'report.json'), renderJson(report), options);
    const text = renderText(report, { width: 100, colour: 'none', verbosity: 'normal' });
    await writeWhole(join(folder, 'report.txt'), text, options);
    return 'written';
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.err(`zbootkit: the report is not whole: ${printable(cause.message)}\n`);
    return 'failed';
  }
}

async function storeCases(cases: Campaign['cases'], folder: string, caseFolder: string): Promise<void> {
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

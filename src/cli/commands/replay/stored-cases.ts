import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { CaseFolderError, readCaseFolder } from '../../../campaign/index.ts';
import type { ReplayCase } from '../../../campaign/index.ts';
import { namesIn, stateAt } from '../../../files/index.ts';
import { UsageError } from '../../exit.ts';

/** Whether a report folder has cases that can be run again. */
export async function hasCases(out: string): Promise<boolean> {
  const isFolder = (await stateAt(join(out, 'cases')))?.isDirectory() === true;
  return isFolder && (await namesIn(join(out, 'cases'))).length > 0;
}

/**
 * The folders of the stored cases of a report.
 *
 * @throws UsageError where there are none, or one is a link
 */
export async function allCases(out: string): Promise<readonly string[]> {
  const parent = join(out, 'cases');
  const names = await namesIn(parent);
  if (names.length === 0)
    throw new UsageError(`${parent}: there are no stored cases; run "zbootkit verify" first or name a folder.`);
  return Promise.all(
    names.map(async (name) => {
      const folder = join(parent, name);
      // One that is named may be a link; one that is found would lead anywhere.
      if ((await lstat(folder)).isSymbolicLink())
        throw new UsageError(`${folder}: it is a symbolic link; to replay it, name it instead of "all".`);
      return folder;
    }),
  );
}

/** @throws UsageError naming the file and what is wrong with it */
export function readCase(folder: string): ReplayCase {
  try {
    return readCaseFolder(folder);
  } catch (cause) {
    if (cause instanceof CaseFolderError) throw new UsageError(cause.message);
    throw cause;
  }
}

import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, codeOf, ignore, reasonOf } from './file-error.ts';

/** Names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw new FileError(`${folder}: the folder cannot be read: ${reasonOf(cause)}.`);
  }
}

/** Makes a folder and everything above it. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeWithParents(folder);
  } catch (cause) {
    throw new FileError(`${folder}: the folder cannot be created: ${reasonOf(cause)}.`);
  }
}

/** Step by step, because Node's recursive `mkdir` never ends where a folder is there and nothing can be made in it. */
async function makeWithParents(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (await isFolder(folder)) return;
    const parent = dirname(folder);
    if (codeOf(cause) !== 'ENOENT' || parent === folder || (await isFolder(parent))) throw cause;
    await makeWithParents(parent);
    await makeWithParents(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(ignore);
  return status?.isDirectory() === true;
}

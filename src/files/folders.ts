import { mkdir, readdir } from 'node:fs/promises';
import { FileError, codeOf, reasonOf } from './file-error.ts';

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
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new FileError(`${folder}: the folder cannot be created: ${reasonOf(cause)}.`);
  }
}

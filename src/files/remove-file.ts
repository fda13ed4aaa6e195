import { rm } from 'node:fs/promises';
import { FileError, reasonOf } from './file-error.ts';
import { stateAt } from './state.ts';

/**
 * Removes a regular file, if there is one; of a symbolic link nothing goes, nor of its target.
 *
 * @throws FileError naming the file and the reason
 */
export async function removeFile(path: string): Promise<void> {
  if ((await stateAt(path, 'itself'))?.isFile() !== true) return;
  await rm(path, { force: true }).catch((cause: unknown) => {
    throw new FileError(`${path}: the file of an earlier run cannot be removed: ${reasonOf(cause)}.`);
  });
}

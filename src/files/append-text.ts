import { appendFile } from 'node:fs/promises';
import { attemptAsync } from './attempt.ts';
import { FileError } from './file-error.ts';
import { stateAt } from './state.ts';

/**
 * Bytes of a file that others write to as well, zero where there is none.
 *
 * @throws FileError for what is no regular file: writing to a pipe could wait for ever
 */
export async function sizeOfShared(path: string): Promise<number> {
  const state = await stateAt(path);
  if (state === null) return 0;
  if (!state.isFile()) throw new FileError(`${path} cannot be written: it is not a regular file.`);
  return state.size;
}

/**
 * Adds text to the end of a file that others write to as well, so it is not replaced.
 *
 * @throws FileError naming the file and the reason
 */
export async function appendText(path: string, text: string): Promise<void> {
  await attemptAsync(`${path} cannot be written`, () => appendFile(path, text));
}

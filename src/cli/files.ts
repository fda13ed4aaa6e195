import { mkdir, readFile, readdir } from 'node:fs/promises';
import { reasonOf, replaceFile } from '../files/index.ts';
import { UsageError } from './exit.ts';

/**
 * Reads a whole input file.
 *
 * @throws UsageError naming the file and the reason
 */
export async function readInput(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new UsageError(`${path}: the ${what} cannot be read: ${reasonOf(cause)}.`);
  }
}

/**
 * Writes a whole file or leaves no trace.
 *
 * @param mode the permissions of the new file
 * @throws FileError naming the file and the reason
 */
export async function writeWhole(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const written = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  await replaceFile(path, mode, (output) => output.write(written, 0));
}

/** Names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new UsageError(`${folder}: the folder cannot be read: ${reasonOf(cause)}.`);
  }
}

/** Makes a folder and everything above it. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new UsageError(`${folder}: the folder cannot be made: ${reasonOf(cause)}.`);
  }
}

import { mkdir, readdir, stat } from 'node:fs/promises';
import { readPipe, readWhole, reasonOf, replaceFile } from '../files/index.ts';
import { UsageError } from './exit.ts';
import { STANDARD_STREAM, readStandardInput } from './standard-streams.ts';

/** Bytes that are written in one go, between which an interrupt is heard. */
const PIECE = 2 ** 22;
/** The most bytes that are read of one input; no kernel has as many. */
const INPUT_LIMIT = 2 ** 30;

/**
 * Reads a whole input: a regular file, a pipe, or standard input, for which `-` stands.
 *
 * @param limit bytes at most; 1 GiB unless given
 * @throws FileError naming the file and the reason
 */
export async function readInput(path: string, what: string, limit: number = INPUT_LIMIT): Promise<Buffer> {
  if (path === STANDARD_STREAM) return readStandardInput(what, limit);
  const stats = await stat(path).catch(() => null);
  return stats?.isFIFO() === true ? readPipe(path, what, limit) : readWhole(path, what, limit);
}

/**
 * Writes a whole file or leaves no trace.
 *
 * @param mode the permissions of the new file
 * @param signal ends the call with its reason, and leaves no trace
 * @throws FileError naming the file and the reason
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  mode: number,
  signal?: AbortSignal,
): Promise<void> {
  const written = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  await replaceFile(path, mode, async (output) => {
    for (let offset = 0; offset < written.length; offset += PIECE) {
      signal?.throwIfAborted();
      await output.write(written.subarray(offset, offset + PIECE), offset);
    }
    signal?.throwIfAborted();
  });
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

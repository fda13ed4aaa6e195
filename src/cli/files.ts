import { readPipe, readWhole, stateAt, writeWhole } from '../files/index.ts';
import { printable } from '../page/index.ts';
import type { Io } from './io.ts';
import { STANDARD_STREAM, readStandardInput } from './standard-streams.ts';

/** The most bytes that are read of an input; no kernel has as many. */
const INPUT_LIMIT = 2 ** 30;

/**
 * Reads a whole input: a regular file, a pipe, or standard input, for which `-` stands.
 *
 * @param limit bytes at most; 1 GiB unless given
 * @throws FileError naming the file and the reason
 */
export async function readInput(path: string, what: string, limit: number = INPUT_LIMIT): Promise<Buffer> {
  if (path === STANDARD_STREAM) return readStandardInput(what, limit);
  const stats = await stateAt(path);
  return stats?.isFIFO() === true ? readPipe(path, what, limit) : readWhole(path, what, limit);
}

/**
 * Writes a whole file unless an interrupt comes before it is in place, and says so then.
 *
 * @throws FileError naming the file and the reason
 */
export async function writeUnlessInterrupted(
  path: string,
  bytes: Uint8Array | string,
  mode: number,
  io: Io,
): Promise<'written' | 'interrupted'> {
  const abort = new AbortController();
  const forget = io.onInterrupt(() => {
    abort.abort();
  });
  try {
    await writeWhole(path, bytes, { mode, signal: abort.signal });
    return 'written';
  } catch (cause) {
    if (!abort.signal.aborted || cause !== abort.signal.reason) throw cause;
    io.err(`zbootkit: interrupted; ${printable(path)} is as it was.\n`);
    return 'interrupted';
  } finally {
    forget();
  }
}

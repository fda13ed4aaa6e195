import { mkdir, readdir } from 'node:fs/promises';
import { readPipe, readWhole, reasonOf, replaceFile, stateAt } from '../files/index.ts';
import type { OutputFile } from '../files/index.ts';
import { printable } from '../results/index.ts';
import { UsageError } from './exit.ts';
import type { Io } from './io.ts';
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
  const stats = await stateAt(path);
  return stats?.isFIFO() === true ? readPipe(path, what, limit) : readWhole(path, what, limit);
}

/** How a whole file is written. */
export interface WriteOptions {
  /** The permissions of the new file. */
  readonly mode: number;
  /** Ends the call with its reason, and leaves no trace. */
  readonly signal?: AbortSignal;
  /** Whether a symbolic link is followed to what it leads to, or replaced itself. */
  readonly links?: 'followed' | 'replaced';
}

/**
 * Writes a whole file or leaves no trace.
 *
 * @throws FileError naming the file and the reason
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  { mode, signal, links }: WriteOptions,
): Promise<void> {
  const written = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const produce = async (output: OutputFile): Promise<void> => {
    for (let offset = 0; offset < written.length; offset += PIECE) {
      signal?.throwIfAborted();
      await output.write(written.subarray(offset, offset + PIECE), offset);
    }
    signal?.throwIfAborted();
  };
  await replaceFile(path, mode, produce, links);
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

/** The permissions that any program gives something new that holds data. */
export function modeOfNew(kind: 'file' | 'folder'): number {
  // The mask can only be read by setting it.
  const mask = process.umask(0o077);
  process.umask(mask);
  return (kind === 'file' ? 0o666 : 0o777) & ~mask;
}

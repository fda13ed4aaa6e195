import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { FileError, reasonOf } from './file-error.ts';

/** A writer that has not come by then does not come; programs of one pipeline start together. */
const WRITER_WAIT_MS = 10_000;
/** Bytes that are read in one go. */
const PIECE = 2 ** 16;

/**
 * All that is written to a named pipe, up to its end.
 *
 * @param what what is read, for messages: "image", "content"
 * @param limit bytes at most
 * @param waitMs how long to wait for somebody who writes
 * @throws FileError when nobody opens it for writing, when it cannot be read, and when more comes
 */
export async function readPipe(
  path: string,
  what: string,
  limit: number,
  waitMs: number = WRITER_WAIT_MS,
): Promise<Buffer> {
  const fail = (reason: string): FileError => new FileError(`${path}: the ${what} cannot be read: ${reason}.`);
  const handle = await openReader(path, waitMs).catch((cause: unknown) => {
    throw fail(reasonOf(cause));
  });
  if (handle === null) throw fail(`it is a pipe that nothing opened for writing within ${waitMs / 1000} s`);
  const letGo = (): void => {
    wake(path);
  };
  process.once('exit', letGo);
  try {
    return await readAll(handle, limit, fail);
  } catch (cause) {
    throw cause instanceof FileError ? cause : fail(reasonOf(cause));
  } finally {
    process.removeListener('exit', letGo);
    await handle.close();
  }
}

async function readAll(handle: FileHandle, limit: number, fail: (reason: string) => FileError): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, null);
    if (bytesRead === 0) return Buffer.concat(pieces, length);
    // A copy, for a writer of small pieces would have a whole buffer kept for each.
    pieces.push(Buffer.from(buffer.subarray(0, bytesRead)));
    length += bytesRead;
    if (length > limit) throw fail(`more than ${limit} bytes come from the pipe; write them to a file first`);
  }
}

/**
 * Ends what waits for the other end of a pipe: a thread that does would keep the program from ending. The byte is read by
 * nobody but that thread, whose program has no use for it any more.
 */
function wake(path: string): void {
  try {
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(writer, Buffer.alloc(1));
    } finally {
      closeSync(writer);
    }
  } catch {
    // Nothing waits any more, or the pipe is full and does not keep anybody waiting.
  }
}

/** Opens a pipe for reading, which waits for a writer; `null` when none comes in time. */
async function openReader(path: string, waitMs: number): Promise<FileHandle | null> {
  const late = new AbortController();
  const opened = open(path, 'r');
  const letGo = (): void => {
    wake(path);
  };
  process.once('exit', letGo);
  const first = await Promise.race([
    opened,
    setTimeout(waitMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
  ]).finally(() => {
    late.abort();
    process.removeListener('exit', letGo);
  });
  if (first !== 'late') return first;
  // The thread that waits would keep the program from ending: a writer for a moment lets it go.
  closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  const handle = await opened;
  await handle.close();
  return null;
}

import type { Stats } from 'node:fs';
import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileError, codeOf, reasonOf } from './file-error.ts';
import { removeLeftovers, temporaryName } from './leftovers.ts';
import { PRIVATE_MODE, outputFile } from './output-file.ts';
import type { OutputFile } from './output-file.ts';

/** Names that are tried for a temporary file: processes of one number can have left some, and threads share it. */
const NAMES_TRIED = 100;
/** Between two flushes of a file that is still being produced; small files are done before the first. */
const FLUSH_INTERVAL_MS = 10;

/**
 * Writes a whole file or leaves no trace: into a temporary file beside it, flushed to the disk and then renamed over it.
 * Of a symbolic link the target is replaced.
 *
 * What `produce` throws as an error of the file system comes out as a FileError, anything else as it is; either way the
 * temporary file is gone. A process that is killed leaves it behind, and the next call in that folder removes it.
 *
 * @param mode the permissions of the new file, at most 0o777
 * @throws FileError naming the file and the reason
 */
export async function replaceFile(
  path: string,
  mode: number,
  produce: (output: OutputFile) => Promise<void>,
): Promise<void> {
  const target = await replaceable(path);
  const folder = dirname(target);
  let temporary: string | null = null;
  try {
    const { handle, name } = await openTemporary(folder);
    temporary = join(folder, name);
    try {
      await removeLeftovers(folder, name);
      await fill(handle, produce);
      // The mode given to open would be cut by the process's mask.
      await handle.chmod(mode);
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    // Where the temporary file could not be made there is nothing to remove, and the first failure is the telling one.
    if (temporary !== null) await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof FileError || codeOf(cause) === '') throw cause;
    const reason = codeOf(cause) === 'ENOENT' ? 'its folder does not exist' : reasonOf(cause);
    throw unwritable(path, reason);
  }
}

/** Makes a temporary file under a name that is free. */
async function openTemporary(folder: string): Promise<{ readonly handle: FileHandle; readonly name: string }> {
  for (let left = NAMES_TRIED; ; left -= 1) {
    const name = temporaryName();
    try {
      return { handle: await open(join(folder, name), 'wx+', PRIVATE_MODE), name };
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST' || left === 1) throw cause;
    }
  }
}

async function fill(handle: FileHandle, produce: (output: OutputFile) => Promise<void>): Promise<void> {
  const production = new AbortController();
  const produced = produce(outputFile(handle)).finally(() => {
    production.abort();
  });
  // Both have to end before the file may be closed, whichever of them fails.
  for (const task of await Promise.allSettled([produced, flushUntil(production.signal, handle)])) {
    if (task.status === 'rejected') throw task.reason;
  }
  await handle.sync();
}

/** Keeps the disk busy while a file is produced: what is flushed meanwhile need not be waited for in the end. */
async function flushUntil(done: AbortSignal, handle: FileHandle): Promise<void> {
  for (;;) {
    await setTimeout(FLUSH_INTERVAL_MS, undefined, { signal: done }).catch(() => undefined);
    if (done.aborted) return;
    await handle.datasync();
  }
}

/** The path to rename over: renaming over a device such as /dev/null would put a plain file in its place. */
async function replaceable(path: string): Promise<string> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch {
    const link = await lstat(path).catch(() => null);
    if (link !== null) throw unwritable(path, 'it is a symbolic link that leads to no file');
    // Nothing is there yet; whether the path is good shows when the file is made.
    return path;
  }
  if (found.isFile()) return realpath(path);
  throw unwritable(path, found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
}

function unwritable(path: string, reason: string): FileError {
  return new FileError(`${path}: the output cannot be written: ${reason}.`);
}

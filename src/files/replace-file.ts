import type { Stats } from 'node:fs';
import { access, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileError, codeOf, ignore, reasonOf } from './file-error.ts';
import { PRIVATE_MODE, outputFile } from './output-file.ts';
import type { OutputFile } from './output-file.ts';
import { stateAt } from './state.ts';
import { forgetTemporary, makeTemporary, removeLeftovers } from './temporaries.ts';

/** Between two flushes of a file that is still being produced; small files are done before the first. */
const FLUSH_INTERVAL_MS = 10;

/** How a disk says that it lost something, or has no room for it. */
const LOSES = ['EIO', 'ENOSPC', 'EDQUOT'];
/** How the system says that an owner cannot be given. */
const DECLINED = ['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS'];

/**
 * Writes a whole file or leaves no trace: into a temporary file beside it, flushed to the disk and then renamed over it,
 * and the folder flushed after that. Of a symbolic link the target is replaced. As root, what replaces a file belongs to
 * whom it belonged.
 *
 * What `produce` throws as an error of the file system comes out as a FileError, anything else as it is; either way the
 * temporary file is gone. A process that is killed leaves it behind, and the next call in that folder removes it.
 *
 * @param mode the permissions of the new file, at most 0o777
 * @param links whether a symbolic link is followed to what it leads to, or replaced itself
 * @throws FileError naming the file and the reason
 */
export async function replaceFile(
  path: string,
  mode: number,
  produce: (output: OutputFile) => Promise<void>,
  links: 'followed' | 'replaced' = 'followed',
): Promise<void> {
  const target = links === 'followed' ? await replaceable(path) : path;
  const folder = dirname(target);
  let temporary: string | null = null;
  try {
    const { path: made, made: handle } = await makeTemporary(folder, (at) => open(at, 'wx+', PRIVATE_MODE));
    temporary = made;
    try {
      await removeLeftovers(folder, basename(made));
      await fill(handle, produce);
      await keepOwner(handle, target);
      // The mode given to open would be cut by the process's mask, and a new owner takes bits away.
      await handle.chmod(mode);
      await handle.sync();
    } catch (cause) {
      await handle.close().catch(ignore);
      throw cause;
    }
    await handle.close();
    await rename(made, target);
    temporary = null;
    forgetTemporary(made);
    await flushFolder(folder, path);
  } catch (cause) {
    // Where the temporary file could not be made there is nothing to remove, and the first failure is the telling one.
    const stays = temporary !== null && (await rm(temporary, { force: true }).catch(codeOf)) !== undefined;
    if (cause instanceof FileError || codeOf(cause) === '') throw cause;
    const reason = codeOf(cause) === 'ENOENT' ? 'its folder does not exist' : reasonOf(cause);
    throw unwritable(path, stays && temporary !== null ? `${reason}, and ${temporary} cannot be removed` : reason);
  } finally {
    if (temporary !== null) forgetTemporary(temporary);
  }
}

/**
 * Looks whether a file could be written now, for who will only know its bytes after hours.
 *
 * @throws FileError naming the file and the reason
 */
export async function requireWritable(path: string): Promise<void> {
  const folder = dirname(await replaceable(path));
  // With the dot a file in the folder's place is one that cannot be entered.
  await access(`${folder}/.`, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw unwritable(path, codeOf(cause) === 'ENOENT' ? 'its folder does not exist' : reasonOf(cause));
  });
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
}

/**
 * Gives a file in the making the owner of the file that it replaces; only root can. Not even root can everywhere: where the
 * system declines, as for users that a container does not know, the file is ours.
 */
async function keepOwner(handle: FileHandle, target: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const [replaced, own] = [await stateAt(target), await handle.stat()];
  if (replaced === null || (replaced.uid === own.uid && replaced.gid === own.gid)) return;
  await handle.chown(replaced.uid, replaced.gid).catch((cause: unknown) => {
    if (!DECLINED.includes(codeOf(cause))) throw cause;
  });
}

/** Has the new name on the disk too. Not every file system can do it, and not every folder may be opened. */
async function flushFolder(folder: string, path: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY).catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (cause) {
    if (!LOSES.includes(codeOf(cause))) return;
    throw new FileError(
      `${path}: the output is in place, but its name cannot be flushed to disk: ${reasonOf(cause)}; check it after a restart.`,
    );
  } finally {
    await handle.close().catch(ignore);
  }
}

/** Keeps the disk busy while a file is produced: what is flushed meanwhile need not be waited for in the end. */
async function flushUntil(done: AbortSignal, handle: FileHandle): Promise<void> {
  for (;;) {
    await setTimeout(FLUSH_INTERVAL_MS, undefined, { signal: done }).catch(ignore);
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
    const link = await stateAt(path, 'itself');
    if (link !== null) throw unwritable(path, 'it is a dangling symbolic link');
    // Nothing is there yet; whether the path is good shows when the file is made.
    return path;
  }
  if (found.isFile()) {
    return realpath(path).catch((cause: unknown) => {
      throw unwritable(path, reasonOf(cause));
    });
  }
  throw unwritable(path, found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
}

function unwritable(path: string, reason: string): FileError {
  return new FileError(`${path}: the output cannot be written: ${reason}.`);
}

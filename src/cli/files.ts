import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, mkdir, open, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './exit.ts';

/** Why a file operation failed, as people say it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EEXIST: 'it is in the way',
  ENOTEMPTY: 'a folder that is not empty is in the way',
  ENAMETOOLONG: 'its name is too long',
  EDQUOT: 'the disk quota is used up',
};

/** The reason of a failed file operation in a few words. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? (code === '' ? String(cause) : code);
}

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
 * Writes a whole file or leaves no trace: into a temporary file beside it, flushed and then renamed over it. Of a
 * symbolic link the target is replaced.
 *
 * @param mode the permissions of the new file
 * @throws UsageError naming the file and the reason
 */
export async function writeWhole(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const target = await replaceable(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    // The mode given to open is cut by the process's mask.
    await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (cause) {
    // Where the temporary file could not be made there is nothing to remove, and the first failure is the telling one.
    await rm(temporary, { force: true }).catch(() => undefined);
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing ? 'its folder does not exist' : reasonOf(cause);
    throw new UsageError(`${path}: the output cannot be written: ${reason}.`);
  }
}

/** The path to rename over: renaming over a device such as /dev/null would put a plain file in its place. */
async function replaceable(path: string): Promise<string> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch {
    // Nothing is there yet; whether the path is good shows when the file is made.
    return path;
  }
  if (found.isFile()) return realpath(path);
  const reason = found.isDirectory() ? 'it is a folder' : 'it is not a regular file';
  throw new UsageError(`${path}: the output cannot be written: ${reason}.`);
}

/** The permissions of a file, without its type. */
export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
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

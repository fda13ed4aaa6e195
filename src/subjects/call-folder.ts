import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { open, readlink, statfs, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  FileError,
  codeOf,
  ignore,
  makeTemporaryFolder,
  reasonOf,
  removeLeftovers,
  removeTree,
  stateAt,
} from '../files/index.ts';
import { endMarked } from './marked-processes.ts';

/** What a subject can bring about at a path that it was given; any other failure is the machine's. */
const BY_SUBJECT = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENXIO', 'ENODEV', 'ENAMETOOLONG'];
/** The right of a file's owner to read it. */
const OWNER_READS = 0o400;
/**
 * Opening a pipe would otherwise wait for somebody to write to it. A link is not followed: what it leads to need not be the
 * subject's, and would be read, judged and stored as if it were.
 */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** What lies at a path: the bytes of a regular file, one that is longer than wanted, or nothing that can be read, and why. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'too-long'; readonly length: number }
  | { readonly kind: 'absent'; readonly because: string | null };

/** The folder of one call, with the files that go in and out. */
export interface CallFolder {
  readonly path: string;
  /** @throws FileError when the machine cannot do it */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /**
   * What lies there, at most `limit` bytes; links are not followed, and nothing is read of another folder in the place of this
   * one. Where the system does not name open folders by their numbers, one that takes its place at that very moment is.
   *
   * @throws FileError when the machine cannot say
   */
  read(name: string, limit: number): Promise<Content>;
  /** Bytes that the disk of the folder has room for; `null` where it does not say. */
  room(): Promise<number | null>;
  /** Ends the processes of runs that were killed, and removes their folders. */
  tidy(): Promise<void>;
  /**
   * Removes the folder, whatever permissions the subject left in it and wherever it has moved it. Once more it is removed
   * at the end of this process, for what left the group of the call may make it again.
   *
   * @returns null, or where it still is and why
   */
  remove(): Promise<{ readonly place: string; readonly reason: string } | null>;
}

/**
 * Makes a folder for a call in the system's place for temporary files.
 *
 * @throws FileError naming the place and the reason
 */
export async function openCallFolder(): Promise<CallFolder> {
  const parent = tmpdir();
  const path = await makeTemporaryFolder(parent).catch((cause: unknown) => {
    throw new FileError(
      `${parent}: no temporary folder can be created there: ${reasonOf(cause)}; set TMPDIR to another folder`,
    );
  });
  const held = await open(path, constants.O_RDONLY).catch(async (cause: unknown) => {
    await removeTree(path).catch(ignore);
    throw new FileError(`${path}: the folder cannot be opened: ${reasonOf(cause)}`);
  });
  const failed = (name: string, verb: string, cause: unknown): FileError =>
    new FileError(`${join(path, name)}: the file cannot be ${verb}: ${reasonOf(cause)}`);
  const names = new Set<string>();
  return {
    path,
    async write(name, bytes) {
      names.add(name);
      try {
        await writeFile(join(path, name), bytes, { flag: 'wx' });
      } catch (cause) {
        throw failed(name, 'written', cause);
      }
    },
    async read(name, limit) {
      names.add(name);
      try {
        // What lies at its path may be another folder by now, which the subject has filled as it likes.
        if (!isStillAt(held, path)) return { kind: 'absent', because: 'its folder is not where it was' };
        return await contentAt(join(within(held) ?? path, name), limit);
      } catch (cause) {
        throw failed(name, 'read', cause);
      }
    },
    async room() {
      const { blocks, bavail, bsize } = await statfs(path).catch(() => ({ blocks: 0, bavail: 0, bsize: 0 }));
      return blocks === 0 ? null : bavail * bsize;
    },
    tidy: () =>
      removeLeftovers(parent, basename(path), (left) => {
        // TMPDIR may lead there by another path this time.
        endMarked((mark) => basename(mark) === basename(left));
      }),
    async remove() {
      if (!removedQuickly(held, path, names)) return removeWhole(held, path);
      await held.close();
      return null;
    },
  };
}

/** Removes a folder with whatever it holds, where it is now and where it was. */
async function removeWhole(held: FileHandle, path: string): ReturnType<CallFolder['remove']> {
  const moved = (await placeOf(held)) ?? path;
  // What left the group of the call may still be writing there. To look for it takes more time than the call.
  const endWriters = (): void => {
    endMarked((mark) => mark === path);
  };
  let left: { readonly place: string; readonly reason: string } | null = null;
  for (const place of new Set([moved, path])) {
    try {
      await removeTree(place, endWriters).catch(() => {
        endWriters();
        return removeTree(place);
      });
    } catch (cause) {
      left ??= { place, reason: reasonOf(cause) };
    }
  }
  return left;
}

/**
 * Removes a folder that holds nothing but files of these names, as nearly every one does, without looking into it. They are named
 * by the open folder, so that whatever lies at its path meanwhile keeps its files.
 *
 * @returns whether it is gone
 */
function removedQuickly(held: FileHandle, path: string, names: ReadonlySet<string>): boolean {
  const folder = within(held);
  try {
    if (folder === null || !isStillAt(held, path)) return false;
    for (const name of names) unlinkIfThere(join(folder, name));
    rmdirSync(path);
    return true;
  } catch {
    // It holds something else.
    return false;
  }
}

/** Whether a folder is at its path, and neither another one nor a link to it. */
function isStillAt({ fd }: FileHandle, path: string): boolean {
  const [here, ours] = [lstatSync(path, { throwIfNoEntry: false }), fstatSync(fd)];
  return here?.ino === ours.ino && here.dev === ours.dev;
}

/** A name of an open folder that means it wherever it has gone, or `null` where the system has none. */
function within({ fd }: FileHandle): string | null {
  const path = `/proc/self/fd/${fd}`;
  return existsSync(path) ? path : null;
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
  }
}

/** Where a folder is now, or `null` where the system does not tell; when it was removed, nothing is there. Closes it. */
async function placeOf(held: FileHandle): Promise<string | null> {
  try {
    const name = within(held);
    return name === null ? null : await readlink(name);
  } catch {
    return null;
  } finally {
    await held.close();
  }
}

async function contentAt(path: string, limit: number): Promise<Content> {
  const opened = openedAt(path);
  if (typeof opened !== 'number') {
    if (!(await isBySubject(path, codeOf(opened.cause)))) throw opened.cause;
    const state = await stateAt(path, 'itself').catch(() => null);
    return { kind: 'absent', because: state?.isSymbolicLink() === true ? 'it is a symbolic link' : null };
  }
  try {
    const stats = fstatSync(opened);
    if (!stats.isFile()) return { kind: 'absent', because: 'it is not a regular file' };
    return stats.size > limit ? { kind: 'too-long', length: stats.size } : bytesOf(opened, stats.size);
  } finally {
    closeSync(opened);
  }
}

/** A number of a file that can be read, or why there is none. To wait for a thread at every step costs more than the step. */
function openedAt(path: string): number | { readonly cause: unknown } {
  try {
    return openSync(path, READ_ONLY);
  } catch (cause) {
    return { cause };
  }
}

/** Whether it is the subject's doing that a file cannot be opened: a right that is there is declined by the machine. */
async function isBySubject(path: string, code: string): Promise<boolean> {
  if (!BY_SUBJECT.includes(code)) return false;
  if (code !== 'EACCES' && code !== 'EPERM') return true;
  const state = await stateAt(path, 'itself');
  const mayRead = state?.isFile() === true && state.uid === process.getuid?.() && (state.mode & OWNER_READS) !== 0;
  return !mayRead;
}

/** The bytes of a file that a process of the subject may still be changing: no more than it had at first. */
function bytesOf(file: number, size: number): Content {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const bytesRead = readSync(file, bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return { kind: 'bytes', bytes: bytes.subarray(0, filled) };
}

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { FileError, codeOf, reasonOf } from './file-error.ts';

/** Permission bits of a file's mode, without its type and without the bits that change who runs it. */
const PERMISSIONS = 0o777n;
/** Opening a pipe would otherwise wait for somebody to write to it; Windows has no such flag. */
const NO_WAIT = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
/** Windows has none, and takes rights of its own to make a link. */
const NO_FOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/** A regular file that is read at any offset. It stays the same file when its path is given to another one. */
export interface InputFile {
  readonly path: string;
  /** The descriptor, for system calls from file to file. */
  readonly descriptor: number;
  /** Length in bytes. */
  readonly length: number;
  /** Permissions, at most 0o777. */
  readonly mode: number;
  /**
   * Fills the buffer with the bytes from `offset` on.
   *
   * @throws FileError when the file cannot be read or has fewer bytes
   */
  readonly read: (buffer: Uint8Array, offset: number) => void;
  /**
   * Makes sure that the file is still what it was when it was opened, by its length and its times of change. Being
   * renamed, linked or given other permissions changes them too, and cannot be told from a write.
   *
   * @throws FileError when it is not
   */
  confirmUnchanged(): void;
  close(): void;
}

/** Whether a path may be a symbolic link. One in a folder of somebody else may lead anywhere. */
export type Links = 'followed' | 'refused';

/**
 * Opens a regular file for reading.
 *
 * @param what what the file is to the caller, for messages: "image", "content"
 * @throws FileError naming the file and the reason
 */
export function openInput(path: string, what: string, links: Links = 'followed'): InputFile {
  const fail = (reason: string, cause?: unknown): FileError =>
    new FileError(`${path}: the ${what} cannot be read: ${reason}.`, { cause });
  const attempt = <T>(operation: () => T): T => {
    try {
      return operation();
    } catch (cause) {
      throw cause instanceof FileError ? cause : fail(reasonOf(cause), cause);
    }
  };
  const noFollow = links === 'refused' ? NO_FOLLOW : 0;
  const descriptor = attempt(() => {
    try {
      return openSync(path, constants.O_RDONLY | NO_WAIT | noFollow);
    } catch (cause) {
      if (noFollow === 0 || codeOf(cause) !== 'ELOOP') throw cause;
      throw fail('it is a symbolic link, which may lead anywhere; copy its target');
    }
  });
  let first: BigIntStats;
  try {
    first = attempt(() => fstatSync(descriptor, { bigint: true }));
    if (!first.isFile())
      throw fail(first.isDirectory() ? 'it is a folder' : 'it is not a regular file; copy it to one first');
  } catch (cause) {
    closeRead(descriptor);
    throw cause;
  }
  const changed = (): FileError => fail('it changed while being read; try again when it is complete');
  return {
    path,
    descriptor,
    length: Number(first.size),
    mode: Number(first.mode & PERMISSIONS),
    read(buffer, offset) {
      let filled = 0;
      while (filled < buffer.length) {
        const from = filled;
        const count = attempt(() => readSync(descriptor, buffer, from, buffer.length - from, offset + from));
        if (count === 0) throw changed();
        filled += count;
      }
    },
    confirmUnchanged() {
      if (
        !isSame(
          first,
          attempt(() => fstatSync(descriptor, { bigint: true })),
        )
      )
        throw changed();
    },
    close() {
      closeRead(descriptor);
    },
  };
}

/** Closes what was only read: whatever goes wrong then, nothing is lost. */
function closeRead(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    return;
  }
}

/**
 * Whether nothing was written to a file between two looks at it. Who puts the time of the last change back still changes
 * the time of that. Other permissions or one more name do too, and might cover a write; only a name that is gone, as when
 * another file takes its place, is common enough to be told apart.
 */
function isSame(first: BigIntStats, second: BigIntStats): boolean {
  if (first.size !== second.size || first.mtimeNs !== second.mtimeNs) return false;
  return second.nlink < first.nlink || first.ctimeNs === second.ctimeNs;
}

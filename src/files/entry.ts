import { lstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { FileError, codeOf, reasonOf } from './file-error.ts';

/** What a missing entry is called; versions of Node differ in which of the two `throwIfNoEntry` covers. */
const ABSENT: readonly string[] = ['ENOENT', 'ENOTDIR'];

/**
 * What is at a path, or `undefined` when nothing is.
 *
 * @param links whether a symbolic link stands for what it leads to or for itself
 * @throws FileError naming the path and the reason
 */
export function entryAt(path: string, links: 'followed' | 'themselves'): Stats | undefined {
  try {
    return links === 'followed' ? statSync(path) : lstatSync(path);
  } catch (cause) {
    if (ABSENT.includes(codeOf(cause))) return undefined;
    throw new FileError(`${path}: it cannot be examined: ${reasonOf(cause)}.`);
  }
}

import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attempt } from './attempt.ts';
import { FileError, reasonOf } from './file-error.ts';
import { modeOfNew } from './mode.ts';
import type { Target } from './target.ts';
import { forgetTemporary, makeTemporaryFolder, removeLeftovers } from './temporaries.ts';

/** A hidden folder in which everything is made before it is put into place at once. */
export interface Staging {
  readonly folder: string;
  /** Renames a part of the staging folder, or all of it, to where the target is. */
  moveToTarget(name?: string): void;
  /** Removes the staging folder, and every folder that was made for it when nothing came of it. */
  discard(): void;
}

/**
 * Makes the staging folder on the target's file system, for only there can it be renamed into place: beside the target
 * where that is possible, else in it. What killed runs left there is removed.
 *
 * @throws FileError naming the target and the reason
 */
export async function openStaging(target: Target): Promise<Staging> {
  const parent = stagingParent(target);
  const missing: string[] = [];
  for (let above = parent; !existsSync(above); above = dirname(above)) missing.push(above);
  const made: string[] = [];
  const cannot = (what: string, cause: unknown): FileError => {
    removeEmpty(made);
    return new FileError(`${target.shown}: ${what} cannot be created: ${reasonOf(cause)}.`);
  };
  for (const each of missing.toReversed()) {
    try {
      mkdirSync(each);
    } catch (cause) {
      throw cannot(`the folder ${each}`, cause);
    }
    made.push(each);
  }
  let folder: string;
  try {
    folder = await makeTemporaryFolder(parent);
  } catch (cause) {
    throw cannot(`a folder in ${parent}`, cause);
  }
  await removeLeftovers(parent, basename(folder));
  return {
    folder,
    moveToTarget(name = '') {
      attempt(`${target.shown}: it cannot be put into place`, () => {
        // Until it is in place it is nobody else's to look into.
        if (name === '') chmodSync(folder, modeOfNew('folder'));
        renameSync(join(folder, name), target.path);
      });
      if (name === '') forgetTemporary(folder);
    },
    discard() {
      try {
        rmSync(folder, { recursive: true, force: true });
        forgetTemporary(folder);
      } catch {
        // What led here says more than what cannot be cleared away.
        return;
      }
      removeEmpty(made);
    },
  };
}

/** Beside the target but for a folder that is a mount of its own, or whose neighbours may not be touched. */
function stagingParent({ kind, path, shown }: Target): string {
  const beside = dirname(path);
  if (kind !== 'old-folder') return beside;
  const devices = attempt(`${shown}: the folder cannot be examined`, () =>
    [path, beside].map((at) => statSync(at).dev),
  );
  return devices[0] === devices[1] && isWritable(beside) ? beside : path;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Removes folders that were made, the last first, up to one that holds something. */
function removeEmpty(made: readonly string[]): void {
  for (const folder of made.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureError, MANIFEST_FILES, manifestIn } from '../../fixtures/index.ts';
import { UsageError } from '../exit.ts';
import { reasonOf } from '../../files/index.ts';
import { attempt } from './attempt.ts';

/** A folder that holds something already, and the files that are to go into it. */
export interface Merge {
  readonly folder: string;
  /** The folder as it was given, for sentences. */
  readonly shown: string;
  /** Where the new files lie; it is on the same file system. */
  readonly staged: string;
  /** Names of all the new files. */
  readonly names: readonly string[];
}

/** These come last and go first, so that a folder never has a manifest of files that it does not hold. */
const DESCRIPTIONS: readonly string[] = Object.values(MANIFEST_FILES);

/** One renaming, in the direction in which it was done. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves new files into a folder: files of the same name are replaced, files that only an earlier manifest of the
 * folder lists are removed, everything else stays. Either all of that happens or nothing.
 *
 * @returns names of what stayed, sorted
 * @throws UsageError naming the file that is in the way or that cannot be moved
 */
export function mergeInto({ folder, shown, staged, names }: Merge): readonly string[] {
  const cannot = `${shown}: the files cannot be put into place, and nothing was changed`;
  const present = attempt(cannot, () => readdirSync(folder)).filter((name) => join(folder, name) !== staged);
  const replaced = new Set([...names, ...earlierNames(folder), ...DESCRIPTIONS]);
  const leaving = new Set(present.filter((name) => replaced.has(name)));
  for (const name of leaving) refuseFolder(folder, shown, name);
  // Beside the staging folder and not in it: should the worst come to the worst, it is still there.
  const retired = `${staged}.old`;
  attempt(cannot, () => {
    mkdirSync(retired);
  });
  moveAll(
    [
      ...descriptionsLast([...leaving])
        .toReversed()
        .map((name) => ({ from: join(folder, name), to: join(retired, name) })),
      ...descriptionsLast(names).map((name) => ({ from: join(staged, name), to: join(folder, name) })),
    ],
    { shown, retired, cannot },
  );
  attempt(`${shown}: the new files are in place, but ${retired} with the earlier ones cannot be removed`, () => {
    rmSync(retired, { recursive: true, force: true });
  });
  return present.filter((name) => !leaving.has(name)).sort();
}

/** Names that an earlier manifest lists; only those of files that lie in the folder itself. */
function earlierNames(folder: string): readonly string[] {
  try {
    return manifestIn(folder)
      .files.map(({ path }) => path)
      .filter((path) => !path.includes('/'));
  } catch (cause) {
    // What is no manifest of ours lists nothing that is ours to remove.
    if (cause instanceof FixtureError) return [];
    throw cause;
  }
}

function refuseFolder(folder: string, shown: string, name: string): void {
  if (!lstatSync(join(folder, name)).isDirectory()) return;
  throw new UsageError(`${join(shown, name)}: a folder is in the way of a file; move it, or name another with --out.`);
}

function descriptionsLast(names: readonly string[]): readonly string[] {
  const described = names.filter((name) => !DESCRIPTIONS.includes(name));
  return [...described, ...names.filter((name) => DESCRIPTIONS.includes(name))];
}

/** Does every move, or takes back those that were done. */
function moveAll(
  moves: readonly Move[],
  { shown, retired, cannot }: { readonly shown: string; readonly retired: string; readonly cannot: string },
): void {
  let done = 0;
  try {
    for (const { from, to } of moves) {
      renameSync(from, to);
      done += 1;
    }
  } catch (cause) {
    const reason = reasonOf(cause);
    attempt(`${shown}: it is half replaced (${reason}); what it held before is in ${retired}`, () => {
      for (const { from, to } of moves.slice(0, done).toReversed()) renameSync(to, from);
      rmSync(retired, { recursive: true, force: true });
    });
    throw new UsageError(`${cannot}: ${reason}.`);
  }
}

import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureError, MANIFEST_FILES, manifestIn } from '../../fixtures/index.ts';
import { UsageError } from '../exit.ts';
import { isRetired, isTemporary, reasonOf, removeTree, retiredIn, retiredName } from '../../files/index.ts';
import { attempt, attemptAsync } from './attempt.ts';

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
 * folder lists are removed, everything else stays. Either all of that happens or nothing. A process that is killed
 * meanwhile leaves a part of each; the next one finds in what was moved aside which of the rest are to go.
 *
 * @returns names of what stayed, sorted
 * @throws UsageError naming the file that is in the way or that cannot be moved
 */
export async function mergeInto({ folder, shown, staged, names }: Merge): Promise<readonly string[]> {
  const cannot = `${shown}: the files cannot be put into place, and nothing was changed`;
  const present = attempt(cannot, () => readdirSync(folder)).filter((name) => !isTemporary(name) && !isRetired(name));
  const left = await attemptAsync(cannot, () => retiredIn(folder));
  const replaced = new Set([...names, ...[folder, ...left].flatMap(earlierNames), ...DESCRIPTIONS]);
  const leaving = new Set(present.filter((name) => replaced.has(name)));
  for (const name of leaving) refuseFolder(folder, shown, name);
  const retired = join(folder, retiredName());
  attempt(cannot, () => {
    mkdirSync(retired);
  });
  const out = descriptionsLast([...leaving]).toReversed();
  moveAll(
    [
      ...out.map((name) => ({ from: join(folder, name), to: join(retired, name) })),
      ...descriptionsLast(names).map((name) => ({ from: join(staged, name), to: join(folder, name) })),
    ],
    { shown, retired, cannot },
  );
  for (const old of [retired, ...left]) {
    await attemptAsync(`${shown}: the new files are in place, but ${old} with earlier ones cannot be removed`, () =>
      removeTree(old),
    );
  }
  return present.filter((name) => !leaving.has(name)).sort();
}

/** Names that an earlier manifest lists; only those of files that lie in the folder itself. */
function earlierNames(folder: string): readonly string[] {
  try {
    return manifestIn(folder)
      .files.map(({ path }) => path)
      .filter((path) => !path.includes('/'));
  } catch (cause) {
    if (!(cause instanceof FixtureError)) throw cause;
    // What is no manifest of ours lists nothing that is ours to remove; of one that cannot be read nobody knows.
    if (cause.cause === undefined) return [];
    throw new UsageError(`${cause.message} Nothing was changed.`);
  }
}

function refuseFolder(folder: string, shown: string, name: string): void {
  const entry = attempt(`${join(shown, name)}: it cannot be looked at`, () => lstatSync(join(folder, name)));
  if (!entry.isDirectory()) return;
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
      rmdirSync(retired);
    });
    throw new UsageError(`${cannot}: ${reason}.`);
  }
}

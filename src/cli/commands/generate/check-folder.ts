import { basename, dirname, join } from 'node:path';
import { entryAt } from '../../../files/index.ts';
import { MANIFEST_FILES, FixtureError, checkFixtures, manifestIn } from '../../../fixtures/format/index.ts';
import type { Manifest } from '../../../fixtures/format/index.ts';
import { canRemake, remakeProblems } from '../../../fixtures/make/index.ts';
import { oneLine, printable } from '../../../page/index.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';
import type { Io } from '../../io.ts';
import type { ShownPulse } from './pulse.ts';

/**
 * A call of ours as a manifest tells it. The manifest may be somebody else's, and what it says is shown to be run in a
 * shell; so it may hold nothing but words and quoted words.
 */
const COMMAND = /^zbootkit generate(?: (?:[\w@%+=:,./-]+|'[^']*'))*$/;
const COMMAND_MAX = 1000;
/** Longest name or version of a generator that is shown. */
const GENERATOR_MAX = 40;

/** Problems that are listed one by one. */
const LISTED_MAX = 20;

/**
 * Checks a folder of fixtures against its manifest, and the manifest against what this program makes.
 *
 * @param path the manifest, or the folder that holds it
 * @throws UsageError when there is no manifest, and when there are problems
 */
export async function checkFolder(
  path: string,
  { quiet }: { readonly quiet?: true },
  io: Io,
  pulse: ShownPulse,
): Promise<ExitCode> {
  const folder = folderOf(path);
  const { manifest, problems } = await heldAgainst(folder);
  const again = canRemake(manifest);
  const all = [...problems, ...(again ? await remakeProblems(manifest, pulse) : [])];
  pulse.stop();
  for (const problem of all.slice(0, LISTED_MAX)) io.out(`${printable(problem)}\n`);
  if (all.length > LISTED_MAX) io.out(`… and ${all.length - LISTED_MAX} more.\n`);
  const shown = join(folder, MANIFEST_FILES.json);
  if (all.length > 0) {
    const count = all.length === 1 ? '1 problem' : `${all.length} problems`;
    throw new UsageError(`${shown}: ${count}; ${remedy(manifest)}.`);
  }
  const said = again ? 'match the manifest and were regenerated identically' : notAgain(manifest);
  if (quiet !== true) io.err(`${printable(`${shown}: ${inWords(manifest)}, ${said}`)}.\n`);
  return EXIT.conformant;
}

function folderOf(path: string): string {
  if (entryAt(path, 'followed')?.isDirectory() === true) return path;
  if (basename(path) === MANIFEST_FILES.json) return dirname(path);
  throw new UsageError(`${path}: --check takes a ${MANIFEST_FILES.json} or the folder that holds it.`);
}

async function heldAgainst(folder: string): Promise<{ manifest: Manifest; problems: readonly string[] }> {
  try {
    return { manifest: manifestIn(folder), problems: await checkFixtures(folder) };
  } catch (cause) {
    if (cause instanceof FixtureError) throw new UsageError(cause.message);
    throw cause;
  }
}

function remedy({ command }: Manifest): string {
  return command.length <= COMMAND_MAX && COMMAND.test(command)
    ? `to restore the folder, run: ${command} --out <folder>`
    : 'generate the folder again';
}

function inWords({ count }: Manifest): string {
  return count === 1 ? '1 image' : `${count} images`;
}

function notAgain({ generator: { name, version, fastCheck } }: Manifest): string {
  const [who, which, drawing] = [name, version, fastCheck].map((text) => oneLine(text, GENERATOR_MAX));
  return `match the manifest; not regenerated, because ${who} ${which} with fast-check ${drawing} wrote them`;
}

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is that a name stands for, or `null`: in the folders of PATH, unless the name is a path. */
export function programAt(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The command that runs another with a ceiling on the memory that it and its children each write to. Address space that is
 * only reserved is not counted, for the runtimes of some languages reserve far more than they use.
 *
 * @param prlimit where that program is
 */
export function withCeiling(argv: readonly string[], bytes: number, prlimit: string): readonly string[] {
  return [prlimit, `--data=${bytes}:${bytes}`, '--', ...argv];
}

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file of the built program; says what to do when there is none. */
export function built(...parts: readonly string[]): string {
  const path = join(ROOT, 'dist', ...parts);
  if (!existsSync(path)) throw new Error(`${path} is missing; run "npm run build" first, as "npm test" does.`);
  return path;
}

/** Where a program is installed, or `null`. */
export function installed(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, built, installed } from './project.ts';

/** Packages that the built program loads, and what those load. */
const PACKAGES = ['commander', 'fast-check', 'pure-rand'];
const PRELOAD = fileURLToPath(new URL('peak-memory.js', import.meta.url));
const DEEDS = fileURLToPath(new URL('bad-harness.mjs', import.meta.url));

const AS_NOBODY = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] as const;

/** Somebody who runs campaigns. */
export interface User {
  readonly name: string;
  /** What a command begins with to be run by this user. */
  readonly as: readonly string[];
  /** Number of the user and of the group, or `null` for those of the tests. */
  readonly ids: readonly [user: number, group: number] | null;
}

/** Who runs the tests. */
export const SELF: User = { name: process.getuid?.() === 0 ? 'root' : 'this user', as: [], ids: null };

/** Somebody without any right that root has, when the tests are run by root. */
export const NOBODY: User = {
  name: 'nobody',
  as: AS_NOBODY,
  ids: [numberOf('-u'), numberOf('-g')],
};

/** Why nobody cannot run the program, or `null`. */
export function whyNotNobody({ bin }: Installed): string | null {
  if (process.getuid?.() !== 0) return 'only root can';
  if (installed('setpriv') === null) return 'setpriv is absent';
  const [program, ...options] = AS_NOBODY;
  const { status } = spawnSync(program, [...options, process.execPath, bin, '--version'], {
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0 ? null : 'nobody may not run it';
}

function numberOf(option: '-u' | '-g'): number {
  return Number(spawnSync('id', [option, 'nobody'], { encoding: 'utf8' }).stdout);
}

/** The built program where anybody may run it, a preload that tells its memory, and the harness of bad deeds. */
export interface Installed {
  readonly bin: string;
  readonly preload: string;
  readonly deeds: string;
}

/** Copies the program, for the folder of the project may be one that others may not look into. */
export function installFor(folder: string): Installed {
  mkdirSync(folder, { recursive: true });
  cpSync(dirname(built('src')), join(folder, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of PACKAGES) {
    cpSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
      dereference: true,
    });
  }
  const preload = join(folder, 'peak-memory.js');
  cpSync(PRELOAD, preload);
  const deeds = join(folder, 'bad-harness.mjs');
  cpSync(DEEDS, deeds);
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map((at) =>
    join(folder, at),
  )) {
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
  }
  return { bin: join(folder, 'dist', 'src', 'cli', 'bin.js'), preload, deeds };
}

/** Makes a user the owner of a folder and of all in it. */
export function giveTo({ ids }: User, folder: string): void {
  if (ids === null) return;
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(folder, path), ...ids);
  }
}

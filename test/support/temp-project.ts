import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, built } from './project.ts';

/** Packages that have to lie beside this one wherever it is installed. */
const DEPENDENCIES = ['commander', 'fast-check', 'zstddec'];

/** A whole suite may print the bytes of a hundred failures. */
const OUTPUT_MAX = 0x400_0000;

/** What somebody's project has besides this package. */
export interface ProjectParts {
  /** Packages of our own `node_modules` that the project has too, beyond those that this one needs. */
  readonly packages: readonly string[];
  /** Texts by their relative paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** Makes a project in which the built package is installed as a copy, so that it finds only what that project has. */
export function makeProject(folder: string, { packages, files }: ProjectParts): void {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'zbootkit');
  cpSync(dirname(built('src')), join(installed, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  for (const name of [...DEPENDENCIES, ...packages]) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link, 'dir');
  }
  const texts = { 'package.json': '{ "type": "module" }\n', ...files };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** How a program ended and what it printed. */
export interface Ended {
  /** The exit status, or the name of the signal or of the error that left none. */
  readonly status: number | string;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** Runs a program in a folder, without colours and without what the running tests leave in the environment. */
export function runIn(
  folder: string,
  [program, ...argv]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|(NODE_ENV|NODE_OPTIONS|FORCE_COLOR)$)/.test(name),
  );
  const options = {
    cwd: folder,
    env: { ...Object.fromEntries(own), NO_COLOR: '1', ...env },
    maxBuffer: OUTPUT_MAX,
  };
  return new Promise((resolve) => {
    execFile(program, argv, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : (error.code ?? error.signal ?? error.message);
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}

/** Runs vitest in a project that has it, in one process for all files, for each costs more than most tests. */
export function runVitest(folder: string, ...argv: readonly string[]): Promise<Ended> {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  return runIn(folder, [process.execPath, vitest, 'run', '--root', '.', '--no-isolate', '--maxWorkers=1', ...argv]);
}

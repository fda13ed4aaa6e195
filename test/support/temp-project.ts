import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, built } from './project.ts';

/** Packages that have to lie beside this one wherever it is installed. */
const DEPENDENCIES = ['commander', 'fast-check'];

/** A whole suite may print the bytes of a hundred failures. */
const OUTPUT_MAX = 0x400_0000;

/** What somebody's project has besides this package. */
export interface ProjectParts {
  /** Packages of our own `node_modules` that the project has too, beyond those that this one needs. */
  readonly packages: readonly string[];
  /** Texts by their relative paths. */
  readonly files: Readonly<Record<string, string>>;
  /** What is installed: a tarball, or without one a copy of what is built. */
  readonly tarball?: string;
  /** Another fast-check for the project, by its name in our own `node_modules`; this package then has ours to itself. */
  readonly fastCheck?: string;
}

/** Makes a project in which the package is installed as it would be elsewhere, so that it finds only what is there. */
export function makeProject(folder: string, { packages, files, tarball, fastCheck }: ProjectParts): void {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'zbootkit');
  mkdirSync(installed, { recursive: true });
  if (tarball === undefined) copyBuilt(installed);
  else execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const name of [...DEPENDENCIES, ...packages]) {
    const isOther = name === 'fast-check' && fastCheck !== undefined;
    if (isOther) linkPackage(name, join(installed, 'node_modules', name));
    linkPackage(isOther ? fastCheck : name, join(modules, name));
  }
  const texts = { 'package.json': '{ "type": "module" }\n', ...files };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What a package is made of, without asking npm. */
function copyBuilt(installed: string): void {
  cpSync(dirname(built('src')), join(installed, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
}

function linkPackage(name: string, link: string): void {
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), link, 'dir');
}

/**
 * Packs the package as it would be published, out of what is built.
 *
 * @param folder where the tarball goes
 * @returns its path
 */
export async function pack(folder: string): Promise<string> {
  // Packing builds anew unless told otherwise, and other tests run what is built.
  const argv = ['npm', 'pack', '--ignore-scripts', '--silent', `--pack-destination=${folder}`] as const;
  const { status, output } = await runIn(ROOT, argv, { npm_config_update_notifier: 'false' });
  if (status !== 0) throw new Error(`npm pack ended with ${status}: ${output}`);
  return join(folder, output.trim());
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
export function runVitest(folder: string, node: string, ...argv: readonly string[]): Promise<Ended> {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  return runIn(folder, [node, vitest, 'run', '--root', '.', '--no-isolate', '--maxWorkers=1', ...argv]);
}

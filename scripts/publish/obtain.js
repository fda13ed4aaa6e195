// Brings in the tools of the public table, each into a folder of its own that is kept for the next time: nothing is installed.
// Whatever cannot be had is named with the reason, and is no failure of this script.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpack } from './debian.js';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
/** Where tools are unpacked: remove a folder there to have a newer version of its tool. */
export const TOOLS = process.env.ZBOOTKIT_PUBLISH_TOOLS ?? join(CACHE, 'zbootkit', 'publish');

/** Whatever keeps a tool away. */
export class Absent extends Error {}

/**
 * Makes a tool callable.
 *
 * @param {import('./subjects.js').Subject} subject
 * @returns {{ path: string[], version: string, obtained: string, root: string | null }} folders that go in front of PATH, which
 *   version it is, where it is from in words, and the folder whose name must not show in what is published
 * @throws Absent with the reason
 */
export function obtain({ id, from }) {
  try {
    switch (from.kind) {
      case 'own':
        return { ...none, version: packageOf(PROJECT).version, obtained: 'this project' };
      case 'npm':
        return fromNpm(from);
      case 'debian':
        return fromDebian(id, from);
      case 'debian-python':
        return fromDebianPython(id, from);
      case 'builder':
        return fromBuilder(id, from);
    }
  } catch (cause) {
    if (cause instanceof Absent) throw cause;
    throw new Absent(
      String(cause.stderr ?? cause.message)
        .trim()
        .split('\n')
        .at(-1),
    );
  }
}

const none = { path: [], root: null };

const packageOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function fromNpm({ package: name }) {
  const folder = join(PROJECT, 'node_modules', name);
  if (!existsSync(folder)) throw new Absent(`${name} is not installed; run npm ci`);
  const { version } = packageOf(folder);
  return { ...none, path: [dirname(process.execPath)], version, obtained: `npm, ${name}@${version}` };
}

function fromDebian(id, { suite, package: name, program, as }) {
  const root = join(TOOLS, id);
  const versions = unpack({ suite, packages: [name], closure: true, folder: root });
  const loader = find(root, (file) => /^ld-linux.*\.so\.\d$/.test(file));
  const target = find(root, (file) => file === program) ?? find(root, (file) => file.endsWith(`-${program}`));
  if (loader === null || target === null) throw new Absent(`${name} of ${suite} has no ${program}`);
  const libraries = foldersWith(root, (file) => /\.so\.\d/.test(file)).join(':');
  // Its own loader and libraries, for those of this machine may be older; and its usual name, by which messages call it.
  const words = [loader, '--library-path', libraries, '--argv0', as, target];
  return {
    path: [wrap(root, as, words)],
    version: upstream(versions[name]),
    obtained: debian(suite, name, versions),
    root,
  };
}

function fromDebianPython(id, { suite, packages, script, as }) {
  const root = join(TOOLS, id);
  const versions = unpack({ suite, packages, closure: false, folder: root });
  const modules = join(root, 'usr/lib/python3/dist-packages');
  const words = ['env', `PYTHONPATH=${modules}`, 'PYTHONDONTWRITEBYTECODE=1', '/usr/bin/python3'];
  if (script !== null) words.push(join(root, script));
  return {
    path: [wrap(root, as, words)],
    version: upstream(versions[packages[0]]),
    obtained: packages.map((name) => debian(suite, name, versions)).join(' with '),
    root,
  };
}

/** A version of Debian without what Debian adds to it. */
const upstream = (version) => version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');

const debian = (suite, name, versions) => `Debian ${suite}, ${name} ${versions[name]}`;

/** A builder is a script of somebody's that is called with a folder and leaves a program there. */
function fromBuilder(id, { variable, program }) {
  const script = process.env[variable];
  if (script === undefined) throw new Absent(`${variable} does not name the script that builds it`);
  const root = join(TOOLS, id);
  rmSync(root, { recursive: true, force: true });
  execFileSync('sh', [script, root], { stdio: ['ignore', 'ignore', 'pipe'] });
  const sources = readdirSync(root).filter((name) => name.endsWith('.c'));
  const [source = null] = sources;
  if (!existsSync(join(root, program)) || source === null) throw new Absent(`${variable} leaves no ${program}`);
  const digest = createHash('sha256')
    .update(readFileSync(join(root, source)))
    .digest('hex');
  const version = `of SHA-256 ${digest.slice(0, 12)}`;
  return {
    path: [root],
    version,
    obtained: `${basename(source)}, posted as a patch to the kexec list, built by cc -O2`,
    root,
  };
}

/** Puts a script of that name into a folder of its own, and returns the folder. */
function wrap(root, name, words) {
  const folder = join(root, 'zbootkit-bin');
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
  return folder;
}

/** Every file below a folder by its path, in order; what links lead to is seen where it is. */
function* filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function find(root, matches) {
  for (const path of filesBelow(root)) if (matches(basename(path)) && existsSync(path)) return path;
  return null;
}

function foldersWith(root, matches) {
  const folders = new Set();
  for (const path of filesBelow(root)) if (matches(basename(path))) folders.add(dirname(path));
  return [...folders];
}

// Copies of the project in which one file can be changed, with the two judges of a change: the tables and the unit tests.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
/** What the tables and the unit tests of the rules import. */
const FOLDERS = ['src', 'generators', 'properties', 'test/vectors', 'test/support', 'test/unit/properties'];
/** What the tables alone import: these are run as JavaScript, for that starts faster. */
const TABLES = /^(?:src\/(?:results|contract|reader|rewriter|files)|generators|properties|test\/(?:vectors|support))\//;
const VITEST = join('node_modules', 'vitest', 'vitest.mjs');

/** The TypeScript files below a folder of the project, as paths from its root. */
export function sources(folder, root = ROOT) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

function transpiled(path, text) {
  return ts.transpileModule(text, {
    fileName: path,
    compilerOptions: { ...options, noEmit: false, module: ts.ModuleKind.ESNext },
  }).outputText;
}

/** Writes one file of a copy, as it is and as JavaScript. */
export function write(folder, path, text) {
  writeFileSync(join(folder, path), text);
  if (TABLES.test(path)) writeFileSync(join(folder, path.replace(/\.ts$/, '.js')), transpiled(path, text));
}

/** A copy of the project as it stands; other copies are made from it, so that all are of one moment. */
export function copyProject() {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-mutation-'));
  for (const each of FOLDERS) cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  for (const path of FOLDERS.flatMap((each) => sources(each, folder))) {
    write(folder, path, readFileSync(join(folder, path), 'utf8'));
  }
  cpSync(fileURLToPath(new URL('./judge.js', import.meta.url)), join(folder, 'judge.js'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** One more copy of a copy. */
export function copyAgain(folder) {
  const other = mkdtempSync(join(tmpdir(), 'zbootkit-mutation-'));
  cpSync(folder, other, { recursive: true, verbatimSymlinks: true });
  return other;
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}

/** The process groups of the judges that have not ended; a runner of tests starts processes of its own. */
const running = new Set();

function end(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Ends every judge with all that it started. */
export function endAll() {
  running.forEach(end);
}

/** Whether a program ends with success in a copy; one that takes longer than `limit` milliseconds does not. */
function succeeds(folder, args, limit) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', detached: true });
    running.add(child.pid);
    const timer = setTimeout(end, limit, child.pid);
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve(code === 0);
    });
  });
}

/** Has the judge remember what the tables say before anything is changed, and gives what it prints. */
export function recordTables(folder, tables) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['judge.js', 'record', tables], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts).toString());
      else reject(new Error('the tables cannot be read; the error above says why'));
    });
  });
}

/** Whether tables say the same of the rules as when they were recorded. */
export function tablesAgree(folder, tables, ids, limit) {
  return succeeds(folder, ['judge.js', tables, ...ids], limit);
}

/** Whether these test files pass. */
export function testsPass(folder, tests, limit) {
  return succeeds(folder, [VITEST, 'run', '--root', folder, '--bail', '1', ...tests], limit);
}

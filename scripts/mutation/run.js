// Changes the arithmetic of the image rules in one place at a time and sees whether the tables of vectors notice.
//
//   node scripts/mutation/run.js [file...]     default: every file of properties/image, arithmetic, checksum, authenticode
//
// What survives is either a gap of the tables or a change that makes no difference; both are printed.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { mutantsOf } from './mutants.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
const FOLDERS = ['src/results', 'src/contract', 'src/reader', 'properties', 'test/vectors', 'test/support'];
/** A mutant that loops is ended after this many milliseconds and counts as noticed. */
const TIME_LIMIT = 60_000;

function sources(folder) {
  const all = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function transpiled(path, text) {
  return ts.transpileModule(text, {
    fileName: path,
    compilerOptions: { ...options, noEmit: false, module: ts.ModuleKind.ESNext },
  }).outputText;
}

function write(folder, path, text) {
  const place = join(folder, path.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, transpiled(path, text));
}

function copyProject() {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-mutation-'));
  for (const path of FOLDERS.flatMap(sources)) write(folder, path, readFileSync(join(ROOT, path), 'utf8'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'judge.js'), readFileSync(new URL('./judge.js', import.meta.url)));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Whether the tables notice: they do when the judge ends with anything but success. */
function noticed(folder, ids) {
  return new Promise((resolve) => {
    const judge = spawn(process.execPath, [join(folder, 'judge.js'), ...ids], { stdio: 'ignore', timeout: TIME_LIMIT });
    judge.on('close', (code) => resolve(code !== 0));
  });
}

const chosen = process.argv.slice(2).map((path) => relative(ROOT, path));
const usual = [
  ...sources('properties/image'),
  ...sources('properties').filter((path) => /arithmetic|checksum|authenticode/.test(path)),
];
const files = chosen.length > 0 ? chosen : usual;
const queue = files.flatMap((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const ids = [...new Set(text.match(/\b(?:PE|ZB)-(?:[A-Z]+-)?\d{3}\b/g))];
  return mutantsOf(path, text).map((mutant) => ({ path, ids, original: text, ...mutant }));
});

const survivors = [];
const total = queue.length;
async function work() {
  const folder = copyProject();
  if (await noticed(folder, [])) throw new Error('the tables are not satisfied by the rules as they are');
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    write(folder, mutant.path, mutant.text);
    if (!(await noticed(folder, mutant.ids))) survivors.push(mutant);
    write(folder, mutant.path, mutant.original);
  }
  rmSync(folder, { recursive: true });
}
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
survivors.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
for (const { path, line, change } of survivors) console.log(`survived  ${path}:${line}  ${change}`);
console.log(`${total - survivors.length} of ${total} mutants of ${files.length} files are noticed`);

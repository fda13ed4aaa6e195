// Changes the arithmetic of the rules in one place at a time and sees whether anybody notices: first the tables of vectors,
// on images or on appends and calls, and then, for what they let pass, the unit tests that import the file, speak of its
// rules or are named after its folder.
//
//   node scripts/mutation/run.js [--tables] [file[:line]...]
//
// Without a file: every file of properties/image and properties/append, arithmetic, bytes, checksum, decompress and
// authenticode. With --tables the unit tests are not asked. What survives is either a gap or a change that makes no difference; both are printed,
// but for those in equivalents.js.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { EQUIVALENTS } from './equivalents.js';
import { mutantsOf } from './mutants.js';
import {
  ROOT,
  copyAgain,
  copyProject,
  endAll,
  recordTables,
  remove,
  sources,
  tablesAgree,
  testsPass,
  write,
} from './project.js';

/** These ask the tables, which were asked before. */
const TABLE_TESTS = /\/(?:image|append)-rules\.test\.ts$/;
/** A test file that takes longer than this many milliseconds is not asked. */
const TEST_LIMIT = 60_000;
const WORKERS = Math.min(4, availableParallelism());
const RULE_ID = /\b(?:PE|ZB)-(?:[A-Z]+-)?\d{3}\b/g;

/** When a mutant is ended because it loops, which counts as noticed: in milliseconds, given what the original took. */
function patience(start) {
  return 5000 + 5 * Math.ceil(performance.now() - start);
}

function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The unit tests of a file or of its rules that pass as it is; the tables have a test file of their own. */
async function testsOf(path, ids, folder) {
  const passing = [];
  for (const test of sources('test/unit/properties')) {
    if (!test.endsWith('.test.ts') || TABLE_TESTS.test(test)) continue;
    const text = read(test);
    const isNamed = basename(test).startsWith(basename(dirname(path)));
    if (!isNamed && !text.includes(`/${path}'`) && !ids.some((id) => text.includes(`'${id}'`))) continue;
    if (await testsPass(folder, [test], TEST_LIMIT)) passing.push(test);
    else console.log(`not asked, for it fails already: ${test}`);
  }
  return passing;
}

/** The tables that prove the rules of a file. */
function tablesFor(path) {
  return path.startsWith('properties/append/') ? 'appends' : 'images';
}

function usualFiles() {
  const shared = /^properties\/(?:authenticode\/.*|arithmetic|bytes|checksum|decompress)\.ts$/;
  const shares = sources('properties').filter((path) => shared.test(path));
  return [...sources('properties/image'), ...sources('properties/append'), ...shares];
}

/** Those of some mutants of a file with which `agrees`, asked in several copies of the project at once. */
async function unnoticed(path, mutants, folders, agrees) {
  const original = read(path);
  const queue = [...mutants];
  const found = new Set();
  const work = async (folder) => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      write(folder, path, mutant.text);
      if (await agrees(folder)) found.add(mutant);
    }
    write(folder, path, original);
  };
  await Promise.all(folders.map(work));
  return mutants.filter((mutant) => found.has(mutant));
}

async function report({ path, line }, folders, { limit, tables }) {
  const known = EQUIVALENTS.filter((each) => each.path === path);
  const all = mutantsOf(path, read(path)).filter((mutant) => line === undefined || mutant.line === line);
  const asked = all.filter(
    ({ on, change }) => !known.some((each) => on.includes(each.on) && each.changes.includes(change)),
  );
  const ids = [...new Set(read(path).match(RULE_ID) ?? [])];
  let survivors = await unnoticed(path, asked, folders, (folder) => tablesAgree(folder, tablesFor(path), ids, limit));
  const start = performance.now();
  const tests = tables || survivors.length === 0 ? [] : await testsOf(path, ids, folders[0]);
  if (tests.length > 0) {
    const testLimit = patience(start);
    survivors = await unnoticed(path, survivors, folders, (folder) => testsPass(folder, tests, testLimit));
  }
  for (const mutant of survivors) console.log(`survived  ${path}:${mutant.line}  ${mutant.change}`);
  const equivalent = all.length - asked.length;
  console.log(
    `${path}: ${asked.length - survivors.length} of ${all.length} noticed, ${equivalent} known as equivalent`,
  );
}

const args = process.argv.slice(2);
const named = args
  .filter((arg) => !arg.startsWith('--'))
  .map((arg) => {
    const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(arg);
    return { path: relative(ROOT, path), line: line === undefined ? undefined : Number(line) };
  });
const folders = [copyProject()];
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    endAll();
    folders.forEach(remove);
    process.exit(1);
  });
}
try {
  const start = performance.now();
  for (const tables of ['images', 'appends']) console.log(await recordTables(folders[0], tables));
  const limit = patience(start);
  while (folders.length < WORKERS) folders.push(copyAgain(folders[0]));
  for (const file of named.length > 0 ? named : usualFiles().map((path) => ({ path }))) {
    await report(file, folders, { limit, tables: args.includes('--tables') });
  }
} finally {
  folders.forEach(remove);
}

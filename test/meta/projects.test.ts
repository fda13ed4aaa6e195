// Every test file belongs to one folder of tests, and none does what its folder may not.
import { posix } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import config from '../../vitest.config.ts';
import { FOLDERS, projectsNow } from '../projects.ts';
import type { TestFolder } from '../projects.ts';
import { ROOT, importsOf, sourcesIn } from './sources.ts';
import type { Source } from './sources.ts';

const SOURCES = new Map(sourcesIn('test').map((source) => [source.path, source]));
const TESTS = [...SOURCES.values()].filter(({ path }) => path.endsWith('.test.ts'));

/** What starts a program, or a module of the tests from which programs are started by the product. */
const STARTS = new RegExp([importOf('node:child_process'), importOf('\\S*/commands.ts')].join('|'));
/** What outlives a test file in its process. */
const OUTLIVES = new RegExp(['vi.mock', 'vi.doMock', 'vi.resetModules', 'process.chdir'].map(callOf).join('|'));
/** Changes of the environment, and what takes them back. */
const [STUBS, RESTORES] = [new RegExp(callOf('vi.stubEnv')), new RegExp(callOf('vi.unstubAllEnvs'))];

/** A pattern for an import, which does not match itself. */
function importOf(name: string): string {
  return `from '${name}'`;
}

/** A pattern for a call, which does not match itself. */
function callOf(name: string): string {
  return `${name.replaceAll('.', '\\.')}\\(`;
}

function foldersOf(path: string): readonly string[] {
  return FOLDERS.map(({ name }) => name).filter((name) => path.startsWith(`test/${name}/`));
}

/** A file and all of test/ that it imports, directly or not. */
function closure(path: string): readonly Source[] {
  const seen = new Set([path]);
  for (const each of seen) {
    const source = SOURCES.get(each);
    if (source === undefined) continue;
    for (const { name } of importsOf(source)) seen.add(posix.join(posix.dirname(each), name));
  }
  return [...seen].flatMap((each) => SOURCES.get(each) ?? []);
}

/** Test files of some folders whose own or imported text matches. */
function offenders(names: readonly string[], pattern: RegExp): readonly string[] {
  return TESTS.filter(({ path }) => foldersOf(path).some((name) => names.includes(name))).flatMap(({ path }) =>
    closure(path)
      .filter(({ text }) => pattern.test(text))
      .map(({ path: own }) => (own === path ? path : `${path} by ${own}`)),
  );
}

const named = (keep: (folder: TestFolder) => boolean): readonly string[] =>
  FOLDERS.filter(keep).map(({ name }) => name);

describe('the folders of the tests', () => {
  it('have every test file in one of them', () => {
    const placed = TESTS.map(({ path }) => ({ path, folders: foldersOf(path).length }));
    expect(placed.filter(({ folders }) => folders !== 1)).toEqual([]);
    expect(placed.length).toBeGreaterThan(200);
  });

  it('are all in the projects that vitest knows, which are run one after the other', () => {
    const known = (config.test?.projects ?? []).map((project) =>
      typeof project === 'object' && 'test' in project ? [project.test.name, project.test.include] : project,
    );
    expect(known).toEqual(
      projectsNow().map(({ name, folders }) => [name, folders.map((folder) => `test/${folder}/**/*.test.ts`)]),
    );
  });

  it('are all run by npm test, and by npm run test:all without a sample', () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
    expect(scripts['test']).toBe('vitest run');
    expect(scripts['test:all']).toBe('npm run --silent emit && ZBOOTKIT_EFFORT=full vitest run');
  });

  it('start no program where they must not', () => {
    expect(
      offenders(
        named(({ programs }) => programs === 'none'),
        STARTS,
      ),
    ).toEqual([]);
  });

  it('let nothing outlive a file where another follows in the same process', () => {
    const shared = named(({ process }) => process === 'shared');
    expect(offenders(shared, OUTLIVES)).toEqual([]);
    expect(TESTS.filter(({ text }) => STUBS.test(text) && !RESTORES.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('see a program that is started and a module that is replaced, so that this test can tell', () => {
    expect(offenders(['e2e'], STARTS)).toContain('test/e2e/bin.test.ts');
    expect(offenders(['endurance'], STARTS)).toContain(
      'test/endurance/failing-calls.test.ts by test/support/system-calls.ts',
    );
    expect(offenders(['isolated'], OUTLIVES)).toContain('test/isolated/rewriter/plan-error.test.ts');
  });
});

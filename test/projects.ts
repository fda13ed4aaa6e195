/**
 * Which folders of tests there are, what their files may do, and the projects of vitest that run them.
 *
 * vitest.config.ts and test/meta/projects.test.ts both read this, so it is the only place to change.
 */
import { byEffort } from './support/effort.ts';

/** A folder below test/ whose files `*.test.ts` are tests. */
export interface TestFolder {
  readonly name: string;
  /** Whether a process with its modules runs one file after the other, or each file has one of its own. */
  readonly process: 'shared' | 'own';
  /** Whether its files may start programs, themselves or through what they import from test/. */
  readonly programs: 'none' | 'any';
  /** Whether it is left out where it has to be quick, as in `npm test`. */
  readonly effort: 'any' | 'full';
}

export const FOLDERS: readonly TestFolder[] = [
  // The parts, the laws, the project itself, and the command line as it is called in this process.
  { name: 'unit', process: 'shared', programs: 'none', effort: 'any' },
  { name: 'laws', process: 'shared', programs: 'none', effort: 'any' },
  { name: 'meta', process: 'shared', programs: 'none', effort: 'any' },
  { name: 'cli', process: 'shared', programs: 'none', effort: 'any' },
  // The whole, as processes and with programs of others.
  { name: 'e2e', process: 'shared', programs: 'any', effort: 'any' },
  // Pages in a browser, as somebody with a keyboard, a telephone or a screen reader has them.
  { name: 'browser', process: 'shared', programs: 'any', effort: 'full' },
  // The whole where everything fails: calls of the system, folders and documents of strangers, kills, small limits.
  { name: 'endurance', process: 'shared', programs: 'any', effort: 'full' },
  // Parts of which a test replaces a module, changes the process for good, or leaves programs to be waited for.
  { name: 'isolated', process: 'own', programs: 'any', effort: 'any' },
];

/** A project of vitest: the folders that are run with the effort that is asked for, by their processes. */
export interface Project {
  readonly name: TestFolder['process'];
  readonly folders: readonly string[];
}

/**
 * The projects of vitest. Each transforms and loads for itself all that it imports, so there is one for all tests that
 * can share that.
 */
export function projectsNow(): readonly Project[] {
  const now = byEffort({ quick: FOLDERS.filter(({ effort }) => effort === 'any'), full: FOLDERS });
  const names = ['shared', 'own'] as const;
  return names.map((name) => ({
    name,
    folders: now.filter((folder) => folder.process === name).map((folder) => folder.name),
  }));
}

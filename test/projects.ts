/**
 * Which folder of tests belongs to which project of vitest, and what those may do.
 *
 * vitest.config.ts and test/meta/projects.test.ts both read this table, so it is the only place to change.
 */

/** A project of vitest. */
export interface Project {
  readonly name: string;
  /** Folders below test/ whose files `*.test.ts` are its tests. */
  readonly folders: readonly string[];
  /** Whether each file gets a process and modules of its own, or one process after the other runs them all. */
  readonly isolation: 'each file' | 'none';
  /** Whether its files may start programs, themselves or through what they import from test/. */
  readonly programs: 'none' | 'any';
}

export const PROJECTS: readonly Project[] = [
  // The parts, the laws, the project itself, and the command line as it is called in this process.
  { name: 'pure', folders: ['unit', 'laws', 'meta', 'cli'], isolation: 'none', programs: 'none' },
  // The whole, as processes and with programs of others.
  { name: 'e2e', folders: ['e2e'], isolation: 'none', programs: 'any' },
  // Parts of which a test replaces a module, changes the process for good, or leaves programs to be waited for.
  { name: 'isolated', folders: ['isolated'], isolation: 'each file', programs: 'any' },
];

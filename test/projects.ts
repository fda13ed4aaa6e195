/**
 * Which folder of tests belongs to which project of vitest, and what those may do.
 *
 * vitest.config.ts and test/meta/projects.test.ts both read this table, so it is the only place to change.
 */
import { byEffort } from './support/effort.ts';

/** A project of vitest. */
export interface Project {
  readonly name: string;
  /** Folders below test/ whose files `*.test.ts` are its tests. */
  readonly folders: readonly string[];
  /** Whether each file gets a process and modules of its own, or one process after the other runs them all. */
  readonly isolation: 'each file' | 'none';
  /** Whether its files may start programs, themselves or through what they import from test/. */
  readonly programs: 'none' | 'any';
  /** Whether it is left out where it has to be quick, as in `npm test`. */
  readonly effort: 'any' | 'full';
}

export const PROJECTS: readonly Project[] = [
  // The parts, the laws, the project itself, and the command line as it is called in this process.
  { name: 'pure', folders: ['unit', 'laws', 'meta', 'cli'], isolation: 'none', programs: 'none', effort: 'any' },
  // The whole, as processes and with programs of others.
  { name: 'e2e', folders: ['e2e'], isolation: 'none', programs: 'any', effort: 'any' },
  // The whole where everything fails: calls of the system, folders and documents of strangers, kills, small limits.
  { name: 'endurance', folders: ['endurance'], isolation: 'none', programs: 'any', effort: 'full' },
  // Parts of which a test replaces a module, changes the process for good, or leaves programs to be waited for.
  { name: 'isolated', folders: ['isolated'], isolation: 'each file', programs: 'any', effort: 'any' },
];

/** The projects that are run with the effort that is asked for. */
export function projectsNow(): readonly Project[] {
  return byEffort({ quick: PROJECTS.filter(({ effort }) => effort === 'any'), full: PROJECTS });
}

import { defineConfig } from 'vitest/config';
import { projectsNow } from './test/projects.ts';

/** Milliseconds in a minute. */
const MINUTE = 60_000;

export default defineConfig({
  test: {
    // The tests start programs and wait for them; a core that is kept free for the runner would idle.
    maxWorkers: '100%',
    // Generating folders changes the mask of the process for a moment, which no thread may.
    pool: 'forks',
    // A limit is there to end what hangs: each is more than ten times what its slowest test takes on two idle cores.
    testTimeout: 10 * MINUTE,
    hookTimeout: 5 * MINUTE,
    projects: projectsNow().map(({ name, folders }, position) => ({
      extends: true,
      test: {
        name,
        include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
        isolate: name === 'own',
        // One project after the other: a worker goes on with the next file only where that is of its own project.
        sequence: { groupOrder: position },
      },
    })),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'generators/**/*.ts', 'properties/**/*.ts', 'reports/**/*.ts'],
      // What a process or a thread begins with runs in no process that is measured.
      exclude: ['src/cli/bin.ts', 'src/cli/process.ts', 'src/workers/worker.ts', '**/test/**'],
      // What is reached today, rounded down: coverage may rise and not fall.
      thresholds: { statements: 98, branches: 94, functions: 99, lines: 99 },
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // The tests start programs and wait for them; a core that is kept free for the runner would idle.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'generators/**/*.ts', 'properties/**/*.ts', 'reports/**/*.ts'],
      exclude: ['src/cli/bin.ts', 'src/cli/process.ts', '**/test/**'],
      // What is reached today, rounded down: coverage may rise and not fall.
      thresholds: { statements: 98, branches: 94, functions: 99, lines: 99 },
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
});

import { defineConfig } from 'vitest/config';

// The tests that `npm run mutation` puts each change of the rewriter and of the files below it to. Stryker runs them in
// threads, in which no test can change the mask of the process and the process is older than what it has left; and with
// modules that are loaded once for each change, so that none may replace a module.
export default defineConfig({
  test: {
    include: ['test/unit/{rewriter,files}/**/*.test.ts', 'test/isolated/files/**/*.test.ts'],
    exclude: ['test/isolated/files/{permissions,temporaries}.test.ts'],
    isolate: false,
    testTimeout: 60_000,
  },
});

#!/usr/bin/env node
// Imports nothing of the program by itself: what Node.js cannot load that way ends with exit status 1, which says here
// that an image is broken or a subject wrong. Too many open files are enough for it.
try {
  const { runProgram } = await import('./process.ts');
  await runProgram();
} catch (error) {
  process.stderr.write(
    `zbootkit: the program cannot be loaded: ${error instanceof Error ? error.message : String(error)}.\n`,
  );
  process.exitCode = 3;
}

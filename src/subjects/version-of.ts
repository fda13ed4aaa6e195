import { runProcess } from './process.ts';

/** A tool that says its version takes no longer. */
const TIME_LIMIT_MS = 10_000;

/**
 * What a program says of its version: the first line that has a digit, of what it prints when it is called with `--version`.
 *
 * @returns `null` where it cannot be started or says nothing of the kind
 */
export async function versionOf(program: string): Promise<string | null> {
  const end = await runProcess([program, '--version'], { timeLimitMs: TIME_LIMIT_MS });
  if (end.kind !== 'exited' || end.status !== 0) return null;
  const lines = end.output.split('\n').map((line) => line.trim());
  return lines.find((line) => /\d/.test(line)) ?? null;
}

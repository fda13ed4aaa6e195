import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { built } from './project.ts';

const PRELOAD = fileURLToPath(new URL('report-peak.js', import.meta.url));
/** What still runs by then hangs. */
const HANGS_MS = 45_000;

/** How the program ended. */
export interface MeasuredEnd {
  /** `null` when it was killed because it hung. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** The most memory that it had, in MiB; 0 when it was killed. */
  readonly peak: number;
}

/** Runs the built program in a folder, and measures its memory. */
export function runMeasured(argv: readonly string[], cwd: string): MeasuredEnd {
  const program = ['--import', PRELOAD, built('src', 'cli', 'bin.js'), ...argv];
  const { status, output } = spawnSync(process.execPath, program, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: HANGS_MS,
    killSignal: 'SIGKILL',
  });
  const [, out, err, peak] = output;
  return { status, out: out ?? '', err: err ?? '', peak: Number(peak) / 1024 };
}

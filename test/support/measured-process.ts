import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { built } from './project.ts';

const PRELOAD = fileURLToPath(new URL('peak-memory.js', import.meta.url));
/** What still runs by then hangs. */
const HANGS_MS = 300_000;

/** How the program ended. */
export interface MeasuredEnd {
  /** `null` when it was killed because it hung. */
  readonly status: number | null;
  readonly err: string;
  /** The most memory that it had, in MiB; 0 when it was killed. */
  readonly peak: number;
}

/** Runs the built program in a folder, and measures its memory. */
export function runMeasured(argv: readonly string[], cwd: string): MeasuredEnd {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-peak-'));
  const peak = join(folder, 'peak');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', PRELOAD, built('src', 'cli', 'bin.js'), ...argv],
    {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ZBOOTKIT_PEAK: peak },
      timeout: HANGS_MS,
      killSignal: 'SIGKILL',
    },
  );
  const kibibytes = existsSync(peak) ? Number(readFileSync(peak, 'utf8')) : 0;
  rmSync(folder, { recursive: true });
  return { status, err: stderr, peak: kibibytes / 1024 };
}

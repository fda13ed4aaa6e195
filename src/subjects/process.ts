import { spawn } from 'node:child_process';

/** Bytes of each output stream that are kept. */
const KEPT_OUTPUT = 64 * 1024;

/** The longest delay that timers can keep; a longer one would fire at once. [Node.js, setTimeout] */
const DELAY_MAX_MS = 0x7fffffff;
/** Time for which the pipes of an ended process are still read; only a child that left the group can need it. */
const PIPE_GRACE_MS = 500;

/** How a process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly status: number; readonly output: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly output: string }
  | { readonly kind: 'timed-out'; readonly output: string }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessLimits {
  /** The folder that the process works in and that relative paths start from. */
  readonly folder: string;
  /** Time after which the process and everything it started is killed. */
  readonly timeLimitMs: number;
}

/**
 * Runs a program without a shell and waits for its end. What it prints on both streams is kept up to a limit, standard
 * error first. The process gets a group of its own, so that a time-out ends its children too; a child that leaves the
 * group lives on, but nobody waits for it.
 */
export function runProcess(argv: readonly string[], { folder, timeLimitMs }: ProcessLimits): Promise<ProcessEnd> {
  const [program, ...rest] = argv;
  if (program === undefined) return Promise.resolve({ kind: 'not-started', reason: 'the command is empty' });
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = [new Capture(), new Capture()];
    let timedOut = false;
    const timer = setTimeout(
      () => {
        timedOut = true;
        killGroup(child.pid);
      },
      Math.min(timeLimitMs, DELAY_MAX_MS),
    );
    let grace: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.add(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.add(chunk);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'not-started', reason: startError(program, error) });
    });
    child.on('exit', () => {
      clearTimeout(timer);
      // A child that outlives its parent would hold the pipes open for ever and go on writing after the verdict.
      killGroup(child.pid);
      grace = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, PIPE_GRACE_MS);
    });
    child.on('close', (status, signal) => {
      clearTimeout(grace);
      const output = `${stderr.text()}${stdout.text()}`;
      if (timedOut) resolve({ kind: 'timed-out', output });
      else if (status === null) resolve({ kind: 'killed', signal: signal ?? 'unknown signal', output });
      else resolve({ kind: 'exited', status, output });
    });
  });
}

function startError(program: string, error: Error): string {
  const code = 'code' in error ? String(error.code) : error.message;
  if (code === 'ENOENT') return `there is no command ${JSON.stringify(program)}`;
  if (code === 'EACCES') return `${JSON.stringify(program)} is not executable`;
  return `${JSON.stringify(program)} cannot be started (${code})`;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** Keeps the first bytes of a stream. */
class Capture {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    const room = KEPT_OUTPUT - this.#length;
    if (room <= 0) return;
    const part = chunk.subarray(0, room);
    this.#chunks.push(part);
    this.#length += part.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

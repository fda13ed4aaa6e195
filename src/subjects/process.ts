import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isOwnTemporary } from '../files/index.ts';
import { endMarked, markedEnvironment } from './marked-processes.ts';

/** Bytes of each output stream that are kept. */
const KEPT_OUTPUT = 64 * 1024;

/** The longest delay that timers can keep; a longer one would fire at once. [Node.js, setTimeout] */
export const DELAY_MAX_MS = 0x7fffffff;
/** Time for which the pipes of an ended process are still read; only a child that left the group can need it. */
export const PIPE_GRACE_MS = 500;
/** Time for which the end of a killed process is waited for. */
export const KILL_GRACE_MS = 2000;

/** How a process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly status: number; readonly output: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly output: string }
  | { readonly kind: 'timed-out'; readonly output: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessLimits {
  /** Time after which the process and everything it started is killed. */
  readonly timeLimitMs: number;
  /** Kills the process and everything it started at once. */
  readonly signal?: AbortSignal;
  /** Path of the call's folder, by which its processes are told from others. */
  readonly mark?: string;
}

/** Leaders of the groups that are running; they end with this process, however it ends by itself. */
const running = new Set<number>();

let atExit: 'nothing' | 'end processes' = 'nothing';

/** Remembers a group, to end it with this process. */
export function noteRunning(pid: number | undefined): void {
  if (pid === undefined) return;
  // Before all else that is done then: what still runs could undo it, such as the removal of temporary files.
  if (atExit === 'nothing') process.prependOnceListener('exit', endProcesses);
  atExit = 'end processes';
  running.add(pid);
}

/** Forgets a group that has ended. */
export function noteEnded(pid: number | undefined): void {
  if (pid !== undefined) running.delete(pid);
}

/** Kills every process that was started here and everything those started, also what left its group. */
export function endProcesses(): void {
  for (const pid of running) killGroup(pid);
  endMarked(isOwnTemporary);
}

/**
 * Runs a program without a shell, in the folder of this program, and waits for its end. Of what it prints the first 64 KiB
 * of each stream are kept, and standard error comes first. The process gets a group of its own, so that a time-out ends
 * its children too; a child that leaves the group is not waited for, and ends with this process where it can be found.
 */
export function runProcess(argv: readonly string[], limits: ProcessLimits): Promise<ProcessEnd> {
  const [program, ...rest] = argv;
  if (program === undefined) return Promise.resolve({ kind: 'not-started', reason: 'the command is empty' });
  if (limits.signal?.aborted === true) return Promise.resolve({ kind: 'interrupted' });
  let child: Child;
  try {
    child = spawn(program, rest, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(limits.mark === undefined ? {} : { env: markedEnvironment(limits.mark) }),
    });
  } catch (cause) {
    // Some failures of the system come at once and not as an event.
    return Promise.resolve({ kind: 'not-started', reason: startError(program, cause) });
  }
  return endOf(child, program, limits);
}

/** A process whose output streams are read. */
type Child = ChildProcessByStdio<null, Readable, Readable>;

function endOf(child: Child, program: string, { timeLimitMs, signal, mark }: ProcessLimits): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const [stdout, stderr] = [new Capture(child.stdout), new Capture(child.stderr)];
    let cut: 'timed-out' | 'interrupted' | null = null;
    let forced: NodeJS.Timeout | undefined;
    const cutShort = (why: 'timed-out' | 'interrupted'): void => {
      cut ??= why;
      killGroup(child.pid);
      // Another process can keep one that was killed from being seen to end, for as long as it traces it.
      forced ??= setTimeout(giveUp, KILL_GRACE_MS);
    };
    const giveUp = (): void => {
      if (mark !== undefined) endMarked((other) => other === mark);
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      over();
      resolve(ending(cut ?? 'interrupted'));
    };
    const ending = (why: 'timed-out' | 'interrupted'): ProcessEnd =>
      why === 'timed-out' ? { kind: why, output: `${stderr.text()}${stdout.text()}` } : { kind: why };
    const interrupt = (): void => {
      cutShort('interrupted');
    };
    // Where this process was stopped meanwhile, an end that came in time is still to be heard of.
    const late = (): void => {
      setImmediate(() => {
        if (child.exitCode === null && child.signalCode === null) cutShort('timed-out');
      });
    };
    const timer = setTimeout(late, Math.min(timeLimitMs, DELAY_MAX_MS));
    signal?.addEventListener('abort', interrupt);
    noteRunning(child.pid);
    const over = (): void => {
      clearTimeout(timer);
      clearTimeout(forced);
      signal?.removeEventListener('abort', interrupt);
    };
    let grace: NodeJS.Timeout | undefined;
    child.on('error', (error) => {
      over();
      resolve({ kind: 'not-started', reason: startError(program, error) });
    });
    child.on('exit', () => {
      over();
      // A child that outlives its parent would hold the pipes open for ever and go on writing after the verdict.
      killGroup(child.pid);
      noteEnded(child.pid);
      grace = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, PIPE_GRACE_MS);
    });
    child.on('close', (status, killedBy) => {
      clearTimeout(grace);
      const output = `${stderr.text()}${stdout.text()}`;
      if (cut !== null) resolve(ending(cut));
      else if (status === null) resolve({ kind: 'killed', signal: killedBy ?? 'unknown signal', output });
      else resolve({ kind: 'exited', status, output });
    });
  });
}

/** Why a program cannot be started, in words. */
export function startError(program: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT') return `no such command: ${JSON.stringify(program)}`;
  if (code === 'EACCES') return `${JSON.stringify(program)} is not executable`;
  return `${JSON.stringify(program)} cannot be started (${code})`;
}

/** Kills a process and what it started, as far as that has not left its group. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** Keeps the first bytes of a stream. */
export class Capture {
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#add(chunk);
    });
  }

  #add(chunk: Buffer): void {
    const room = KEPT_OUTPUT - this.#length;
    if (room <= 0) return;
    const part = chunk.subarray(0, room);
    this.#chunks.push(part);
    this.#length += part.length;
  }

  /** Forgets what was kept, and keeps the next bytes. */
  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

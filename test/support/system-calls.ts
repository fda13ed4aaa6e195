import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { built, installed } from './project.ts';

/** Node.js does the program's work on files in one thread or the other. */
type Thread = 'main' | 'pool';

/** A call of the system that the program makes in carrying out its command. */
export interface SystemCall {
  readonly thread: Thread;
  readonly name: string;
  /** How many calls of this name the thread has made by then, from 1. */
  readonly nth: number;
}

/** What happens at a call: the program is killed before it, or the call fails. */
export type Disturbance = 'kill' | { readonly errno: string };

export interface Program {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProgramEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What still runs by then hangs. */
const HANGS_MS = 300_000;
const PRELOAD = fileURLToPath(new URL('attach-strace.js', import.meta.url));
/** Calls that keep an event loop, its threads and its memory going; no program handles their failures. */
const INNER =
  /^(?:futex|madvise|munmap|mmap|mprotect|brk|epoll_\w+|rt_\w+|restart_syscall|exit|exit_group|getpid|sched_yield|clock_\w+|mremap|wait4|sigaltstack|uname|getrandom|fcntl)$/;
/** What Node.js looks up to load a part of the program that is loaded already. */
const LOADS = /"[^"]*\/dist\/src\//;
/** What goes through pipes, between threads or to and from other processes, is for Node.js to handle. */
const PIPES = /^\w+\(\d+<(?:pipe|socket|anon_inode):/;

/** Why calls cannot be traced here, or `null`. */
export function whyUntraceable(): string | null {
  if (process.platform !== 'linux') return 'it is for Linux';
  if (installed('strace') === null) return 'strace is absent';
  return spawnSync('strace', ['-qqq', 'true'], { stdio: 'ignore' }).status === 0 ? null : 'strace may not trace here';
}

/** The calls of one thread, in order, of a run without disturbance. */
async function callsOf(thread: Thread, program: Program): Promise<readonly SystemCall[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-strace-'));
  try {
    const log = join(folder, 'log');
    await runTraced(thread, ['-y', '-o', log], program);
    const counts = new Map<string, number>();
    return readFileSync(log, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const name = /^\w+(?=\()/.exec(line)?.[0] ?? '';
        if (name === '' || INNER.test(name)) return [];
        const nth = (counts.get(name) ?? 0) + 1;
        counts.set(name, nth);
        return PIPES.test(line) || LOADS.test(line) ? [] : [{ thread, name, nth }];
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The calls that a program makes. Each thread is asked in a run of its own.
 *
 * @param prepare puts everything to what it was before a run
 */
export async function systemCalls(program: Program, prepare: () => void): Promise<readonly SystemCall[]> {
  prepare();
  const main = await callsOf('main', program);
  prepare();
  return [...main, ...(await callsOf('pool', program))];
}

/** Runs the program and disturbs it at one call. */
export function runDisturbed(
  { thread, name, nth }: SystemCall,
  what: Disturbance,
  program: Program,
): Promise<ProgramEnd> {
  const effect = what === 'kill' ? 'signal=KILL' : `error=${what.errno}`;
  return runTraced(
    thread,
    ['-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:${effect}:when=${nth}`],
    program,
  );
}

/** Runs the program undisturbed. */
export function runProgram({ argv, cwd, env }: Program): Promise<ProgramEnd> {
  return ended([built('src', 'cli', 'bin.js'), ...argv], cwd, { ...env });
}

function runTraced(thread: Thread, options: readonly string[], { argv, cwd, env }: Program): Promise<ProgramEnd> {
  return ended(['--import', PRELOAD, built('src', 'cli', 'bin.js'), ...argv], cwd, {
    ...env,
    UV_THREADPOOL_SIZE: '1',
    ZBOOTKIT_STRACE: JSON.stringify({ thread, options }),
  });
}

function ended(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: HANGS_MS,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
}

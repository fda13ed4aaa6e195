import { readFileSync, readdirSync } from 'node:fs';

/** The variable that tells the processes of a call from all others; what they start inherits it. */
const VARIABLE = 'ZBOOTKIT_CALL';
/** A process can start another one while it is looked for, and takes its time to end. */
const ROUNDS_MAX = 500;
/** Time from one round to the next, in which processes can end. */
const ROUND_MS = 1;
/** Nobody ever wakes who waits for it. */
const CLOCK = new Int32Array(new SharedArrayBuffer(4));

/** The environment of a call's process, with the mark of the call in it. */
export function markedEnvironment(mark: string): NodeJS.ProcessEnv {
  return { ...process.env, [VARIABLE]: mark };
}

/**
 * Kills the processes that carry the mark of a call, wherever they have gone: a child that left its group, or what a
 * killed run left behind. Only Linux tells the environment of a process; elsewhere nothing is found. When it comes back
 * they do nothing any more, so that their folder can be removed; it blocks, so that it can be called at the end of this
 * process.
 *
 * @param isMeant whether the processes with a mark are to be killed
 */
export function endMarked(isMeant: (mark: string) => boolean): void {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const pids = processNumbers().filter((pid) => {
      const mark = markOf(pid);
      return mark !== null && isMeant(mark);
    });
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    // Until its memory is gone, a process that was killed may still be at work in the system.
    Atomics.wait(CLOCK, 0, 0, ROUND_MS);
  }
}

function processNumbers(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid);
  } catch {
    return [];
  }
}

/** The mark in the environment that a process was started with, or `null`. */
function markOf(pid: number): string | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((variable) => variable.startsWith(`${VARIABLE}=`))?.slice(VARIABLE.length + 1) ?? null;
  } catch {
    // It has ended, or it is somebody else's.
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

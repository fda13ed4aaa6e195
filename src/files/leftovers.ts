import { readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Names of temporary files: which machine and process made them, and which of that process's files it is. */
const TEMPORARY = /^\.zbootkit-([0-9A-Za-z.-]+)-(\d+)-(\d+)\.tmp$/;
/** A temporary file that nobody has written to for so long belongs to nobody; copying 4 GiB takes seconds. */
const ABANDONED_MS = 3_600_000;
/** Characters of the host's name that a name holds. */
const HOST_LENGTH = 40;

let made = 0;

/** The name of a temporary file that no living process but this one uses on this machine. */
export function temporaryName(): string {
  made += 1;
  return `.zbootkit-${hostMark()}-${process.pid}-${made}.tmp`;
}

/**
 * Removes the temporary files that killed processes left in a folder, as far as that is allowed. Files of living
 * processes stay, and so do those of other machines that share the folder, unless they were left long ago.
 *
 * @param own the name of a temporary file just made there; its time is the folder's present
 */
export async function removeLeftovers(folder: string, own: string): Promise<void> {
  // What cannot be seen or removed is somebody else's to tidy, and no reason to fail.
  const names = (await readdir(folder).catch(() => [])).filter((name) => name !== own && TEMPORARY.test(name));
  const present = names.length === 0 ? null : await lstat(join(folder, own)).catch(() => null);
  if (present === null) return;
  for (const name of names) {
    const state = await lstat(join(folder, name)).catch(() => null);
    if (state?.isFile() !== true) continue;
    const [, host, pid] = TEMPORARY.exec(name) ?? [];
    const orphaned = host === hostMark() && isGone(Number(pid), state.mtimeMs);
    const abandoned = present.mtimeMs - state.mtimeMs > ABANDONED_MS;
    if (orphaned || abandoned) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** Whether the process that made a file has ended; this process did not make what is older than itself. */
function isGone(pid: number, mtimeMs: number): boolean {
  // The time at which a thread began says nothing about the files of the others.
  if (pid === process.pid) return isMainThread && mtimeMs < performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    // A process that may not be signalled is alive.
    return cause instanceof Error && 'code' in cause && cause.code === 'ESRCH';
  }
}

/** Process numbers mean something only within one machine and, on Linux, one namespace of it. */
function hostMark(): string {
  const host = hostname()
    .replace(/[^0-9A-Za-z.]/g, '')
    .slice(0, HOST_LENGTH);
  try {
    return `${host}.${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`;
  } catch {
    return `${host}.0`;
  }
}

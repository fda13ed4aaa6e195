import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { codeOf, ignore } from './file-error.ts';
import { hostMarkOf } from './host-mark.ts';
import { removeTree } from './remove-tree.ts';
import { stateAt } from './state.ts';

/** Names of temporary files and folders: which machine and process made them, and which of that process's they are. */
const TEMPORARY = /^\.zbootkit-([0-9A-Za-z.]*\.\d+)-(\d+)-(\d+)\.tmp$/;
/** Names of folders that hold what somebody may still want: they end otherwise, so that nobody takes them for temporary. */
const RETIRED = /^\.zbootkit-([0-9A-Za-z.]*\.\d+)-(\d+)-(\d+)\.old$/;
/** What another machine left and nobody has written to for so long belongs to nobody; a call that takes hours may still. */
const ABANDONED_MS = 86_400_000;
/** Names that are tried: processes of one number can have left some, and threads share it. */
const NAMES_TRIED = 100;
/** Nobody else looks into a temporary folder. */
const PRIVATE_FOLDER = 0o700;

let made = 0;
/** What this process has made and not given up yet. */
const current = new Set<string>();

/** The name of a temporary file that no living process but this one uses on this machine. */
export function temporaryName(): string {
  return newName('tmp');
}

/** The name of a folder for what is moved aside; only who knows what it holds removes it. */
export function retiredName(): string {
  return newName('old');
}

function newName(end: 'tmp' | 'old'): string {
  made += 1;
  return `.zbootkit-${hostMark()}-${process.pid}-${made}.${end}`;
}

/** Whether a name is one that folders have for what is moved aside. */
export function isRetired(name: string): boolean {
  return RETIRED.test(name);
}

/** Folders for what was moved aside, in a folder, whose makers on this machine have ended; sorted. */
export async function retiredIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const [, host, pid] = RETIRED.exec(name) ?? [];
    if (host !== hostMark()) continue;
    const path = join(folder, name);
    const state = await lstat(path);
    if (state.isDirectory() && isGone(Number(pid), state.mtimeMs)) found.push(path);
  }
  return found;
}

/** Whether a path is one that this process would give to something temporary. */
export function isOwnTemporary(path: string): boolean {
  const [, host, pid] = TEMPORARY.exec(basename(path)) ?? [];
  return host === hostMark() && Number(pid) === process.pid;
}

/** Whether a name is one that temporary files and folders have. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Makes a temporary file or folder under a name that is free, and remembers it until it is forgotten.
 *
 * @param make makes it at a path, and fails with EEXIST when that is taken
 * @returns the path, and what `make` returned
 * @throws whatever `make` throws otherwise
 */
export async function makeTemporary<Made>(
  folder: string,
  make: (path: string) => Made | Promise<Made>,
): Promise<{ readonly path: string; readonly made: Made }> {
  for (let left = NAMES_TRIED; ; left -= 1) {
    const path = join(folder, temporaryName());
    // Remembered before it is there: the process may end while it is made.
    remember(path);
    try {
      return { path, made: await make(path) };
    } catch (cause) {
      forgetTemporary(path);
      if (codeOf(cause) !== 'EEXIST' || left === 1) throw cause;
    }
  }
}

/** Makes a temporary folder that nobody else may look into. */
export async function makeTemporaryFolder(folder: string): Promise<string> {
  const { path } = await makeTemporary(folder, (at) => {
    mkdirSync(at, { mode: PRIVATE_FOLDER });
  });
  return path;
}

/** Says that something temporary was put into place or removed, so that it need not be removed in the end. */
export function forgetTemporary(path: string): void {
  current.delete(path);
  if (current.size === 0) process.off('exit', removeTemporaries);
}

function remember(path: string): void {
  if (current.size === 0) process.once('exit', removeTemporaries);
  current.add(path);
}

/**
 * Removes at once what this process has made and not forgotten. For its end, in the middle of anything: it cannot wait,
 * and there is nobody to tell what cannot be removed.
 */
export function removeTemporaries(): void {
  for (const path of current) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next run in that folder tries again.
    }
  }
}

/**
 * Removes the temporary files and folders that killed processes left in a folder, as far as that is allowed. Those of
 * living processes stay, and so do those of other machines that share the folder, unless they were left long ago.
 *
 * @param own the name of something temporary just made there; its time is the folder's present
 * @param beforeRemoval told of each folder of a dead process of this machine that is about to be removed
 */
export async function removeLeftovers(
  folder: string,
  own: string,
  beforeRemoval: (path: string) => void = () => undefined,
): Promise<void> {
  // What cannot be seen or removed is somebody else's to tidy, and no reason to fail.
  const names = (await readdir(folder).catch(() => [])).filter((name) => name !== own && TEMPORARY.test(name));
  const present = names.length === 0 ? null : await stateAt(join(folder, own), 'itself');
  if (present === null) return;
  for (const name of names) {
    const path = join(folder, name);
    const state = await stateAt(path, 'itself');
    if (state === null || current.has(path)) continue;
    const [, host, pid] = TEMPORARY.exec(name) ?? [];
    const isLeft =
      host === hostMark() ? isGone(Number(pid), state.mtimeMs) : present.mtimeMs - state.mtimeMs > ABANDONED_MS;
    if (!isLeft) continue;
    if (state.isFile()) await rm(path, { force: true }).catch(ignore);
    // A folder of somebody else may change while it is removed, and lead to where nothing is to be removed.
    else if (state.isDirectory() && state.uid === process.getuid?.()) {
      if (host === hostMark()) beforeRemoval(path);
      await removeTree(path).catch(ignore);
    }
  }
}

/** Whether the process that made something has ended; this process did not make what is older than itself. */
function isGone(pid: number, mtimeMs: number): boolean {
  // The time at which a thread began says nothing about the files of the others.
  if (pid === process.pid) return isMainThread && mtimeMs < performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return hasEnded(pid);
  } catch (cause) {
    // A process that may not be signalled is alive.
    return codeOf(cause) === 'ESRCH';
  }
}

/** Whether a process does nothing any more although its number is still taken, because nobody has asked for its end. */
function hasEnded(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.startsWith('Z') === true;
  } catch {
    return false;
  }
}

/** Process numbers mean something only within one machine and, on Linux, one namespace of it. */
function hostMark(): string {
  return (mark ??= hostMarkOf());
}

/** As it was at first, for a subject may change the name of the machine. */
let mark: string | null = null;

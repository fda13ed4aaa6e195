import type { Dirent } from 'node:fs';
import { chmod, constants, lstat, mkdtemp, open, opendir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, ignore } from './file-error.ts';
import { stateAt } from './state.ts';

/** Opens a folder only to name it, whatever its permissions. [open(2)] Node has no name for it. */
const O_PATH = 0x20_0000;
/** Lets the owner remove what is in a folder. */
const OWNER_ONLY = 0o700;
/** Entries that are looked at in one go. */
const ENTRIES_MAX = 4096;
/** Goes at one folder: whoever still writes there could go on for ever. */
const ROUNDS_MAX = 1000;
/** Begins the name of the folder that folders are moved to. */
const ATTIC = 'zbootkit-';

/** One entry of a folder. Names are bytes, and may be no text. */
type Entry = Dirent<Buffer>;

/**
 * Removes a file or a folder with all that it holds. Links are removed and never followed. Folders that do not let their
 * owner remove what they hold are changed so that they do. It takes the memory of the names in one folder, whatever
 * the number of levels.
 *
 * @param whenBusy is called when a folder still holds something after a first go, for then somebody may be writing there,
 *   perhaps faster than it can be removed: the place to stop who does
 * @throws the error of the system when something cannot be removed
 */
export async function removeTree(path: string, whenBusy: () => void = () => undefined): Promise<void> {
  const state = await lstat(path).catch((cause: unknown) => {
    // What has gone by itself need not be removed.
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  });
  if (state === null) return;
  if (!state.isDirectory()) await rm(path, { force: true });
  else await removeFolder(Buffer.from(path), await mountAround(path), whenBusy);
}

/** Lays the folders below one side by side and empties them one by one, for a path to the deepest may be too long. */
async function removeFolder(path: Buffer, on: Mount, whenBusy: () => void): Promise<void> {
  await inFolder(path, on, async (top) => {
    const attic = atticIn(top, on);
    await emptyInto(attic, top, whenBusy);
    for (let next = 0; next < attic.count(); next += 1) {
      const folder = await attic.at(next);
      await inFolder(folder, on, (at) => emptyInto(attic, at, whenBusy));
      await rmdir(folder);
    }
    await attic.remove();
  });
  await rmdir(path);
}

/** Where folders that hold something wait for being emptied. It is made when there is one. */
interface Attic {
  readonly count: () => number;
  readonly at: (index: number) => Promise<Buffer>;
  readonly take: (folder: Buffer) => Promise<void>;
  readonly isAt: (path: Buffer) => boolean;
  readonly remove: () => Promise<void>;
}

function atticIn(top: Buffer, on: Mount): Attic {
  let made: Buffer | null = null;
  let count = 0;
  const at = async (index: number): Promise<Buffer> => {
    made ??= Buffer.from(await mkdtemp(`${top.toString()}/${ATTIC}`));
    return within(made, Buffer.from(String(index)));
  };
  return {
    count: () => count,
    at,
    async take(folder) {
      // Whoever moves a folder writes into it: what it lies in is another one then.
      await inFolder(folder, on, () => Promise.resolve());
      await rename(folder, await at(count));
      count += 1;
    },
    isAt: (path) => made?.equals(path) === true,
    async remove() {
      if (made !== null) await rmdir(made);
    },
  };
}

/** Removes what is in a folder; folders that hold something go to the attic, files first, for it may take their room. */
async function emptyInto(attic: Attic, folder: Buffer, whenBusy: () => void): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const entries = await someEntries(folder);
    const files = entries.filter((entry) => !entry.isDirectory());
    for (const { name } of files) await unlessGone(within(folder, name), (at) => unlink(at));
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => within(folder, name));
    const others = folders.filter((at) => !attic.isAt(at));
    for (const at of others) await unlessGone(at, (path) => removeOrTake(attic, path));
    if (files.length + others.length === 0) return;
    if (round === 1) whenBusy();
  }
  throw Object.assign(new Error('EBUSY: something is still writing there'), { code: 'EBUSY', syscall: 'rmdir' });
}

/** The first entries of a folder, not all: their names alone may be more than memory is for. */
async function someEntries(folder: Buffer): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of await opendir(folder, { encoding: 'buffer' as BufferEncoding })) {
    entries.push(entry as unknown as Entry);
    if (entries.length === ENTRIES_MAX) break;
  }
  return entries;
}

async function removeOrTake(attic: Attic, folder: Buffer): Promise<void> {
  try {
    // Even somebody else's folder can be removed when it is empty.
    await rmdir(folder);
  } catch (cause) {
    if (!['ENOTEMPTY', 'EEXIST', 'EACCES'].includes(codeOf(cause))) throw cause;
    await attic.take(folder);
  }
}

function within(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name]);
}

/** An entry that has gone by itself need not be removed; that something else is missing is a failure. */
async function unlessGone(path: Buffer, act: (path: Buffer) => Promise<void>): Promise<void> {
  try {
    await act(path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT' || (await exists(path))) throw cause;
  }
}

async function exists(path: Buffer): Promise<boolean> {
  return (await stateAt(path, 'itself')) !== null;
}

/** The mount that all folders have to be on, by the system's number; `null` where the system does not tell. */
interface Mount {
  readonly on: string | null;
}

/**
 * Opens a folder to its owner and does something with it, unless something else is mounted there.
 *
 * @param act gets a path that leads to the folder even when its own leads somewhere else in the next moment, where the
 *   system has such paths
 */
async function inFolder(path: Buffer, { on }: Mount, act: (path: Buffer) => Promise<void>): Promise<void> {
  const handle =
    process.platform === 'linux' ? await open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW) : null;
  try {
    if (handle !== null && on !== null && (await mountOf(handle)) !== on) throw new SomethingMounted(path);
    const steady = Buffer.from(`/proc/self/fd/${handle?.fd ?? ''}`);
    const at = handle !== null && (await exists(steady)) ? steady : path;
    // Somebody else's folder may let us remove what it holds all the same.
    await chmod(at, OWNER_ONLY).catch(ignore);
    await act(at);
  } finally {
    await handle?.close();
  }
}

/** A folder that is not to be emptied, for what it shows is elsewhere. */
class SomethingMounted extends Error {
  override readonly name = 'SomethingMounted';
  readonly code = 'EBUSY';
  readonly syscall = 'rmdir';

  constructor(path: Buffer) {
    super(`EBUSY: something is mounted at ${path.toString()}`);
  }
}

/** The mount that the folder around something is on, which is the one to stay on. */
async function mountAround(path: string): Promise<Mount> {
  if (process.platform !== 'linux') return { on: null };
  const handle = await open(dirname(path), O_PATH | constants.O_DIRECTORY);
  return { on: await mountOf(handle).finally(() => handle.close()) };
}

/** The number of the mount that an open folder is on, or `null` where the system does not tell. [proc(5), fdinfo] */
async function mountOf(handle: FileHandle): Promise<string | null> {
  const told = await readFile(`/proc/self/fdinfo/${handle.fd}`, 'latin1').catch(() => '');
  return /^mnt_id:\s*(\d+)$/m.exec(told)?.[1] ?? null;
}

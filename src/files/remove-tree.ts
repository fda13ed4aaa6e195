import { chmod, constants, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './file-error.ts';

/** Opens a folder only to name it, whatever its permissions. [open(2)] Node has no name for it. */
const O_PATH = 0x20_0000;
/** Lets the owner remove what is in a folder. */
const OWNER_ONLY = 0o700;
/** What can be told of a tree that its owner may remove once it is laid flat. */
const HINDRANCES = ['EACCES', 'EPERM', 'ENAMETOOLONG'];
/** Begins the name of the folder that folders are moved to. */
const ATTIC = 'zbootkit-';

/**
 * Removes a file or a folder with all that it holds. Links are removed and never followed. Folders that do not let their
 * owner remove what they hold are changed so that they do, and those that lie deeper than a path can say are moved up.
 *
 * @throws the error of the system when something cannot be removed
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (cause) {
    if (!HINDRANCES.includes(codeOf(cause))) throw cause;
    await flatten(path);
    await rm(path, { recursive: true, force: true });
  }
}

/** Opens all folders below one to their owner, and moves them side by side: then no path in it is long. */
async function flatten(top: string): Promise<void> {
  await inFolder(Buffer.from(top), async (from) => {
    const attic = Buffer.from(await mkdtemp(join(from.toString(), ATTIC)));
    let [moved, emptied] = [0, 0];
    const raise = async (folder: Buffer): Promise<void> => {
      for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
        const path = within(folder, entry.name);
        if (!entry.isDirectory() || path.equals(attic)) continue;
        // Whoever moves a folder writes into it: what it lies in is another one then.
        await inFolder(path, () => Promise.resolve());
        await rename(path, within(attic, String(moved)));
        moved += 1;
      }
    };
    await raise(from);
    for (; emptied < moved; emptied += 1) await inFolder(within(attic, String(emptied)), raise);
  });
}

/** Names are bytes, for strangers give folders names that are no text. */
function within(folder: Buffer, name: Buffer | string): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), Buffer.from(name)]);
}

/**
 * Opens a folder to its owner and does something with it.
 *
 * @param act gets a path that leads to the folder even when its own leads somewhere else in the next moment
 */
async function inFolder(path: Buffer, act: (path: Buffer) => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') {
    await chmod(path, OWNER_ONLY);
    return act(path);
  }
  const handle = await open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const steady = pathOf(handle);
    await chmod(steady, OWNER_ONLY);
    await act(steady);
  } finally {
    await handle.close();
  }
}

function pathOf({ fd }: FileHandle): Buffer {
  return Buffer.from(`/proc/self/fd/${fd}`);
}

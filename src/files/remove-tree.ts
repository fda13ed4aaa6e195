import { chmod, constants, lstat, mkdtemp, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { codeOf } from './file-error.ts';

/** Opens a folder only to name it, whatever its permissions. [open(2)] Node has no name for it. */
const O_PATH = 0x20_0000;
/** Lets the owner remove what is in a folder. */
const OWNER_ONLY = 0o700;
/** Begins the name of the folder that folders are moved to. */
const ATTIC = 'zbootkit-';

/**
 * Removes a file or a folder with all that it holds. Links are removed and never followed. Folders that do not let their
 * owner remove what they hold are changed so that they do. It takes the memory of the names in one folder, whatever
 * the number of levels.
 *
 * @throws the error of the system when something cannot be removed
 */
export async function removeTree(path: string): Promise<void> {
  await unlessGone(async () => {
    if ((await lstat(path)).isDirectory()) await removeFolder(Buffer.from(path));
    else await unlink(path);
  });
}

/** Lays the folders below one side by side and empties them one by one, for a path to the deepest may be too long. */
async function removeFolder(path: Buffer): Promise<void> {
  await inFolder(path, async (top) => {
    // Where folders are moved to, which is made when there is one to move.
    const moved: { attic: Buffer | null; count: number } = { attic: null, count: 0 };
    const raise = async (folder: Buffer): Promise<void> => {
      moved.attic ??= Buffer.from(await mkdtemp(`${top.toString()}/${ATTIC}`));
      // Whoever moves a folder writes into it: what it lies in is another one then.
      await inFolder(folder, () => Promise.resolve());
      await rename(folder, within(moved.attic, String(moved.count)));
      moved.count += 1;
    };
    const empty = async (folder: Buffer): Promise<void> => {
      // Names are bytes, and may be no text; in this encoding each byte is a character. All of them are read first: whoever
      // still writes there could go on for ever.
      for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'latin1' })) {
        const at = within(folder, entry.name);
        if (moved.attic?.equals(at) === true) continue;
        await unlessGone(() => (entry.isDirectory() ? raise(at) : unlink(at)));
      }
    };
    await empty(top);
    if (moved.attic === null) return;
    for (let next = 0; next < moved.count; next += 1) {
      const folder = within(moved.attic, String(next));
      await inFolder(folder, empty);
      await rmdir(folder);
    }
    await rmdir(moved.attic);
  });
  await rmdir(path);
}

function within(folder: Buffer, name: string): Buffer {
  return Buffer.concat([folder, Buffer.from(`/${name}`, 'latin1')]);
}

/** What has gone by itself need not be removed. */
async function unlessGone(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
  }
}

/**
 * Opens a folder to its owner and does something with it.
 *
 * @param act gets a path that leads to the folder even when its own leads somewhere else in the next moment
 */
async function inFolder(path: Buffer, act: (path: Buffer) => Promise<void>): Promise<void> {
  // Somebody else's folder may let us remove what it holds all the same.
  const letOwnerIn = (at: Buffer): Promise<void> => chmod(at, OWNER_ONLY).catch(() => undefined);
  if (process.platform !== 'linux') {
    await letOwnerIn(path);
    return act(path);
  }
  const handle = await open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const steady = Buffer.from(`/proc/self/fd/${handle.fd}`);
    await letOwnerIn(steady);
    await act(steady);
  } finally {
    await handle.close();
  }
}

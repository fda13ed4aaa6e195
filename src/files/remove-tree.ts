import { chmod, constants, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './file-error.ts';

/** Opens a folder only to name it, whatever its permissions. [open(2)] Node has no name for it. */
const O_PATH = 0x20_0000;
/** Lets the owner remove what is in a folder. */
const OWNER_ONLY = 0o700;

/**
 * Removes a file or a folder with all that it holds. Links are removed and never followed. Folders that do not let their
 * owner remove what they hold are changed so that they do.
 *
 * @throws the error of the system when something cannot be removed
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (cause) {
    if (codeOf(cause) !== 'EACCES' && codeOf(cause) !== 'EPERM') throw cause;
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openFolders(folder: string): Promise<void> {
  await letOwnerIn(folder);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(folder, entry.name));
  }
}

async function letOwnerIn(folder: string): Promise<void> {
  if (process.platform !== 'linux') return chmod(folder, OWNER_ONLY);
  // By its descriptor, for the path may lead somewhere else in the next moment.
  const handle = await open(folder, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await chmod(`/proc/self/fd/${handle.fd}`, OWNER_ONLY);
  } finally {
    await handle.close();
  }
}

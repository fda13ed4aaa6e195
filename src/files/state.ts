import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';

/**
 * What lies at a path, or `null` where nothing can be seen.
 *
 * @param links whether a symbolic link is followed or meant itself
 */
export async function stateAt(path: string | Buffer, links: 'followed' | 'itself' = 'followed'): Promise<Stats | null> {
  try {
    return await (links === 'followed' ? stat(path) : lstat(path));
  } catch {
    return null;
  }
}

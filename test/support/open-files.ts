/** What this process has open, which only Linux says. */
import { readdirSync, readlinkSync } from 'node:fs';

function openPaths(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The list was read through one that is closed by now.
      return [];
    }
  });
}

/** How often a file is open that lies at an absolute path. */
export function openCount(path: string): number {
  return openPaths().filter((open) => open === path).length;
}

/** What is open in a folder, and the folder itself if that is open; sorted paths. */
export function openBelow(folder: string): readonly string[] {
  return openPaths()
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .sort();
}

import { readdirSync, readlinkSync } from 'node:fs';

/** How often this process has a file open that lies at an absolute path; only Linux says so. */
export function openCount(path: string): number {
  return readdirSync('/proc/self/fd').filter((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`) === path;
    } catch {
      // What the folder was listed with is closed by now.
      return false;
    }
  }).length;
}

import { readFileSync } from 'node:fs';

/** Whether a process can do anything: one that is ending has no memory any more, and keeps its number for a while. */
export function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/statm`, 'latin1').startsWith('0 ');
  } catch {
    return false;
  }
}

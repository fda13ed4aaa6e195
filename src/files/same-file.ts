import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Whether two paths lead to one file that exists, by links or other names too. */
export async function isSameFile(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([seenAt(left), seenAt(right)]);
  return a !== null && a.dev === b?.dev && a.ino === b.ino;
}

/** What is at a path. Numbers of files may be too large for a number of ours. */
function seenAt(path: string): Promise<BigIntStats | null> {
  return stat(path, { bigint: true }).catch(() => null);
}

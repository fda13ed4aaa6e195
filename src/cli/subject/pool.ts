import { WHOLE, casesInShare } from '../../campaign/index.ts';
import type { Extent, Share } from '../../campaign/index.ts';
import { CASE_SETS } from '../../results/index.ts';
import { openPool } from '../../workers/index.ts';
import type { Assignment, OpenPool } from '../../workers/index.ts';
import type { Io } from '../io.ts';

/** To load a thread takes as long as some hundred cases do; with fewer than this it would not pay. */
const WORTH_THREADS = 400;

/** Cases of a campaign, or of a share of one, by which it is seen whether threads are worth it. */
export function casesIn(extent: Extent, share: Share = WHOLE): number {
  const planned = casesInShare(extent, share);
  return CASE_SETS.reduce((sum, set) => sum + planned[set], 0);
}

/**
 * Threads for a subject that would run in this one; `null` for commands and harnesses, which have processes of their own, and where threads
 * would not pay.
 *
 * @param cases how many there are to examine
 * @param jobs threads at most
 * @param signal ends them at once
 */
export function poolFor(
  assignment: Assignment,
  { cases, jobs }: { readonly cases: number; readonly jobs: number },
  signal: AbortSignal,
  { worker }: Io,
): OpenPool | null {
  const { kind } = assignment.spec;
  const hasProcesses = kind === 'command' || kind === 'harness';
  if (hasProcesses || worker === null || jobs === 1 || cases < WORTH_THREADS) return null;
  return openPool({ worker, jobs, assignment, signal });
}

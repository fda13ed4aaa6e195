import { setMaxListeners } from 'node:events';
import type { Io } from '../io.ts';
import { TIMER_MAX_MS } from '../options.ts';
import type { BoundOptions } from './bounds.ts';

/** What ends a run early. */
export interface Stop {
  /** Ends calls that are running: at an interrupt, and when the last of the time is up. */
  readonly signal: AbortSignal;
  readonly interrupted: () => boolean;
  close(): void;
}

/**
 * Listens for an interrupt, until it is closed.
 *
 * @param bounds `maxTime` is when running calls are ended without one, however long a call may take
 */
export function openStop(io: Io, { maxTime = Infinity }: Pick<BoundOptions, 'maxTime'> = {}): Stop {
  const abort = new AbortController();
  // Every call that is running listens, and there may be as many as there are jobs.
  setMaxListeners(0, abort.signal);
  let interrupted = false;
  const forget = io.onInterrupt(() => {
    interrupted = true;
    abort.abort();
  });
  const end = (): void => {
    abort.abort();
  };
  const timer = maxTime > TIMER_MAX_MS ? undefined : setTimeout(end, maxTime);
  return {
    signal: abort.signal,
    interrupted: () => interrupted,
    close() {
      forget();
      clearTimeout(timer);
    },
  };
}

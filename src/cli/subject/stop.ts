import { setMaxListeners } from 'node:events';
import type { Io } from '../io.ts';

/** The longest delay that timers can keep. [Node.js, setTimeout] */
const TIMER_MAX_MS = 0x7fffffff;

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
 * @param endAfterMs milliseconds after which running calls are ended without one
 */
export function openStop(io: Io, endAfterMs = Infinity): Stop {
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
  const timer = endAfterMs > TIMER_MAX_MS ? undefined : setTimeout(end, endAfterMs);
  return {
    signal: abort.signal,
    interrupted: () => interrupted,
    close() {
      forget();
      clearTimeout(timer);
    },
  };
}

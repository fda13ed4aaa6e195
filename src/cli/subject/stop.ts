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
 * @param last milliseconds after which running calls are ended without one
 */
export function openStop(io: Io, last = Infinity): Stop {
  const abort = new AbortController();
  let interrupted = false;
  const forget = io.onInterrupt(() => {
    interrupted = true;
    abort.abort();
  });
  const end = (): void => {
    abort.abort();
  };
  const timer = last > TIMER_MAX_MS ? undefined : setTimeout(end, last);
  return {
    signal: abort.signal,
    interrupted: () => interrupted,
    close() {
      forget();
      clearTimeout(timer);
    },
  };
}

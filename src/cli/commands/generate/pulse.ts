import { setImmediate } from 'node:timers/promises';
import type { Pulse } from '../../../fixtures/make/index.ts';
import type { Io } from '../../io.ts';
import { progressOn } from '../../progress.ts';

/** Somebody asked the program to stop before it was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Shows how far long work is on standard error, and throws Interrupted once an interrupt has arrived. */
export interface ShownPulse extends Pulse {
  /** Ends the listening and removes the live line. */
  stop(): void;
}

/** Steps between two turns of the event loop, in which signals arrive; a turn costs about as much as a short step. */
const STEPS_PER_TURN = 16;

/** Starts to listen for interrupts. */
export function pulseOn(io: Io, mode: 'shown' | 'silent'): ShownPulse {
  const progress = progressOn(io, mode);
  let interrupted = false;
  let steps = 0;
  const forget = io.onInterrupt(() => {
    interrupted = true;
  });
  return {
    async beat(phase, done, planned) {
      progress.show(phase, done, planned);
      steps += 1;
      if (steps % STEPS_PER_TURN === 0) await setImmediate();
      if (interrupted) throw new Interrupted('interrupted');
    },
    stop() {
      progress.clear();
      forget();
    },
  };
}

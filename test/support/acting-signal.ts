/** A signal that acts in the middle of somebody's work, without a clock. */
export interface ActingSignal {
  readonly signal: AbortSignal;
  /** How often the work has asked whether it shall go on. */
  readonly asked: () => number;
}

/**
 * A signal that does something whenever the work asks it whether to go on, just before it answers.
 *
 * @param act gets the number of the question, from 1, and a way to say no
 */
export function actingSignal(act: (step: number, abort: (reason: Error) => void) => void): ActingSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let asked = 0;
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      asked += 1;
      act(asked, (reason) => {
        controller.abort(reason);
      });
      if (signal.aborted) throw signal.reason;
    },
  });
  return { signal, asked: () => asked };
}

import type { Call, Step } from '../rule.ts';

/** The step that makes the same call again over other bytes, or `undefined` when it was made once. */
export function repeatedStep({ steps }: Call): Step | undefined {
  return steps.find(({ on }, position) => position > 0 && on === null);
}

/** The step that appends to the first output, or `undefined` when none does. */
export function furtherStep({ steps }: Call): Step | undefined {
  return steps.find(({ on }) => on === 0);
}

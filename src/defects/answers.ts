import type { Call } from '../../properties/index.ts';

/** Defects that no repair of an output shows, for there is none that can be read. */
const SENTENCES = {
  refused: 'Rewrite the image instead of refusing it.',
  crashed: 'Rewrite the image or refuse it instead of crashing.',
  'timed-out': 'Answer within the time limit.',
  'no-output': 'Leave an output when it says that it succeeded.',
  'left-output': 'Leave no output behind when it says that it failed.',
  'oversized-output': 'Write no more than the image, the content and their padding.',
  'changed-input': 'Leave the image and the content as they are.',
  garbage: 'Write nothing to standard output but the frames of the protocol.',
  unreadable: 'Write an output that can be read as a PE image.',
} as const;

/** What is wrong with an answer as such, and what would mend it. */
export interface WrongAnswer {
  readonly id: string;
  readonly sentence: string;
}

/** What is wrong with the answer to a call that broke a rule; `null` for an output that can be read. */
export function wrongAnswer({ steps: [{ answer, after }] }: Call): WrongAnswer | null {
  if (answer.kind === 'rewritten') return after?.ok === true ? null : named('unreadable');
  if (answer.kind === 'unavailable') return null;
  return named(answer.kind === 'misbehaved' ? answer.what : answer.kind);
}

function named(id: keyof typeof SENTENCES): WrongAnswer {
  return { id, sentence: SENTENCES[id] };
}

import { refusalGrounds } from '../../properties/index.ts';
import type { Call } from '../../properties/index.ts';
import type { AnswerDefect } from '../results/index.ts';

/** Defects that are mended by another answer, which is tried, and not by what is said of the answer. */
type MendedAnswer = 'no-leftover' | 'same-answer';

/** Defects that no repair of an output shows, for there is none that can be read. */
const SENTENCES = {
  refused: 'Rewrite the image instead of refusing it.',
  crashed: 'Rewrite the image or refuse it instead of crashing.',
  'timed-out': 'Answer within the time limit.',
  'no-output': 'Leave an output when reporting success.',
  'left-output': 'Leave no output when reporting failure.',
  'oversized-output': 'Write no more than the image, the content and their padding.',
  'changed-input': 'Leave the image and the content as they are.',
  garbage: 'Write nothing to standard output but the frames of the protocol.',
  unreadable: 'Write an output that can be read as a PE image.',
} as const satisfies Readonly<Record<Exclude<AnswerDefect, MendedAnswer> | 'unreadable', string>>;

/** The ids of what is wrong with an answer. */
export const WRONG_ANSWERS: readonly string[] = Object.keys(SENTENCES);

/** What is wrong with an answer as such, and what would mend it. */
export interface WrongAnswer {
  readonly id: string;
  readonly sentence: string;
}

/**
 * What is wrong with the first answer of a call that is not right as an answer; `null` where all are outputs that can be
 * read or refusals that are due.
 */
export function wrongAnswer({ before, steps }: Call): WrongAnswer | null {
  for (const { on, requests, answer, after } of steps) {
    if (answer.kind === 'unavailable') return null;
    if (answer.kind === 'misbehaved') return named(answer.what);
    if (answer.kind === 'refused') {
      const image = on === null ? before : (steps[on]?.after ?? null);
      if (image !== null && refusalGrounds(image, requests).kind === 'none') return named('refused');
    } else if (answer.kind !== 'rewritten') return named(answer.kind);
    else if (after?.ok !== true) return named('unreadable');
  }
  return null;
}

function named(id: keyof typeof SENTENCES): WrongAnswer {
  return { id, sentence: SENTENCES[id] };
}

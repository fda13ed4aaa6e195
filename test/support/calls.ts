import type { AppendRequests, Call } from '../../properties/index.ts';
import type { Answer } from '../../src/contract/index.ts';
import type { Image, Reading } from '../../src/reader/index.ts';

/** A call that was made once, or twice with the answer that the second one got. */
export interface CallParts {
  readonly before: Image;
  readonly requests: AppendRequests;
  readonly answer: Answer;
  readonly after: Reading | null;
  readonly repeated?: Answer;
}

/** The call as rules see it. */
export function callOf({ before, requests, answer, after, repeated }: CallParts): Call {
  const first = { on: null, requests, setting: { previousOutput: null }, answer, after };
  const reading = { ok: true, image: before } as const;
  if (repeated === undefined) return { before: reading, steps: [first] };
  return { before: reading, steps: [first, { ...first, answer: repeated, after: null }] };
}

/** What a subject can answer to a case that is judged, the worst last. */
export const ANSWER_KINDS = ['rewritten', 'refused', 'misbehaved', 'timed-out', 'crashed'] as const;
/** One kind of answer. */
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** Whether a word is a kind of answer. */
export function isAnswerKind(word: unknown): word is AnswerKind {
  return (ANSWER_KINDS as readonly unknown[]).includes(word);
}

/** How many cases had one kind of answer. */
export interface AnswerCount {
  readonly answer: AnswerKind;
  readonly count: number;
}

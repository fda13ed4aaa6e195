import type { AnswerKind } from './answer-kind.ts';

/** One mistake of a subject, and the rules that it breaks. */
export interface Defect {
  /** What would mend it, as a word: `payload-offset`, or several with `+`; the root rule's id where nothing known does. */
  readonly id: string;
  /** What would mend it, as an order to the subject. */
  readonly sentence: string;
  /** The rule that says most of it. */
  readonly rule: string;
  /** The stored case to look at, a folder below `cases/`. */
  readonly caseId: string;
  /** The other rules that it breaks, in the order of the catalogue. */
  readonly followers: readonly string[];
}

/** The mistakes that a defect stands for: rules that break only where several meet name all of them. */
export function partsOf({ id }: Pick<Defect, 'id'>): readonly string[] {
  return id.split('+');
}

/** Defects that show in other answers than outputs that are wrong, and in which. */
const SHOWN_IN = {
  refused: ['refused'],
  crashed: ['crashed'],
  'timed-out': ['timed-out'],
  'no-output': ['misbehaved'],
  'left-output': ['misbehaved'],
  'oversized-output': ['misbehaved'],
  'changed-input': ['misbehaved'],
  garbage: ['misbehaved'],
  'no-leftover': ['misbehaved'],
  // Two answers of different kinds, of which the worse counts.
  'same-answer': ['refused', 'misbehaved', 'timed-out', 'crashed'],
} as const satisfies Readonly<Record<string, readonly AnswerKind[]>>;

/** A defect that does not show in what is written. */
export type AnswerDefect = keyof typeof SHOWN_IN;

function isAnswerDefect(id: string): id is AnswerDefect {
  return Object.hasOwn(SHOWN_IN, id);
}

/** The answers that a defect can show in: that which it is, any that differ from others, or an output that is wrong. */
export function answersBehind(id: Defect['id']): readonly AnswerKind[] {
  return isAnswerDefect(id) ? SHOWN_IN[id] : ['rewritten'];
}

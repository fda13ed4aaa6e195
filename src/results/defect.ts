import { isAnswerKind } from './answer-kind.ts';
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

/** Defects that are a way to misbehave. */
const MISBEHAVIOURS: readonly string[] = [
  'no-output',
  'left-output',
  'oversized-output',
  'changed-input',
  'garbage',
  'no-leftover',
];

/** The answer that a defect shows in: that which it is, or an output that is wrong. */
export function answerBehind(id: Defect['id']): AnswerKind {
  if (MISBEHAVIOURS.includes(id)) return 'misbehaved';
  return isAnswerKind(id) ? id : 'rewritten';
}

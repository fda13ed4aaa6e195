import { refusalGrounds, repeatedStep } from '../../properties/index.ts';
import type { Call, Step } from '../../properties/index.ts';
import type { AnswerDefect } from '../results/index.ts';
import type { Mending } from './mending.ts';

/** Whether no output of a call can be right. */
export function mustRefuse({ before, steps: [{ requests }] }: Call): boolean {
  return refusalGrounds(before, requests).kind === 'must';
}

/** The call as if it had been refused. */
export function refused(call: Call): Call {
  const answer = { kind: 'refused', code: 'repaired', detail: '' } as const;
  return { ...call, steps: [{ ...call.steps[0], answer, after: null }] };
}

/** Whether the output of a step is what it was asked to append to: the image, or the output of a step before. */
function isUnchanged({ before, steps }: Call, { on, answer }: Step): boolean {
  const reading = on === null ? before : (steps[on]?.after ?? null);
  if (answer.kind !== 'rewritten' || reading?.ok !== true) return false;
  const { source, fileSize } = reading.image;
  return fileSize === answer.bytes.length && Buffer.compare(source.slice(0, fileSize), answer.bytes) === 0;
}

const REFUSE_INSTEAD: Mending = {
  id: 'refuse',
  sentence: 'Refuse what cannot be appended to instead of writing an output.',
  reach: 'answer',
  mend: (call) => (call.steps[0].answer.kind === 'rewritten' && mustRefuse(call) ? refused(call) : null),
};

const LEAVE_NOTHING: Mending = {
  id: 'no-leftover' satisfies AnswerDefect,
  sentence: 'Leave no output when refusing.',
  reach: 'answer',
  mend: (call) => {
    const [{ answer }] = call.steps;
    return answer.kind === 'misbehaved' && answer.what === 'left-output' ? refused(call) : null;
  },
};

const DO_SOMETHING: Mending = {
  id: 'unchanged',
  sentence: 'Append the section or refuse, instead of returning the image unchanged.',
  reach: 'answer',
  mend: (call) => {
    const [first, ...further] = call.steps;
    if (isUnchanged(call, first)) return refused(call);
    // A further append is left out, for to refuse it would be wrong in another way; only the first is appended to.
    const made = further.filter((step) => step.on === null || !isUnchanged(call, step));
    return made.length < further.length ? { ...call, steps: [first, ...made] } : null;
  },
};

/** How the answer to a call differs from that to the same call with an older file where the output goes. */
type Difference = 'kind' | 'old-bytes' | 'other-bytes';

/** Gives the repeated call the first answer, where the two differ in that way. */
function alike(id: string, sentence: string, difference: Difference): Mending {
  const mend = (call: Call): Call | null => {
    const [first, ...further] = call.steps;
    const repeated = repeatedStep(call);
    if (repeated === undefined || differenceOf(first, repeated) !== difference) return null;
    const again: Step = { ...repeated, answer: first.answer, after: first.after };
    return { ...call, steps: [first, ...further.map((step) => (step === repeated ? again : step))] };
  };
  return { id, sentence, reach: 'answer', mend };
}

function differenceOf({ answer: one }: Step, { answer: other, setting }: Step): Difference | null {
  if (one.kind !== 'rewritten' || other.kind !== 'rewritten') return one.kind === other.kind ? null : 'kind';
  if (Buffer.compare(one.bytes, other.bytes) === 0) return null;
  const old = setting.previousOutput ?? new Uint8Array(0);
  const isOld = other.bytes.every((byte, index) => byte === one.bytes[index] || byte === old[index]);
  return isOld ? 'old-bytes' : 'other-bytes';
}

/** What mends an answer as such and not what was written, in the order in which it is preferred. */
export const ANSWER_MENDINGS: readonly Mending[] = [
  REFUSE_INSTEAD,
  LEAVE_NOTHING,
  DO_SOMETHING,
  alike('previous-output', 'Write every byte of the output, so that no old file content shows through.', 'old-bytes'),
  alike('same-bytes', 'Write the same bytes for the same call, whatever the time and path.', 'other-bytes'),
  alike(
    'same-answer' satisfies AnswerDefect,
    'Answer the same call alike, whatever already exists at the output path.',
    'kind',
  ),
];

import { refusalGrounds, repeatedStep } from '../../properties/index.ts';
import type { Call, Step } from '../../properties/index.ts';
import { readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { checkSumOf } from './check-sum.ts';
import { Draft, OUTPUT_LIMIT } from './draft.ts';
import type { Repair, WrongOutput } from './repair.ts';
import { REPAIRS } from './repairs/repairs.ts';

/** What would mend a rewriter, and a call as it would be if it were mended. */
export interface Mending {
  readonly id: string;
  readonly sentence: string;
  /** `answer` where it is not the output that is mended. */
  readonly reach: Repair['reach'] | 'answer';
  /** `null` where there is nothing to mend. */
  readonly mend: (call: Call) => Call | null;
}

const REFUSE_INSTEAD: Mending = {
  id: 'refuse',
  sentence: 'Refuse what cannot be appended to, instead of writing an output.',
  reach: 'answer',
  mend: (call) => (mustRefuse(call) && call.steps[0].answer.kind !== 'refused' ? refused(call) : null),
};

const LEAVE_NOTHING: Mending = {
  id: 'no-leftover',
  sentence: 'Leave no output behind when it refuses.',
  reach: 'answer',
  mend: (call) => {
    const [{ answer }] = call.steps;
    return answer.kind === 'misbehaved' && answer.what === 'left-output' ? refused(call) : null;
  },
};

const WRITE_ALL: Mending = {
  id: 'previous-output',
  sentence: 'Write every byte of the output, so that nothing of an older file shows through.',
  reach: 'answer',
  mend: (call) => {
    const [first, ...further] = call.steps;
    const repeated = repeatedStep(call);
    if (repeated === undefined || isSameOutput(first, repeated)) return null;
    const again: Step = { ...repeated, answer: first.answer, after: first.after };
    return { ...call, steps: [first, ...further.map((step) => (step === repeated ? again : step))] };
  },
};

/** Everything that is tried, in the order in which it is preferred. */
export const MENDINGS: readonly Mending[] = [REFUSE_INSTEAD, LEAVE_NOTHING, WRITE_ALL, ...REPAIRS.map(ofOutput)];

function isSameOutput({ answer: one }: Step, { answer: other }: Step): boolean {
  if (one.kind !== 'rewritten' || other.kind !== 'rewritten') return one.kind === other.kind;
  return Buffer.compare(one.bytes, other.bytes) === 0;
}

/** Whether no output of a call can be right. */
export function mustRefuse({ before, steps: [{ requests }] }: Call): boolean {
  return refusalGrounds(before, requests).kind === 'must';
}

function refused(call: Call): Call {
  const answer = { kind: 'refused', code: 'mended', detail: '' } as const;
  return { ...call, steps: [{ ...call.steps[0], answer, after: null }] };
}

/** A repair done to every output of a call, each against what it was made from. */
function ofOutput({ id, sentence, reach, repair }: Repair): Mending {
  const mend = (call: Call): Call | null => {
    if (!call.before.ok) return null;
    const [first, ...further] = call.steps;
    const head = mendedStep(first, call.before.image, repair);
    const steps: [Step, ...Step[]] = [head];
    for (const step of further) {
      const from = step.on === null ? call.before : (steps[step.on]?.after ?? null);
      steps.push(from?.ok === true ? mendedStep(step, from.image, repair) : step);
    }
    return steps.every((step, index) => step === call.steps[index]) ? null : { ...call, steps };
  };
  return { id, sentence, reach, mend };
}

/** @returns the very step where the repair does not apply */
function mendedStep(step: Step, before: Image, repair: Repair['repair']): Step {
  const { answer, after, requests } = step;
  if (answer.kind !== 'rewritten' || after?.ok !== true || answer.bytes.length > OUTPUT_LIMIT) return step;
  // A slice of Node's Buffer shares its memory, and what a repair takes out of an output must be its own.
  const bytes = new Uint8Array(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.length);
  const wrong: WrongOutput = { before, request: requests[0], after: after.image, bytes };
  const mended = repair(wrong);
  if (mended === null) return step;
  const right = withCheckSum(mended, wrong);
  return { ...step, answer: { kind: 'rewritten', bytes: right }, after: readImage(right) };
}

/** A CheckSum that was right stays right; one that was wrong is a defect of its own and stays as it is. */
function withCheckSum(mended: Uint8Array, { after, bytes }: WrongOutput): Uint8Array {
  const field = after.optionalHeader.checkSum;
  if (field.value === 0 || field.value !== checkSumOf(bytes, field)) return mended;
  const reading = readImage(mended);
  if (!reading.ok) return mended;
  const { checkSum } = reading.image.optionalHeader;
  // What the repair itself wrote there is what it is about.
  if (checkSum.value !== field.value) return mended;
  const draft = new Draft(mended);
  draft.number(checkSum, checkSumOf(mended, checkSum));
  return draft.bytes;
}

import type { Call, Step } from '../../properties/index.ts';
import { readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { ANSWER_MENDINGS, refused } from './answer-mendings.ts';
import { checkSumOf } from './check-sum.ts';
import { Draft, OUTPUT_LIMIT } from './draft.ts';
import type { Mending } from './mending.ts';
import type { Repair, WrongOutput } from './repair.ts';
import { REPAIRS } from './repairs/repairs.ts';

/** Everything that is tried, in the order in which it is preferred. */
export const MENDINGS: readonly Mending[] = [...ANSWER_MENDINGS, ...REPAIRS.map(ofOutput)];

/** A repair done to every output of a call, each against what it was made from. */
function ofOutput({ id, sentence, reach, repair, declines }: Repair): Mending {
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
  if (declines === undefined) return { id, sentence, reach, mend };
  const decline = (call: Call): Call | null => {
    const wrong = call.before.ok ? wrongOutput(call.steps[0], call.before.image) : null;
    return wrong !== null && declines(wrong) ? refused(call) : null;
  };
  return { id, sentence, reach, mend, decline };
}

/** An output as repairs see it; `null` where there is none that they can do anything with. */
function wrongOutput({ answer, after, requests }: Step, before: Image): WrongOutput | null {
  if (answer.kind !== 'rewritten' || after?.ok !== true || answer.bytes.length > OUTPUT_LIMIT) return null;
  // Repairs know one new section; where several appends are judged as one, a right output would be wrong to them.
  if (requests.length > 1) return null;
  // A slice of Node's Buffer shares its memory, and what a repair takes out of an output must be its own.
  const bytes = new Uint8Array(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.length);
  return { before, request: requests[0], after: after.image, bytes };
}

/** @returns the very step where the repair does not apply */
function mendedStep(step: Step, before: Image, repair: Repair['repair']): Step {
  const wrong = wrongOutput(step, before);
  const mended = wrong === null ? null : repair(wrong);
  if (wrong === null || mended === null) return step;
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

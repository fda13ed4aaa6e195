/** Calls made by hand: no subject runs. */
import type { AppendRequests, Call, RuleId } from '../../properties/index.ts';
import type { Answer, AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Place } from '../../src/results/index.ts';
import { callOf } from '../support/calls.ts';
import { imageIn } from './append-pairs.ts';
import { AT, inner, v1, withGzip } from './base-images.ts';
import { filled, setU32 } from './patch.ts';

/** What every call asks for unless it says otherwise. */
export const REQUEST: AppendRequest = { name: '.bpf', content: filled(1000, 120), characteristics: 0x40000040 };
/** The plainest refusal. */
export const REFUSED: Answer = { kind: 'refused', code: 'no', detail: 'No.' };

/** A call on an image, answered; the output is read when there is one. */
export function call(
  input: Uint8Array,
  answer: Answer,
  more: { requests?: AppendRequests; repeated?: Answer } = {},
): Call {
  return callOf({
    before: imageIn(input),
    requests: more.requests ?? [REQUEST],
    answer,
    after: answer.kind === 'rewritten' ? readImage(answer.bytes) : null,
    ...(more.repeated === undefined ? {} : { repeated: more.repeated }),
  });
}

/** An answer with an output. */
export function rewritten(bytes: Uint8Array): Answer {
  return { kind: 'rewritten', bytes };
}

/** What a good rewriter makes of {@link clean}. */
export function appended(): Uint8Array {
  return setU32(withGzip(v1(), inner()), AT.sizeOfImage, 0x6000);
}

/** One call that breaks or keeps a rule. */
export interface CallEntry {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => Call;
  /** Where the first finding points first, or `null` when the rule holds. */
  readonly at: Place | null;
  readonly actual?: number | string;
}

/** Where findings point that are about a call as a whole. */
export const INPUT: Place = { file: 'before', offset: 0, length: 0 };

/** A field of the input. */
export function inInput(offset: number, length = 4): Place {
  return { file: 'before', offset, length };
}

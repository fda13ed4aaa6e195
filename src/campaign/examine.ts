import { setImmediate } from 'node:timers/promises';
import type { ZbootCase } from '../../generators/index.ts';
import { judgeCall } from '../../properties/index.ts';
import type { Call, Rule } from '../../properties/index.ts';
import type { Answer, AppendRequest, AppendSetting, Rewriter } from '../contract/index.ts';
import { readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import type { Verdict } from '../results/index.ts';

/** Whether the call is made a second time, over bytes that must not matter. */
export type Repetition = 'once' | 'twice';

/** One case, what the subject made of it and what every rule says of that. */
export interface Examination {
  readonly call: Call;
  /** One verdict for each rule, in the order of the rules. */
  readonly verdicts: readonly Verdict[];
}

/** The toolkit's own mistake: not the subject's, and nothing can be said of the subject. */
export class CampaignError extends Error {
  override readonly name = 'CampaignError';
}

/** Fills the place of the output before the second call; any value that no padding has. */
const STALE_BYTE = 0xa5;

/** Runs the subject on one case and judges the outcome by every rule. */
export async function examine(
  zbootCase: Pick<ZbootCase, 'image' | 'request'>,
  subject: Rewriter,
  rules: readonly Rule[],
  repetition: Repetition,
): Promise<Examination> {
  const reading = readImage(zbootCase.image);
  if (!reading.ok)
    throw new CampaignError(`a generated image cannot be read: ${reading.fault.path} (${reading.fault.code})`);
  // A subject in this process never waits for anything, so without a turn of the event loop no interrupt is heard.
  await setImmediate();
  const call = await callSubject(reading.image, zbootCase, subject, repetition);
  return { call, verdicts: rules.map((rule) => judgeCall(rule, call)) };
}

async function callSubject(
  before: Image,
  { image, request: asked }: Pick<ZbootCase, 'image' | 'request'>,
  subject: Rewriter,
  repetition: Repetition,
): Promise<Call> {
  const request: AppendRequest = {
    ...asked,
    name: subject.fixed.name ?? asked.name,
    characteristics: subject.fixed.characteristics ?? asked.characteristics,
  };
  const answer = await append(subject, image, request, { previousOutput: null });
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  if (repetition === 'once') return { before, requests: [request], answer, after, repeated: null };
  const longer = answer.kind === 'rewritten' ? answer.bytes.length + 512 : image.length;
  const previousOutput = new Uint8Array(longer).fill(STALE_BYTE);
  const repeated = await append(subject, image, request, { previousOutput });
  return { before, requests: [request], answer, after, repeated };
}

/** One call that cannot throw and cannot change the case: the subject works on copies, which are compared afterwards. */
async function append(
  subject: Rewriter,
  image: Uint8Array,
  request: AppendRequest,
  setting: AppendSetting,
): Promise<Answer> {
  const [copy, content] = [new Uint8Array(image), new Uint8Array(request.content)];
  let answer: Answer;
  try {
    answer = await subject.append(copy, { ...request, content }, setting);
  } catch (cause) {
    return { kind: 'crashed', detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
  }
  if (Buffer.compare(copy, image) !== 0) return changedInput('image');
  return Buffer.compare(content, request.content) === 0 ? answer : changedInput('content');
}

function changedInput(what: 'image' | 'content'): Answer {
  return { kind: 'misbehaved', what: 'changed-input', detail: `the bytes of the ${what} were changed in memory` };
}

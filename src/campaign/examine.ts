import { setImmediate } from 'node:timers/promises';
import type { ZbootCase } from '../../generators/index.ts';
import { judgeCall } from '../../properties/index.ts';
import type { Call, Composition, Rule } from '../../properties/index.ts';
import type { Answer, AppendRequest, AppendSetting, Rewriter } from '../contract/index.ts';
import { readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import type { Verdict } from '../results/index.ts';

/**
 * What is asked beside the call itself.
 * - `once`: nothing.
 * - `same`: the same call again, over bytes that must not matter.
 * - `twice`: that, and another section for what came of the first call.
 */
export type Repetition = 'once' | 'same' | 'twice';

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

/** A call could not be made, or its outcome not be read, for a reason that is not the subject's: nothing is judged. */
export class SubjectUnavailable extends Error {
  override readonly name = 'SubjectUnavailable';
}

/** Fills the place of the output before the second call; any value that no padding has. */
const STALE_BYTE = 0xa5;

/** What the second append brings: more than a block of 512 bytes, and no whole number of them. */
const SECOND_CONTENT: Uint8Array = new Uint8Array(700).fill(0x2b);

/**
 * Runs the subject on one case and judges the outcome by every rule.
 *
 * @throws SubjectUnavailable when one of the calls could not be made, and CampaignError
 */
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
  const composed = repetition === 'twice' ? await compose(subject, request, answer, after) : null;
  return { before, requests: [request], answer, after, repeated, composed };
}

/** Appends another section to an output, or `null` when there is none. */
async function compose(
  subject: Rewriter,
  first: AppendRequest,
  answer: Answer,
  after: Call['after'],
): Promise<Composition | null> {
  if (answer.kind !== 'rewritten' || after?.ok !== true) return null;
  // A subject that gives all sections one name has to refuse the second, which is as good a question.
  const name = subject.fixed.name ?? freeName(after.image);
  const request: AppendRequest = { ...first, name, content: SECOND_CONTENT };
  const second = await append(subject, answer.bytes, request, { previousOutput: null });
  return { request, answer: second, after: second.kind === 'rewritten' ? readImage(second.bytes) : null };
}

/** A name that no section has. */
function freeName({ sections }: Image): string {
  const taken = new Set(sections.map(({ name }) => name.value));
  let number = 2;
  while (taken.has(`.new${number}`)) number += 1;
  return `.new${number}`;
}

/** One call that cannot change the case: the subject works on copies, which are compared afterwards. */
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
  if (answer.kind === 'unavailable') throw new SubjectUnavailable(answer.detail);
  if (Buffer.compare(copy, image) !== 0) return changedInput('image');
  return Buffer.compare(content, request.content) === 0 ? answer : changedInput('content');
}

function changedInput(what: 'image' | 'content'): Answer {
  return { kind: 'misbehaved', what: 'changed-input', detail: `the bytes of the ${what} were changed in memory` };
}

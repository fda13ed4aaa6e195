import { setImmediate } from 'node:timers/promises';
import type { CampaignCase } from '../../generators/index.ts';
import { judgeCall } from '../../properties/index.ts';
import type { Call, Repetition, Rule, Step } from '../../properties/index.ts';
import type { Answer, AppendRequest, AppendSetting, Rewriter } from '../contract/index.ts';
import { readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import type { Verdict } from '../results/index.ts';
import { endToEnd, isSound, judgeStage, lastStage, outputOf, verdictsOf } from './sequence.ts';
import type { JudgedStage } from './sequence.ts';

/** One case, what the subject made of it and what every rule says of that. */
export interface Examination {
  /** The first append, and what was asked beside it. */
  readonly call: Call;
  /** The further appends of the case in their order, and last all of them at once; none where there was no second. */
  readonly stages: readonly JudgedStage[];
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

/** A case to examine: bytes, whatever they are, and what to append to them. */
export type ExaminedCase = Pick<CampaignCase, 'image' | 'request' | 'further'>;

/**
 * Runs the subject on one case and judges the outcome by every rule. An image that cannot be read is a case like any other.
 * Where more is to be appended, each output is the input of the next append, until one is refused or wrong.
 *
 * @throws SubjectUnavailable when one of the calls could not be made
 */
export async function examine(
  examined: ExaminedCase,
  subject: Rewriter,
  rules: readonly Rule[],
  repetition: Repetition,
): Promise<Examination> {
  // A subject in this process never waits for anything, so without a turn of the event loop no interrupt is heard.
  await setImmediate();
  const before = readImage(examined.image);
  const steps = await stepsOf(examined, subject, repetition);
  const call: Call = { before, steps };
  const first = rules.map((rule) => judgeCall(rule, call));
  const goesOn = (examined.further ?? []).length > 0 && isSound(call, rules, first);
  const stages = goesOn ? await stagesOf(examined, call, subject, rules) : [];
  return { call, stages, verdicts: verdictsOf(first, stages) };
}

/** Makes the further appends of a case, and judges each of them and then all at once. */
async function stagesOf(
  { further = [] }: ExaminedCase,
  { before, steps: [first] }: Call,
  subject: Rewriter,
  rules: readonly Rule[],
): Promise<readonly JudgedStage[]> {
  const of = 1 + further.length;
  const stages: JudgedStage[] = [];
  const made: [Step, ...Step[]] = [first];
  let last = first;
  for (const asked of further) {
    const input = outputOf(last);
    if (last.answer.kind !== 'rewritten' || input === null) break;
    const requests = [requestTo(subject, asked)] as const;
    last = await step(subject, last.answer.bytes, { on: made.length - 1, requests, setting: FRESH });
    const stage = judgeStage(lastStage(input, last, stages.length + 2, of), rules);
    stages.push(stage);
    if (!isSound(stage.call, rules, stage.verdicts)) return stages;
    if (last.answer.kind === 'rewritten') made.push(last);
  }
  const whole = endToEnd(before, made, of);
  return whole === null ? stages : [...stages, judgeStage(whole, rules)];
}

async function stepsOf(
  { image, request: asked }: ExaminedCase,
  subject: Rewriter,
  repetition: Repetition,
): Promise<Call['steps']> {
  const request = requestTo(subject, asked);
  const first = await step(subject, image, { on: null, requests: [request], setting: FRESH });
  if (repetition === 'once') return [first];
  const longer = first.answer.kind === 'rewritten' ? first.answer.bytes.length + 512 : image.length;
  const setting = { previousOutput: new Uint8Array(longer).fill(STALE_BYTE) };
  const again = await step(subject, image, { on: null, requests: [request], setting });
  if (repetition === 'same' || first.answer.kind !== 'rewritten' || first.after?.ok !== true) return [first, again];
  // A subject that gives all sections one name has to refuse the second, which is as good a question.
  const name = subject.fixed.name ?? freeName(first.after.image);
  const further: AppendRequest = { ...request, name, content: SECOND_CONTENT };
  return [first, again, await step(subject, first.answer.bytes, { on: 0, requests: [further], setting: FRESH })];
}

/** A request as a subject can be told it. */
export function requestTo(subject: Rewriter, asked: AppendRequest): AppendRequest {
  return {
    ...asked,
    name: subject.fixed.name ?? tellable(asked.name, subject),
    characteristics: subject.fixed.characteristics ?? asked.characteristics,
  };
}

/** A command is told names as arguments, which end at the first zero byte; of a name that starts with one nothing is left. */
function tellable(name: string, { command }: Rewriter): string {
  return command === null ? name : name.replace(/\0.*$/s, '');
}

/** Nothing lies where the output goes. */
const FRESH: AppendSetting = { previousOutput: null };

/** What is asked in one step. */
interface Question {
  readonly on: Step['on'];
  readonly requests: readonly [AppendRequest];
  readonly setting: AppendSetting;
}

async function step(subject: Rewriter, image: Uint8Array, question: Question): Promise<Step> {
  const answer = await append(subject, image, question.requests[0], question.setting);
  return { ...question, answer, after: answer.kind === 'rewritten' ? readImage(answer.bytes) : null };
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

import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import type { Answer, Rewriter } from '../contract/index.ts';
import { SubjectUnavailable, examine } from './examine.ts';

/** Images that any rewriter takes: nothing in them is unusual, and their headers have room for sections by the dozen. */
const PLAIN_IMAGES = [
  { title: 'an arm64 image of one section', plan: 'machine=arm64 headerRoom=page' },
  {
    title: 'an arm64 image of three sections',
    plan: 'machine=arm64 headerRoom=page sections=.text:code:2:0,.rodata:rodata:1:-12,.data:data:1:64',
  },
  {
    title: 'an x86-64 image of two sections',
    plan: 'machine=x86-64 headerRoom=page sections=.text:code:1:0,.data:data:1:0',
  },
] as const;

/** What became of one plain image. */
export interface PlainAppend {
  /** What the image is, in words. */
  readonly title: string;
  /** Bytes of the image. */
  readonly inputSize: number;
  readonly answer: Answer;
}

/** What became of all plain images, in their order. */
export interface Preflight {
  readonly appends: readonly PlainAppend[];
  /**
   * `ready` when an output came of at least one image, right or wrong; `late` when every call ran into its time limit;
   * `failed` when there was no output for other reasons; `unavailable` when the subject could not be called.
   */
  readonly state: 'ready' | 'late' | 'failed' | 'unavailable';
}

/**
 * Asks a subject for an append to a few plain images, all at once, before thousands are spent on one that is called wrongly.
 * Nothing is judged here: an output may be as wrong as it likes.
 */
export async function preflight(subject: Rewriter): Promise<Preflight> {
  const appends = await Promise.all(PLAIN_IMAGES.map((image) => appendTo(image, subject)));
  return { appends, state: stateOf(appends.map(({ answer }) => answer)) };
}

async function appendTo({ title, plan }: (typeof PLAIN_IMAGES)[number], subject: Rewriter): Promise<PlainAppend> {
  const plain = caseFromPlan(parsePlan(plan));
  const inputSize = plain.image.length;
  try {
    const { call } = await examine(plain, subject, [], 'once');
    return { title, inputSize, answer: call.steps[0].answer };
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    return { title, inputSize, answer: { kind: 'unavailable', detail: cause.message } };
  }
}

function stateOf(answers: readonly Answer[]): Preflight['state'] {
  if (answers.some(({ kind }) => kind === 'unavailable')) return 'unavailable';
  if (answers.some(({ kind }) => kind === 'rewritten')) return 'ready';
  return answers.every(({ kind }) => kind === 'timed-out') ? 'late' : 'failed';
}

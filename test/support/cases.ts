import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import type { ZbootCase } from '../../generators/index.ts';
import type { Answer, AppendRequest, Rewriter } from '../../src/contract/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';

/** The plainest image: one section, room for a second header, one byte to append. */
const PLAIN_PLAN = 'machine=arm64 sections=.text:code:0:0 request=.bpf:0:1:0x40000040';

/** The case of a plan in its text form. */
export function caseOf(plan: string = PLAIN_PLAN): ZbootCase {
  return caseFromPlan(parsePlan(plan));
}

/** A subject in this process that answers as the function does. */
export function subjectThat(
  append: (image: Uint8Array, request: AppendRequest) => Answer | Promise<Answer>,
  command: readonly string[] | null = null,
): Rewriter {
  return { id: 'toy', version: '1', command, fixed: { name: null, characteristics: null }, append };
}

/** What the builtin rewriter answers. */
export function rightAnswer(image: Uint8Array, request: AppendRequest): Answer {
  return appendSections(image, [request]);
}

import type { CampaignCase } from '../../../generators/index.ts';
import type { Call } from '../../../properties/index.ts';
import type { Answer, Rewriter } from '../../contract/index.ts';
import { examine } from '../examine.ts';

/**
 * Whether what a subject answers depends on what it was asked before: the same case is asked again of processes that have
 * served no other call.
 *
 * @param call what came of the case
 * @returns in words how the answers differ; `null` where they do not, or where every call has a process of its own
 * @throws SubjectUnavailable when one of the calls could not be made
 */
export async function stateOf(examined: CampaignCase, { steps }: Call, subject: Rewriter): Promise<string | null> {
  const append = subject.appendAfresh?.bind(subject);
  if (append === undefined) return null;
  const fresh: Rewriter = { ...subject, append };
  const { call } = await examine(examined, fresh, [], 'twice');
  for (const [position, { answer }] of steps.entries()) {
    const other = call.steps[position]?.answer;
    // After an answer that differs, the next step asks something else.
    if (other === undefined || isSame(answer, other)) continue;
    return `a process that had served no call answered ${wordsFor(other)}, and this one ${wordsFor(answer)}`;
  }
  return null;
}

function isSame(one: Answer, other: Answer): boolean {
  if (one.kind === 'rewritten' && other.kind === 'rewritten') return Buffer.compare(one.bytes, other.bytes) === 0;
  return one.kind === other.kind;
}

function wordsFor(answer: Answer): string {
  return answer.kind === 'rewritten' ? `with an output of ${answer.bytes.length} bytes` : `"${answer.kind}"`;
}

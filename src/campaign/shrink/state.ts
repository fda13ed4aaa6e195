import type { CampaignCase } from '../../../generators/index.ts';
import type { Step } from '../../../properties/index.ts';
import type { Answer, Rewriter } from '../../contract/index.ts';
import { examine } from '../examine.ts';
import type { Examination } from '../examine.ts';
import { appendsOf } from '../sequence.ts';

/**
 * Whether what a subject answers depends on what it was asked before: the same case is asked again of processes that have
 * served no other call.
 *
 * @param known what came of the case
 * @returns in words how the answers differ; `null` where they do not, or where every call has a process of its own
 * @throws SubjectUnavailable when one of the calls could not be made
 */
export async function stateOf(examined: CampaignCase, known: Examination, subject: Rewriter): Promise<string | null> {
  const append = subject.appendAfresh?.bind(subject);
  if (append === undefined) return null;
  const fresh: Rewriter = { ...subject, append };
  const afresh = stepsOf(await examine(examined, fresh, [], 'twice'));
  for (const [position, { answer }] of stepsOf(known).entries()) {
    const other = afresh[position]?.answer;
    // After an answer that differs, the next step asks something else.
    if (other === undefined || isSame(answer, other)) continue;
    return differenceOf(other, answer);
  }
  return null;
}

/** Everything that was asked, in the order in which it was. */
function stepsOf({ call, stages }: Examination): readonly Step[] {
  return [...call.steps, ...appendsOf(stages).map((stage) => stage.call.steps[0])];
}

function isSame(one: Answer, other: Answer): boolean {
  if (one.kind === 'rewritten' && other.kind === 'rewritten') return Buffer.compare(one.bytes, other.bytes) === 0;
  return one.kind === other.kind;
}

/** How the answer of a fresh process differs from that of one that had served calls. */
function differenceOf(fresh: Answer, other: Answer): string {
  if (fresh.kind === 'rewritten' && other.kind === 'rewritten' && fresh.bytes.length === other.bytes.length) {
    const first = fresh.bytes.findIndex((byte, position) => byte !== other.bytes[position]);
    const size = `with outputs of ${fresh.bytes.length} bytes`;
    return `a fresh process and this one answered ${size} that differ, first at 0x${first.toString(16)}`;
  }
  return `a fresh process answered ${wordsFor(fresh)}, and this one ${wordsFor(other)}`;
}

function wordsFor(answer: Answer): string {
  return answer.kind === 'rewritten' ? `with an output of ${answer.bytes.length} bytes` : `"${answer.kind}"`;
}

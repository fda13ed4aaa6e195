import { describe, expect, it } from 'vitest';
import { examine } from '../../../../src/campaign/index.ts';
import { stateOf } from '../../../../src/campaign/shrink/state.ts';
import type { Answer, AppendRequest, Rewriter } from '../../../../src/contract/index.ts';
import { caseOf, rightAnswer, subjectThat } from '../../../support/cases.ts';

type Append = (image: Uint8Array, request: AppendRequest) => Answer;

const crashing: Append = () => ({ kind: 'crashed', detail: 'signal 11' });

/** An output that is one byte longer than is right. */
const longer: Append = (image, request) => {
  const answer = rightAnswer(image, request);
  return answer.kind === 'rewritten' ? { ...answer, bytes: Buffer.concat([answer.bytes, Buffer.alloc(1)]) } : answer;
};

/** What is said of a subject that answers so when it served calls before, and so when it did not. */
async function saidOf(served: Append, afresh: Append | null): Promise<string | null> {
  const subject: Rewriter = {
    ...subjectThat(served),
    ...(afresh === null
      ? {}
      : { appendAfresh: (image, request): Promise<Answer> => Promise.resolve(afresh(image, request)) }),
  };
  const zbootCase = caseOf();
  return stateOf(zbootCase, await examine(zbootCase, subject, [], 'twice'), subject);
}

describe('whether an answer depends on earlier calls', () => {
  it('is not asked where each call has a process of its own', async () => {
    expect(await saidOf(crashing, null)).toBeNull();
  });

  it('is denied where a process that had served no call answers the same', async () => {
    expect(await saidOf(rightAnswer, rightAnswer)).toBeNull();
    expect(await saidOf(crashing, crashing)).toBeNull();
  });

  it('is told with both kinds of answers', async () => {
    expect(await saidOf(crashing, rightAnswer)).toMatch(
      /^a fresh process answered with an output of \d+ bytes, and this one "crashed"$/,
    );
    expect(await saidOf(rightAnswer, crashing)).toMatch(
      /answered "crashed", and this one with an output of \d+ bytes$/,
    );
  });

  it('is told of outputs that are as long with the first byte that differs', async () => {
    const changed: Append = (image, request) => {
      const answer = rightAnswer(image, request);
      if (answer.kind !== 'rewritten') return answer;
      const bytes = new Uint8Array(answer.bytes);
      for (const at of [0x42, 0x50]) bytes[at] = (bytes[at] ?? 0) ^ 1;
      return { ...answer, bytes };
    };
    expect(await saidOf(changed, rightAnswer)).toMatch(
      /^a fresh process and this one answered with outputs of \d+ bytes that differ, first at 0x42$/,
    );
  });

  it('is told of outputs that differ in their bytes', async () => {
    expect(await saidOf(longer, rightAnswer)).toMatch(/output of \d+ bytes, and this one with an output of \d+ bytes$/);
  });
});

import { describe, expect, it } from 'vitest';
import type { CaseAddress } from '../../../generators/index.ts';
import { batchesOf, seenIn } from '../../../src/campaign/batch.ts';
import type { Appointment } from '../../../src/campaign/index.ts';
import type { Answer, Rewriter } from '../../../src/contract/index.ts';
import { rightAnswer, subjectThat } from '../../support/cases.ts';

function appointments(set: CaseAddress['set'], count: number): readonly Appointment[] {
  return Array.from({ length: count }, (_, index) => ({ address: { set, index }, repetition: 'once' }));
}

/** Answers so many calls, and is gone then. */
function goneAfter(calls: number): Rewriter {
  let left = calls;
  return subjectThat((image, request): Answer => {
    left -= 1;
    return left < 0 ? { kind: 'unavailable', detail: 'gone' } : rightAnswer(image, request);
  });
}

describe('batches', () => {
  it('are of five cases, and the last of what is left', () => {
    const batches = [...batchesOf(appointments('random', 12), 'small')];
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 2]);
    expect(batches.flat()).toEqual(appointments('random', 12));
  });

  it('leave an extreme to itself, and keep the order', () => {
    const schedule = [...appointments('grid', 2), ...appointments('extremes', 2), ...appointments('random', 1)];
    const batches = [...batchesOf(schedule, 'small')];
    expect(batches.map((batch) => batch.length)).toEqual([2, 1, 1, 1]);
    expect(batches.flat()).toEqual(schedule);
  });

  it('are of one case each where nobody waits for another', () => {
    const batches = [...batchesOf(appointments('random', 3), 'single')];
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
  });
});

describe('what is seen in a batch', () => {
  const bench = { rules: [], seed: 1 };

  it('is all of its cases', async () => {
    const seen = await seenIn(appointments('random', 3), { ...bench, subject: goneAfter(3) });
    expect(seen.failure).toBeNull();
    expect(seen.tally.executed.random).toBe(3);
  });

  it.each([1, 3])('is what came before the subject was gone, in a batch of %i', async (length) => {
    const seen = await seenIn(appointments('random', length), { ...bench, subject: goneAfter(length - 1) });
    expect(seen.failure?.message).toContain('gone');
    expect(seen.tally.executed.random).toBe(length - 1);
  });

  it('is an error with what was thrown, where that is none', async () => {
    const subject: Rewriter = {
      ...goneAfter(9),
      // The setting of a rewriter is read once for each case; nothing promises that what it throws is an error.
      get fixed(): Rewriter['fixed'] {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is the point
        throw 'a word';
      },
    };
    const { failure } = await seenIn(appointments('random', 1), { ...bench, subject });
    expect(failure).toEqual(new Error('a word'));
  });
});

import { describe, expect, it } from 'vitest';
import { CampaignError, EMPTY_TALLY, SubjectUnavailable } from '../../../src/campaign/index.ts';
import type { Seen } from '../../../src/campaign/index.ts';
import { fromReply, toReply } from '../../../src/workers/messages.ts';

/** What the other thread makes of it: classes do not cross over. */
function crossed(seen: Seen): Seen {
  return fromReply(structuredClone(toReply(seen)));
}

describe('what a thread says', () => {
  it('is the tally alone where all went well', () => {
    const seen: Seen = { tally: { ...EMPTY_TALLY }, failure: null };
    expect(crossed(seen)).toEqual(seen);
  });

  it.each([
    ['a subject that is not there', new SubjectUnavailable('it is gone')],
    ['a toolkit that failed', new CampaignError('an image cannot be read')],
  ])('is still %s on the other side', (_, failure) => {
    const there = crossed({ tally: EMPTY_TALLY, failure }).failure;
    expect(there).toBeInstanceOf(failure.constructor);
    expect(there?.message).toBe(failure.message);
  });

  it('keeps the stack of a fault of ours, which is of neither kind', () => {
    const failure = new TypeError('not a function');
    const there = crossed({ tally: EMPTY_TALLY, failure }).failure;
    expect(there).not.toBeInstanceOf(CampaignError);
    expect(there).not.toBeInstanceOf(SubjectUnavailable);
    expect(there?.stack).toBe(failure.stack);
  });
});

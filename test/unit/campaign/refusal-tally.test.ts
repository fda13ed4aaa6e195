import { describe, expect, it } from 'vitest';
import type { RefusalGrounds } from '../../../properties/index.ts';
import { RefusalTally } from '../../../src/campaign/refusal-tally.ts';
import type { Answer } from '../../../src/contract/index.ts';

const MUST: RefusalGrounds = { kind: 'must', because: 'it must', at: { file: 'before', offset: 0, length: 1 } };
const NONE: RefusalGrounds = { kind: 'none' };
const REFUSED: Answer = { kind: 'refused', code: 'no', detail: 'no' };
const REWRITTEN: Answer = { kind: 'rewritten', bytes: new Uint8Array(1) };
const CRASHED: Answer = { kind: 'crashed', detail: 'boom' };

const may = (...policies: [string, ...string[]]): RefusalGrounds => ({ kind: 'may', because: 'it may', policies });

function tallied(...calls: readonly (readonly [RefusalGrounds, Answer])[]): ReturnType<RefusalTally['refusals']> {
  const tally = new RefusalTally();
  for (const [grounds, answer] of calls) tally.add(grounds, answer);
  return tally.refusals();
}

describe('the tally of refusals', () => {
  it('tells what had to be, what was free to be and what should not have been', () => {
    const calls = [MUST, MUST, MUST, may('signed'), may('signed'), NONE].map((each) => [each, REFUSED] as const);
    expect(tallied(...calls)).toMatchObject({ must: 3, may: 2, wrong: 1 });
  });

  it('counts no other answer as a refusal', () => {
    const calls = [MUST, may('signed'), NONE].flatMap((each) => [[each, REWRITTEN] as const, [each, CRASHED] as const]);
    expect(tallied(...calls)).toEqual({
      must: 0,
      may: 0,
      wrong: 0,
      policies: [{ policy: 'signed', cases: 2, refused: 0, rewritten: 1, alone: { cases: 2, refused: 0 } }],
    });
  });

  it('counts a case for each of its policies, and as alone when it has one only', () => {
    const calls = [
      [may('signed'), REFUSED],
      [may('signed', 'growth'), REFUSED],
      [may('growth'), REWRITTEN],
      [may('growth'), REFUSED],
    ] as const;
    expect(tallied(...calls).policies).toEqual([
      { policy: 'growth', cases: 3, refused: 2, rewritten: 1, alone: { cases: 2, refused: 1 } },
      { policy: 'signed', cases: 2, refused: 2, rewritten: 0, alone: { cases: 1, refused: 1 } },
    ]);
  });

  it('lists the commonest policy first and lets the alphabet decide among equals', () => {
    const calls = [may('b'), may('c', 'a'), may('c')].map((each) => [each, REWRITTEN] as const);
    expect(tallied(...calls).policies.map(({ policy }) => policy)).toEqual(['c', 'a', 'b']);
  });
});

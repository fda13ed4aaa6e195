/**
 * Goal: the rules judge an append of several sections as exactly as one of a single section. What the builtin rewriter
 * does by appending one after the other breaks no rule, and an output of one section more or less does.
 */
import { describe, expect, it } from 'vitest';
import { GRID_SIZE, caseOf } from '../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../generators/index.ts';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import type { AppendRequests } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendResult } from '../../src/rewriter/index.ts';
import { callOf } from '../support/calls.ts';
import { outOf, sampleOf } from '../support/effort.ts';

const DECISIVE = RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error');
/** Every how manieth case of the grid is taken. */
const STRIDE = 7;
const SEED = 5;
const ALL: readonly CaseAddress[] = [
  ...Array.from({ length: Math.floor(GRID_SIZE / STRIDE) }, (_, index) => ({
    set: 'grid' as const,
    index: STRIDE * index,
  })),
  ...Array.from({ length: 150 }, (_, index) => ({ set: 'random' as const, index })),
];
const ADDRESSES = sampleOf(ALL, { quick: 80 });

/** The request of a case and so many more, none of which has the length of another. */
function requestsOf({ request }: CampaignCase, more: number): AppendRequests {
  const others = Array.from({ length: more }, (_, rank) => ({
    name: `.more${rank}`,
    content: new Uint8Array(700 * (rank + 1)).fill(rank + 1),
    characteristics: 0x40000040,
  }));
  return [request, ...others];
}

/** Every decisive rule that an answer breaks. */
function brokenRules(image: Uint8Array, requests: AppendRequests, answer: AppendResult): string[] {
  const reading = readImage(image);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  return DECISIVE.filter((rule) => {
    const { kind } = judgeCall(rule, callOf({ before: reading.image, requests, answer, after }));
    return kind === 'fail' || kind === 'error';
  }).map(({ id }) => id);
}

describe(`an append of several sections, in ${outOf(ADDRESSES, ALL)} cases`, () => {
  it.each([1, 2])('breaks no rule when the rewriter adds %i more', (more) => {
    const kinds = new Set<string>();
    for (const address of ADDRESSES) {
      const zbootCase = caseOf(SEED, address);
      const requests = requestsOf(zbootCase, more);
      const answer = appendSections(zbootCase.image.slice(), requests);
      kinds.add(answer.kind);
      expect({ address, broken: brokenRules(zbootCase.image, requests, answer) }).toEqual({ address, broken: [] });
    }
    expect([...kinds].sort()).toEqual(['refused', 'rewritten']);
  });

  it('breaks a rule when it is judged as one of a section more or less', () => {
    let judged = 0;
    for (const address of ADDRESSES.filter((_, index) => index % STRIDE === 0)) {
      const zbootCase = caseOf(SEED, address);
      const [one, two, three] = [0, 1, 2].map((more) => requestsOf(zbootCase, more));
      const answer = appendSections(zbootCase.image.slice(), requestsOf(zbootCase, 1));
      if (answer.kind === 'refused' || one === undefined || two === undefined || three === undefined) continue;
      judged += 1;
      expect(brokenRules(zbootCase.image, one, answer)).toContain('PR-COF-001');
      expect(brokenRules(zbootCase.image, two, answer)).toEqual([]);
      expect(brokenRules(zbootCase.image, three, answer)).toContain('PR-COF-001');
    }
    expect(judged).toBeGreaterThan(ADDRESSES.length / 16);
  });
});

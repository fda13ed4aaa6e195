/**
 * Goal: a tool that sorts the section table is blamed for that and for nothing else. One right output after the other gets
 * its table turned, the new header first, and the rules that speak of the new section, the old ones and the payload have
 * nothing to say: all of it is right, only somewhere else in the table.
 */
import { describe, expect, it } from 'vitest';
import { GRID_SIZE, caseOf } from '../../generators/index.ts';
import type { CaseAddress } from '../../generators/index.ts';
import { RULES, judgeCall } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { callOf } from '../support/calls.ts';
import { outOf, sampleOf } from '../support/effort.ts';

const SEED = 7;
const HEADER = 40;
const ORDER = 'PR-SEC-005';
/** The sum over all bytes minds the order too, and so does what compares whole images and their verdicts. */
const MINDS_ORDER = /^(?:PR-SEC-005|PR-OPT-005|PR-META-.*)$/;
const OTHERS = RULES.filter(({ scope, id }) => scope === 'append' && !MINDS_ORDER.test(id));
const ALL: readonly CaseAddress[] = [
  ...Array.from({ length: Math.floor(GRID_SIZE / 5) }, (_, index) => ({ set: 'grid' as const, index: 5 * index })),
  ...Array.from({ length: 200 }, (_, index) => ({ set: 'random' as const, index })),
];
const ADDRESSES = sampleOf(ALL, { quick: 100 });

/** The output with its last section header in front of all others. */
function turned(bytes: Uint8Array, { sectionTable: { offset, length } }: Image): Uint8Array {
  const sorted = bytes.slice();
  sorted.set(bytes.subarray(offset + length - HEADER, offset + length), offset);
  sorted.set(bytes.subarray(offset, offset + length - HEADER), offset + HEADER);
  return sorted;
}

function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

describe(`an output whose table is sorted, in ${outOf(ADDRESSES, ALL)} cases`, () => {
  it('breaks the rule of order, and no rule of what moved with its header', () => {
    let judged = 0;
    for (const address of ADDRESSES) {
      const { image, request } = caseOf(SEED, address);
      const answer = appendSections(image.slice(), [request]);
      if (answer.kind !== 'rewritten') continue;
      const before = imageOf(image);
      const bytes = turned(answer.bytes, imageOf(answer.bytes));
      const call = callOf({
        before,
        requests: [request],
        answer: { kind: 'rewritten', bytes },
        after: readImage(bytes),
      });
      const broken = OTHERS.filter((rule) => judgeCall(rule, call).kind === 'fail').map(({ id }) => id);
      expect({ address, broken }).toEqual({ address, broken: [] });
      const order = RULES.find(({ id }) => id === ORDER);
      if (order !== undefined && before.sections.length > 0) expect(judgeCall(order, call).kind).toBe('fail');
      judged += 1;
    }
    expect(judged).toBeGreaterThan(ADDRESSES.length / 2);
  });
});

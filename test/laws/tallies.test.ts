// What a campaign keeps of its cases can be cut anywhere, cross any border as JSON and be put together in any order.
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { RULES } from '../../properties/index.ts';
import { EMPTY_TALLY, examine, merge } from '../../src/campaign/index.ts';
import type { Tally } from '../../src/campaign/index.ts';
import { observe } from '../../src/campaign/observe.ts';
import type { Answer } from '../../src/contract/index.ts';
import { rightAnswer, subjectThat } from '../support/cases.ts';

const CASES = 24;
const SEED = 5;

/** A subject that is wrong now and then, each time in another way. */
const WAYWARD = subjectThat((image, request): Answer => {
  const right = rightAnswer(image, request);
  if (right.kind !== 'rewritten' || image.length % 3 === 0) return right;
  if (image.length % 5 === 0) return { kind: 'crashed', detail: `at ${image.length}` };
  if (image.length % 7 === 0) return { kind: 'refused', code: 'odd', detail: `as ${image.length}` };
  const bytes = right.bytes.slice();
  bytes[4] = 0x20;
  return { kind: 'rewritten', bytes };
});

describe('tallies', () => {
  const tallies: Tally[] = [];
  let whole: Tally = EMPTY_TALLY;

  beforeAll(async () => {
    for (let index = 0; index < CASES; index += 1) {
      const zbootCase = caseAt(SEED, index);
      const examination = await examine(zbootCase, WAYWARD, RULES, index % 2 === 0 ? 'once' : 'twice');
      tallies.push(observe({ set: index % 4 === 0 ? 'grid' : 'random', index }, zbootCase, examination, RULES));
    }
    whole = tallies.reduce(merge, EMPTY_TALLY);
  });

  it('are of cases that differ, so that this can tell', () => {
    expect(Object.keys(whole.answers).length).toBeGreaterThan(3);
    expect(Object.values(whole.rules).filter(({ failed }) => failed > 0).length).toBeGreaterThan(3);
    expect(Object.keys(whole.policies).length).toBeGreaterThan(2);
    for (const count of ['passed', 'vacuous', 'skipped', 'failed', 'withoutOutput', 'withheld'] as const) {
      expect(Object.values(whole.rules).filter((rule) => rule[count] > 0).length, count).toBeGreaterThan(3);
    }
    expect(whole.executed).toEqual({ grid: CASES / 4, extremes: 0, random: (3 * CASES) / 4, foreign: 0, hostile: 0 });
  });

  it('come to the same in any order and any grouping', () => {
    const order = fc.shuffledSubarray([...tallies.keys()], { minLength: CASES });
    const cuts = fc.uniqueArray(fc.nat(CASES), { maxLength: 4 });
    fc.assert(
      fc.property(order, cuts, (indexes, at) => {
        const shuffled = indexes.flatMap((index) => tallies[index] ?? []);
        const bounds = [0, ...[...at].sort((a, b) => a - b), CASES];
        const parts = bounds.slice(1).map((end, part) => shuffled.slice(bounds[part], end).reduce(merge, EMPTY_TALLY));
        expect(parts.reduce(merge, EMPTY_TALLY)).toEqual(whole);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('are changed by no merger', () => {
    const before = JSON.stringify(tallies);
    const [first = EMPTY_TALLY, second = EMPTY_TALLY, third = EMPTY_TALLY] = tallies;
    const pair = merge(first, second);
    const text = JSON.stringify(pair);
    merge(pair, third);
    expect(JSON.stringify(pair)).toBe(text);
    expect(JSON.stringify(tallies)).toBe(before);
  });

  it('are plain JSON', () => {
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
    expect(structuredClone(whole)).toEqual(whole);
  });
});

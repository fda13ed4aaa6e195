/**
 * Goal: the builtin rewriter refuses a valid image only where the rule on refusals says that anybody must, or where it
 * is signed. Method: for every case that it refuses, the same call is judged as if it had been rewritten.
 */
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { RULES, judgeCall } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { callOf } from '../support/calls.ts';
import { effort } from '../support/effort.ts';

const CASES = effort(4000);
const RULE = RULES.find(({ id }) => id === 'PR-REF-001');

/** Whether the rule objects when the case of an index is rewritten: then it has to be refused. */
function mustBeRefused(index: number): boolean {
  const { image, request } = caseAt(3, index);
  const reading = readImage(image);
  if (RULE === undefined || !reading.ok) throw new Error('There is no such rule, or a generated image cannot be read.');
  const answer = { kind: 'rewritten', bytes: image } as const;
  const call = callOf({ before: reading.image, requests: [request], answer, after: reading });
  return judgeCall(RULE, call).kind === 'fail';
}

describe('what the builtin rewriter refuses', () => {
  it(`is what has to be refused, or signed, in ${CASES} cases`, () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < CASES; index += 1) {
      const { image, request } = caseAt(3, index);
      const answer = appendSections(image, [request]);
      const code = answer.kind === 'refused' ? answer.code : answer.kind;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      if (code === 'signed-image') continue;
      expect(mustBeRefused(index), `case ${index} of seed 3: ${code}`).toBe(answer.kind === 'refused');
    }
    expect([...counts.keys()].sort()).toEqual([
      'header-slack-in-use',
      'name-taken',
      'no-header-room',
      'rewritten',
      'signed-image',
    ]);
    expect(Math.min(...counts.values())).toBeGreaterThan(CASES / 80);
  });
});

/** Goal: what was once called sound and is not stays an error, and what was accused and harms nobody stays innocent. */
import { describe, expect, it } from 'vitest';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import type { Call, RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { blindSpots } from '../support/blind-spots.ts';
import type { BlindSpot } from '../support/blind-spots.ts';
import { callOf } from '../support/calls.ts';

/** The rules that fail on a pair. */
function failing({ input, output, request }: BlindSpot): readonly RuleId[] {
  const before = readImage(input);
  if (!before.ok) throw new Error('the input cannot be read');
  const call: Call = callOf({
    before: before.image,
    requests: [request],
    answer: { kind: 'rewritten', bytes: output },
    after: readImage(output),
  });
  return RULES.filter((rule) => judgeCall(rule, call).kind === 'fail').map(({ id }) => id);
}

describe('an append', () => {
  it.each(blindSpots().map((spot) => [spot.name, spot] as const))('with %s is judged by what it does', (_, spot) => {
    const failed = failing(spot);
    const errors = failed.filter((id) => levelOf(id, 'zboot') === 'error');
    expect(failed).toEqual(expect.arrayContaining([...spot.errors]));
    expect(failed.filter((id) => spot.innocent.includes(id))).toEqual([]);
    if (spot.errors.length === 0) expect(errors).toEqual([]);
    else expect(errors).not.toEqual([]);
  });

  it('to an image without .sbat says nothing of .sbat', () => {
    const [spot] = blindSpots();
    const rule = RULES.find(({ id }) => id === 'PE-NX-008');
    const before = spot === undefined ? null : readImage(spot.input);
    if (spot === undefined || rule === undefined || before?.ok !== true) throw new Error('there is a pair');
    const verdict = judgeCall(
      rule,
      callOf({
        before: before.image,
        requests: [spot.request],
        answer: { kind: 'rewritten', bytes: spot.output },
        after: readImage(spot.output),
      }),
    );
    expect(verdict).toEqual({ kind: 'skip', reason: 'the input has no .sbat section and none was requested' });
  });
});

/** Which segments of an output hold a byte or a range. */
import { describe, expect, it } from 'vitest';
import { segmentAt, segmentsIn } from '../../../src/rewriter/plan/segment.ts';

describe('segments of an output', () => {
  const [low, high] = [
    { kind: 'zeros', offset: 0, length: 4 },
    { kind: 'zeros', offset: 4, length: 6 },
  ] as const;

  it('are found by any of their bytes, and by none beyond the end', () => {
    expect([0, 3, 4, 9, 10, 11].map((offset) => segmentAt([low, high], offset))).toEqual([
      low,
      low,
      high,
      high,
      undefined,
      undefined,
    ]);
    expect(segmentAt([], 0)).toBeUndefined();
  });

  it('are those that have bytes of a range', () => {
    expect([...segmentsIn([low, high], 0, 4)]).toEqual([low]);
    expect([...segmentsIn([low, high], 3, 5)]).toEqual([low, high]);
    expect([...segmentsIn([low, high], 4, 20)]).toEqual([high]);
    expect([...segmentsIn([], 0, 1)]).toEqual([]);
  });
});

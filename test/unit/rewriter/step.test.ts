/** How far a step moves the bytes at the borders of what it keeps. */
import { describe, expect, it } from 'vitest';
import { shiftOf } from '../../../src/rewriter/plan/step.ts';
import type { Step } from '../../../src/rewriter/plan/step.ts';

describe('shiftOf', () => {
  /** Keeps [0, 10) where it is, drops [10, 15) and [25, 30), and puts [15, 25) and what follows further on. */
  const step: Step = {
    segments: [
      { kind: 'image', offset: 0, length: 10, from: 0 },
      { kind: 'zeros', offset: 10, length: 12 },
      { kind: 'image', offset: 22, length: 10, from: 15 },
      { kind: 'image', offset: 32, length: 5, from: 30 },
    ],
    patches: [],
    dataShift: 0,
    section: null,
    removed: null,
  };

  it.each([
    [0, 0],
    [9, 0],
    [10, null],
    [14, null],
    [15, 7],
    [24, 7],
    [25, null],
    [29, null],
    [30, 2],
    [34, 2],
    [35, null],
  ])('of the byte at %i is %j', (offset, shift) => {
    expect(shiftOf(step, offset)).toBe(shift);
  });
});

/**
 * Goal: the smallest failing case is a small one. The campaign's shrinker relies on two things: that fast-check with a
 * case's seed starts at that case, and that whatever it tries next asks for no more than what it has.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID_SIZE, caseAt, caseSeed, gridCase, printPlan, shrinkFrom, zbootCase } from '../../generators/index.ts';
import type { Plan, ZbootCase } from '../../generators/index.ts';

/** Shrinks that are walked from one case, and how deep. */
const CANDIDATES = 200;
const LEVELS = 12;

/** What a plan asks for, in numbers that no shrink may raise. */
function measure({ plan, request }: ZbootCase): Readonly<Record<string, number>> {
  return {
    sections: plan.sections.length,
    fillers: plan.fillers,
    content: request.content.length,
    payload: plan.payload,
    stub: plan.stub,
    overlay: plan.overlay,
    certificates: plan.certificates,
    signedName: plan.signedName,
    debugPath: plan.debugPath,
    rawCut: plan.rawCut,
    imageBase: plan.imageBase,
    gap: plan.gap,
    fileAlignment: plan.fileAlignment,
    sectionAlignment: plan.sectionAlignment,
    directories: plan.directories,
  };
}

/** Whether a plan has the shape of a kernel's, from which one shrink jumps to a plain plan of any size. */
function isKernel({ headerRoom, grain, position, entry, imageSize, dataSize }: Plan): boolean {
  return (
    [headerRoom, grain].every((value) => value === 'page') &&
    [imageSize, dataSize].every((value) => value === 'kernel') &&
    position === 'middle' &&
    entry === 'end'
  );
}

interface Step {
  readonly parent: ZbootCase;
  readonly child: ZbootCase;
  /** Whether this is the first that is tried in place of its parent. */
  readonly isFirst: boolean;
}

/** Walks one path through a case's shrinks, adopting another candidate on every level, and tells every step. */
function walk(index: number, onStep: (step: Step) => void): void {
  let parent: ZbootCase | null = null;
  let tried = 0;
  let onLevel = 0;
  let level = 0;
  const property = fc.property(zbootCase(), (child) => {
    const before = parent;
    tried += 1;
    if (before === null) {
      parent = child;
      return false;
    }
    onLevel += 1;
    onStep({ parent: before, child, isFirst: onLevel === 1 });
    if (tried > CANDIDATES || level === LEVELS || onLevel <= level % 5) return true;
    parent = child;
    level += 1;
    onLevel = 0;
    return false;
  });
  fc.check(property, { seed: caseSeed(1, index), numRuns: 1 });
}

describe('shrinking a case', () => {
  it('starts at the case', () => {
    for (let index = 0; index < 100; index += 1) {
      const plans: string[] = [];
      fc.check(
        fc.property(zbootCase(), ({ plan }) => {
          plans.push(printPlan(plan));
        }),
        { seed: caseSeed(1, index), numRuns: 1 },
      );
      expect(plans).toEqual([printPlan(caseAt(1, index).plan)]);
    }
  });

  it('never asks for more than before, but where it leaves the shape of a kernel', () => {
    let steps = 0;
    for (let index = 0; index < 50; index += 1) {
      walk(index, ({ parent, child, isFirst }) => {
        steps += 1;
        if (isFirst && isKernel(parent.plan)) return;
        const before = measure(parent);
        const grown = Object.entries(measure(child)).filter(([name, value]) => value > (before[name] ?? 0));
        expect(grown, `${printPlan(parent.plan)} to ${printPlan(child.plan)}`).toEqual([]);
      });
    }
    expect(steps).toBeGreaterThan(2000);
  });

  it('of the grid tries no larger image', () => {
    let candidates = 0;
    for (let index = 1; index < GRID_SIZE; index += 1) {
      const { arbitrary, parameters } = shrinkFrom(0, { set: 'grid', index });
      const lengths: number[] = [];
      // Only the start fails, so every candidate next to it is tried.
      fc.check(
        fc.property(arbitrary, ({ image }) => lengths.push(image.length) > 1),
        parameters,
      );
      const [start, ...tried] = lengths;
      expect(start).toBe(gridCase(index).image.length);
      expect(Math.max(...tried), `grid case ${index}`).toBeLessThanOrEqual(start ?? 0);
      candidates += tried.length;
    }
    expect(candidates).toBeGreaterThan(2 * GRID_SIZE);
  });

  it('ends in at most three sections and 4 KiB when everything fails', () => {
    for (let index = 0; index < 50; index += 1) {
      const { counterexample } = fc.check(
        fc.property(zbootCase(), ({ image }) => image.length === 0),
        { seed: caseSeed(1, index), numRuns: 1 },
      );
      const smallest = counterexample?.[0];
      expect(smallest?.plan.sections.length).toBeLessThanOrEqual(3);
      expect(smallest?.image.length).toBeLessThanOrEqual(4096);
    }
  });
});

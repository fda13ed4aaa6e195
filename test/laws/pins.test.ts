/**
 * Goal: nobody changes by accident what a seed stands for. Reports, stored cases and fixture folders of other projects
 * name seeds, so a digest that moves here makes them point elsewhere: that is a commit of its own with a line in the
 * changelog.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KERNEL_KINDS,
  caseAt,
  caseFromPlan,
  caseSeed,
  editedImage,
  gridCase,
  hostileImage,
  parsePlan,
  planAt,
  printPlan,
  splicedImage,
  truncatedImage,
} from '../../generators/index.ts';
import type { HostileImage, KernelKind, Plan, ZbootCase } from '../../generators/index.ts';

const IMAGES = 32;

/** A short digest of what 32 indexes lead to: images, contents and names. */
function digestOf(caseOf: (index: number) => Pick<ZbootCase, 'image' | 'request'>): string {
  const all = createHash('sha256');
  for (let index = 0; index < IMAGES; index += 1) {
    const { image, request } = caseOf(index);
    all.update(image).update(request.content).update(request.name);
  }
  return all.digest('hex').slice(0, 16);
}

const HOSTILE = {
  hostileImage: hostileImage(),
  editedImage: editedImage(),
  truncatedImage: truncatedImage(),
  splicedImage: splicedImage(),
} as const;

/** The hostile image of an index, in the form of a case. */
function drawn(arbitrary: fc.Arbitrary<HostileImage>, index: number): Pick<ZbootCase, 'image' | 'request'> {
  const [hostile] = fc.sample(arbitrary, { seed: caseSeed(1, index), numRuns: 1 });
  if (hostile === undefined) throw new Error('fast-check draws one value for one run');
  return { image: hostile.bytes, request: hostile.request };
}

const PINS: Readonly<Record<'random' | 'grid' | keyof typeof HOSTILE | KernelKind, string>> = {
  random: '2f92b011bd62bb06',
  grid: '2af2f41235339e4a',
  hostileImage: 'e614b7a9a53307f1',
  editedImage: '4bbde1178d52839a',
  truncatedImage: '4db60f623fa690d3',
  splicedImage: '20c6b5b9a76b0c6a',
  'arm64-6.1': '3c456e1bed54a18a',
  'arm64-6.12': 'd7edf33508564110',
  'arm64-bti': 'c8812288373a22a1',
  riscv64: '1a69f86b7f1608c7',
  loongarch64: 'f84433ed22a64edf',
  sbat: '912d0ae8b1ea1921',
};

describe('the first 32 images', () => {
  it('of the random cases are the pinned ones', () => {
    expect(digestOf((index) => caseAt(1, index))).toBe(PINS.random);
  });

  it('of the grid, in steps of 36, are the pinned ones', () => {
    expect(digestOf((index) => gridCase(36 * index))).toBe(PINS.grid);
  });

  it.each(Object.keys(HOSTILE) as (keyof typeof HOSTILE)[])('of %s are the pinned ones', (name) => {
    expect(digestOf((index) => drawn(HOSTILE[name], index))).toBe(PINS[name]);
  });

  it.each(Object.keys(KERNEL_KINDS) as KernelKind[])('of the kind of kernel %s are the pinned ones', (kind) => {
    expect(digestOf((index) => caseFromPlan(planAt(kind, 1, index)))).toBe(PINS[kind]);
  });
});

describe('a printed plan', () => {
  it.each([
    ['random cases', (index: number): Plan => planAt('random', 2, index)],
    ['the grid', (index: number): Plan => gridCase(7 * index).plan],
    ['a kind of kernel', (index: number): Plan => planAt('arm64-bti', 2, index)],
  ])('of %s reads back and gives the same bytes', (_name, planOf) => {
    for (let index = 0; index < 100; index += 1) {
      const plan = planOf(index);
      const again = caseFromPlan(parsePlan(printPlan(plan)));
      expect(again.plan).toEqual(plan);
      expect(Buffer.compare(again.image, caseFromPlan(plan).image)).toBe(0);
    }
  });
});

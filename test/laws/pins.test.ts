/**
 * Goal: nobody changes by accident what a seed stands for. Reports, stored cases and fixture folders of other projects
 * name seeds, so a digest that moves here makes them point elsewhere: that is a commit of its own with a line in the
 * changelog.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KERNEL_PROFILES, caseAt, caseFromPlan, gridCase, hostileAt, planAt } from '../../generators/index.ts';
import type { KernelProfile, ZbootCase } from '../../generators/index.ts';

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

const PINS: Readonly<Record<'random' | 'grid' | 'hostile' | KernelProfile, string>> = {
  random: '519c2cb1c9932172',
  grid: '5af933c30269238c',
  hostile: 'a9c65c67ddfa2083',
  'arm64-6.1': 'fce940f3fde16114',
  'arm64-6.12': '3da4265aac1ea77e',
  'arm64-bti': 'c6480956108ee01f',
  riscv64: 'c9e6106d4782238f',
  loongarch64: '75159362e799b159',
  sbat: '8116d29cbc70b331',
};

describe('the first 32 images', () => {
  it('of the random cases are the pinned ones', () => {
    expect(digestOf((index) => caseAt(1, index))).toBe(PINS.random);
  });

  it('of the grid, in steps of 36, are the pinned ones', () => {
    expect(digestOf((index) => gridCase(36 * index))).toBe(PINS.grid);
  });

  it('of the hostile images are the pinned ones', () => {
    const hostile = digestOf((index) => {
      const { bytes, request } = hostileAt(1, index);
      return { image: bytes, request };
    });
    expect(hostile).toBe(PINS.hostile);
  });

  it.each(Object.keys(KERNEL_PROFILES) as KernelProfile[])(
    'of the kernel profile %s are the pinned ones',
    (profile) => {
      expect(digestOf((index) => caseFromPlan(planAt(profile, 1, index)))).toBe(PINS[profile]);
    },
  );
});

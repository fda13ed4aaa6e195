// A layout accounts for every byte of a file once, however many sections it has.
import { describe, expect, it } from 'vitest';
import { HOSTILE_CASES, caseFromPlan, hostileCaseImage, parsePlan } from '../../../generators/index.ts';
import { layoutOf } from '../../../src/judging/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { endOf } from '../../../src/results/index.ts';
import type { Layout } from '../../../src/results/index.ts';
import { crowdedImage } from '../../support/crowded-image.ts';

/** Whether the regions follow each other from the first byte to the last. */
function coversWhole({ regions, fileSize }: Layout): boolean {
  const ends = regions.map(endOf);
  return regions.every(({ offset }, index) => offset === (ends[index - 1] ?? 0)) && ends.at(-1) === fileSize;
}

describe('the layout of an image', () => {
  it('is null for what is not a PE image', () => {
    expect(layoutOf(readImage(new Uint8Array(100)))).toBeNull();
  });

  it('has sections by their names, and the payload', () => {
    const layout = layoutOf(readImage(caseFromPlan(parsePlan('')).image));
    expect(layout?.regions.filter(({ kind }) => kind === 'section-data').map(({ name }) => name)).toContain('.text');
    expect(layout?.payload?.length).toBeGreaterThan(0);
  });

  it('says that it lists no more than 64 regions', () => {
    const layout = layoutOf(readImage(crowdedImage(300, (index) => `.s${index}`)));
    expect(layout?.regions).toHaveLength(64);
    expect(layout?.regions.at(-1)).toMatchObject({ kind: 'omitted', owner: 'none', name: '' });
  });

  it('is the whole file once, also of hostile images', () => {
    const layouts = HOSTILE_CASES.flatMap(({ variants }) => variants)
      .map((variant) => layoutOf(readImage(hostileCaseImage(variant).bytes)))
      .filter((layout) => layout !== null);
    expect(layouts.length).toBeGreaterThan(60);
    expect(layouts.filter((layout) => !coversWhole(layout))).toEqual([]);
  });
});

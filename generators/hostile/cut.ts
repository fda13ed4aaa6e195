import * as fc from 'fast-check';
import { weighted } from '../draw/weighted.ts';
import { regionBorders, structureBorders } from './borders.ts';
import { picked } from './picked.ts';
import type { ValidImage } from './valid-image.ts';

/** Picks one place to cut in any image; independent numbers, counted round. */
export interface Cut {
  /** Between two bytes before the section data, where a structure starts, between two regions, or anywhere. */
  readonly at: 'headers' | 'structure' | 'region' | 'anywhere';
  readonly pick: number;
  /** Bytes by which a cut misses its border. */
  readonly miss: number;
}

/** Far above the length of every image that is drawn, so that no place is much likelier than another. */
const PICK_MAX = 0x3fff_ffff;
/** Far above the number of borders of most images. */
const BORDER_MAX = 0xffff;

/** How often a cut is made where: the headers hold what decides how all the rest is read. */
export const CUT: fc.Arbitrary<Cut> = fc
  .tuple(
    weighted<Cut['at']>([40, 'headers'], [13, 'structure'], [27, 'region'], [20, 'anywhere']),
    fc.nat(PICK_MAX),
    // Half of the borders are the ones that come first, which every image has.
    fc.oneof({ withCrossShrink: true }, fc.nat(9), fc.nat(BORDER_MAX)),
    weighted([80, 0], [10, -1], [10, 1]),
  )
  .map(([at, place, border, miss]) =>
    at === 'headers' || at === 'anywhere' ? { at, pick: place, miss: 0 } : { at, pick: border, miss },
  );

/**
 * The file offset of a cut.
 *
 * @param last the last offset that may be returned, 0 to the image's length; cuts after it are made there
 */
export function cutOffset(image: ValidImage, { at, pick, miss }: Cut, last: number): number {
  return Math.max(0, Math.min(place(image, at, pick) + miss, last));
}

function place(image: ValidImage, at: Cut['at'], pick: number): number {
  switch (at) {
    case 'headers':
      return pick % (image.layout.headers.slackEnd + 1);
    case 'structure':
      return picked(structureBorders(image), pick);
    case 'region':
      return picked(regionBorders(image), pick);
    case 'anywhere':
      return pick % (image.bytes.length + 1);
  }
}

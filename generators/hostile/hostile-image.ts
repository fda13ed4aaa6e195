import * as fc from 'fast-check';
import { drawAt } from '../case.ts';
import { zbootPlan } from '../draw/plan-arbitrary.ts';
import { portable } from '../portable.ts';
import type { PortableArbitrary } from '../portable.ts';
import { CUT } from './cut.ts';
import { applyEdits, EDITS } from './edit.ts';
import type { HostileImage } from './hostile.ts';
import { JOINT, splice } from './splice.ts';
import { truncate } from './truncate.ts';
import { validImage } from './valid-image.ts';

const PLAN = zbootPlan();

// Without noBias single draws fall on the ends of their ranges half of the time, and weights would mean little.
const EDITED = fc.noBias(fc.tuple(PLAN, EDITS).map(([plan, edits]) => applyEdits(validImage(plan), edits)));

const TRUNCATED = fc.noBias(fc.tuple(PLAN, CUT).map(([plan, cut]) => truncate(validImage(plan), cut)));

const SPLICED = fc.noBias(
  fc.tuple(PLAN, PLAN, JOINT).map(([first, second, joint]) => splice(validImage(first), validImage(second), joint)),
);

const HOSTILE = fc.noBias(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 70, arbitrary: EDITED },
    { weight: 15, arbitrary: TRUNCATED },
    { weight: 15, arbitrary: SPLICED },
  ),
);

/** Valid images in which one to eight header fields have other values; shrinks towards one field of a small image. */
export function editedImage(): PortableArbitrary<HostileImage> {
  return portable(EDITED);
}

/** Valid images cut short: most often in the headers, at borders of headers, raw data or certificates, or anywhere. */
export function truncatedImage(): PortableArbitrary<HostileImage> {
  return portable(TRUNCATED);
}

/** The start of one valid image and the end of another, joined at borders or anywhere; two images long at most. */
export function splicedImage(): PortableArbitrary<HostileImage> {
  return portable(SPLICED);
}

/**
 * Images near enough to valid ones to get past the first checks of whoever reads them: of twenty, about fourteen are
 * edited, three truncated and three spliced. Prints as `hostileImage(<kind>; <plan text>; <summary>)`.
 */
export function hostileImage(): PortableArbitrary<HostileImage> {
  return portable(HOSTILE);
}

/**
 * The hostile image at (seed, index); it does not depend on which were made before.
 *
 * @param seed the campaign's seed, a whole number
 * @param index a whole number from 0 up to 2^53
 */
export function hostileAt(seed: number, index: number): HostileImage {
  return drawAt(HOSTILE, seed, index);
}

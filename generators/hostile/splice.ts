import * as fc from 'fast-check';
import { weighted } from '../draw/weighted.ts';
import { CUT, cutOffset } from './cut.ts';
import type { Cut } from './cut.ts';
import { hex, printedAs } from './hostile.ts';
import type { HostileImage } from './hostile.ts';
import type { ValidImage } from './valid-image.ts';

/** How the start of one image and the end of another are joined. */
export interface Joint {
  /** Where the start ends. */
  readonly head: Cut;
  /**
   * Where the other image goes on: at the same offset, so that places in the file stay what they were; at the same
   * border; or anywhere.
   */
  readonly goesOn: 'same-offset' | 'same-border' | 'anywhere';
  /** Where the other image goes on when it goes on anywhere. */
  readonly tail: Cut;
}

/** Shrinks towards the same offset. */
export const JOINT: fc.Arbitrary<Joint> = fc.record({
  head: CUT,
  goesOn: weighted<Joint['goesOn']>([35, 'same-offset'], [35, 'same-border'], [30, 'anywhere']),
  tail: CUT,
});

/** The start of one valid image and the end of another; `first` also gives the request. */
export function splice(first: ValidImage, second: ValidImage, joint: Joint): HostileImage {
  const { bytes, head, tail } = joined(first.bytes, second.bytes, ...cuts(first, second, joint));
  const [firstPart, secondPart] = [`[0, ${hex(head)})`, `[${hex(tail)}, ${hex(second.bytes.length)})`];
  const hostile: HostileImage = {
    bytes,
    request: first.request,
    kind: 'splice',
    mutations: [`splice ${firstPart} of plan 1 with ${secondPart} of plan 2`],
    plans: [first.plan, second.plan],
  };
  return printedAs(hostile, `${firstPart} ${secondPart}`);
}

/** Where the start ends, up to the whole image, and where the other image goes on, at its last byte at the latest. */
function cuts(first: ValidImage, second: ValidImage, { head, goesOn, tail }: Joint): readonly [number, number] {
  const firstEnd = cutOffset(first, head, first.bytes.length);
  const last = second.bytes.length - 1;
  switch (goesOn) {
    case 'same-offset':
      return [firstEnd, Math.min(firstEnd, last)];
    case 'same-border':
      return [firstEnd, cutOffset(second, head, last)];
    case 'anywhere':
      return [firstEnd, cutOffset(second, tail, last)];
  }
}

interface Joined {
  readonly bytes: Uint8Array;
  readonly head: number;
  readonly tail: number;
}

/** Joins, and leaves a byte at the seam out for as long as the result is one of the two images. */
function joined(first: Uint8Array, second: Uint8Array, firstEnd: number, secondStart: number): Joined {
  let head = firstEnd;
  let tail = secondStart;
  let bytes = concatenated(first.subarray(0, head), second.subarray(tail));
  // Every round makes the result shorter, so it can be each of the two images once.
  while (isSame(bytes, first) || isSame(bytes, second)) {
    if (tail < second.length) tail += 1;
    else head -= 1;
    bytes = concatenated(first.subarray(0, head), second.subarray(tail));
  }
  return { bytes, head, tail };
}

function concatenated(start: Uint8Array, end: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(start.length + end.length);
  bytes.set(start);
  bytes.set(end, start.length);
  return bytes;
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

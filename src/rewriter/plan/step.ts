import type { Patch } from './patches.ts';
import type { NewSection } from './placement.ts';
import type { Segment } from './segment.ts';

/** One step from an image to another one: which bytes go where, and which fields change. Pure numbers. */
export interface Step {
  /** The output from its first byte to its last, without a hole; patches apply on top. */
  readonly segments: readonly Segment[];
  /** Every existing field that changes, but for CheckSum. Offsets are those of the output. */
  readonly patches: readonly Patch[];
  /** How far the step moves the data of the sections that it found. */
  readonly dataShift: number;
  /** The section that the step adds, or `null` when it adds none. */
  readonly section: NewSection | null;
  /** The bytes of the input that the step takes out, or `null` when it takes none. */
  readonly removed: { readonly offset: number; readonly length: number } | null;
}

/** How far the byte at an offset of a step's input moves; `null` when the step drops it. */
export function shiftOf({ segments }: Step, offset: number): number | null {
  for (const segment of segments) {
    if (segment.kind !== 'image' || offset < segment.from || offset >= segment.from + segment.length) continue;
    return segment.offset - segment.from;
  }
  return null;
}

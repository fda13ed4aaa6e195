import type { Span } from '../../src/results/index.ts';

/** What a program hashes of an image, in this order. */
export interface HashInput {
  readonly kind: 'hashed';
  /** Bytes of the file, in the order in which they are hashed; none extends past the end of the file. */
  readonly ranges: readonly Span[];
  /** Zeros that are hashed after the ranges. */
  readonly padding: number;
  /** Bytes that are hashed after the zeros and are not the file's: whatever memory holds there. */
  readonly behindFile: number;
}

/** Why a program hashes nothing at all, and the bytes that make it give up. */
export interface HashRefusal {
  readonly kind: 'refused';
  readonly because: string;
  readonly at: Span;
}

/** The bytes that are hashed in all. */
export function hashedLength({ ranges, padding, behindFile }: HashInput): number {
  return ranges.reduce((sum, { length }) => sum + length, padding + behindFile);
}

/** The refusal of a program. */
export function refusal(because: string, { offset, length }: Span): HashRefusal {
  return { kind: 'refused', because, at: { offset, length } };
}

/**
 * Where two programs first hash bytes from different places of the file: what is left there of the range of each, or
 * `null` for one that has no range left. Both are `null` when no more than zeros or foreign bytes differ.
 */
export interface Divergence {
  readonly one: Span | null;
  readonly other: Span | null;
}

/** The first divergence of two inputs, or `null` when both hash the same bytes of the file, however they are divided. */
export function divergence(one: HashInput, other: HashInput): Divergence | null {
  const [left, right] = [one.ranges, other.ranges];
  let [i, j, usedLeft, usedRight] = [0, 0, 0, 0];
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    if (usedLeft === a?.length) {
      i += 1;
      usedLeft = 0;
    } else if (usedRight === b?.length) {
      j += 1;
      usedRight = 0;
    } else if (a === undefined || b === undefined || a.offset + usedLeft !== b.offset + usedRight) {
      return { one: restOf(a, usedLeft), other: restOf(b, usedRight) };
    } else {
      const step = Math.min(a.length - usedLeft, b.length - usedRight);
      usedLeft += step;
      usedRight += step;
    }
  }
  const same = one.padding === other.padding && one.behindFile === other.behindFile;
  return same ? null : { one: null, other: null };
}

function restOf(range: Span | undefined, used: number): Span | null {
  return range === undefined ? null : { offset: range.offset + used, length: range.length - used };
}

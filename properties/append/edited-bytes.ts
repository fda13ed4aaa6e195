/** Comparisons of stretches of an input and an output. */
import type { Image } from '../../src/reader/index.ts';
import { chunksOf, firstDifference } from '../bytes/bytes.ts';

/**
 * How far into two stretches of the same length the first byte is that differs, or `null`. What is after the end of
 * a file differs from every byte.
 */
export function differenceBetween(
  before: Image,
  after: Image,
  from: number,
  to: number,
  length: number,
): number | null {
  const kept = chunksOf(after, { offset: to, length })[Symbol.iterator]();
  let done = 0;
  for (const { bytes } of chunksOf(before, { offset: from, length })) {
    const next = kept.next();
    const index = firstDifference(bytes, next.done === true ? new Uint8Array(0) : next.value.bytes);
    if (index !== -1) return done + index;
    done += bytes.length;
  }
  return done < length ? done : null;
}

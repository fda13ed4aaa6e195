import type { Admission } from '../admit/admit.ts';
import type { Move } from './moves.ts';

/**
 * The overlay that moves, `null` when none does or when fields that are corrected lead to all of it, as to symbols: a
 * program that keeps the offset of its own overlay somewhere else cannot be corrected.
 *
 * @param moves of the whole plan, by offsets of the input and of the output
 */
export function movedOverlay({ references }: Admission, moves: readonly Move[]): Move | null {
  const move = moves.find(({ what }) => what === 'overlay');
  if (move === undefined) return null;
  const end = move.from + move.length;
  let named = move.from;
  const inOrder = [...references].sort((left, right) => left.offset - right.offset);
  for (const { offset, length } of inOrder) {
    if (offset <= named) named = Math.max(named, offset + length);
  }
  return named >= end ? null : move;
}

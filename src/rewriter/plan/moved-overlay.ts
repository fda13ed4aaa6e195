import type { Admission } from '../admit/admit.ts';
import type { Move } from './moves.ts';

/**
 * The first part of the overlay that moves and that no corrected field leads to whole, as one does to symbols; `null` when
 * there is none. A program that keeps the offset of its own overlay somewhere else cannot be corrected.
 *
 * @param moves of the whole plan, by offsets of the input and of the output
 */
export function movedOverlay({ filePointers }: Admission, moves: readonly Move[]): Move | null {
  const inOrder = [...filePointers].sort((left, right) => left.offset - right.offset);
  const isNamed = ({ from, length }: Move): boolean => {
    let end = from;
    for (const pointer of inOrder) {
      if (pointer.offset <= end) end = Math.max(end, pointer.offset + pointer.length);
    }
    return end >= from + length;
  };
  return moves.find((move) => move.what === 'overlay' && !isNamed(move)) ?? null;
}

import type { Segment } from './segment.ts';

/** Bytes of the input that stand elsewhere in the output. */
export interface Move {
  readonly what: 'header data' | 'section data' | 'overlay';
  /** Offset in the input. */
  readonly from: number;
  /** Offset in the output. */
  readonly to: number;
  readonly length: number;
}

/**
 * What moves, in runs as long as possible: a field that changes on its way does not part a run.
 *
 * @param sizeOfHeaders of the input: header data lies in front of it
 * @param dataEnd end of the input's section data: the overlay lies behind it
 */
export function movesOf(segments: readonly Segment[], sizeOfHeaders: number, dataEnd: number): readonly Move[] {
  const moves: Move[] = [];
  for (const segment of segments) {
    if (segment.kind !== 'image' || segment.offset === segment.from) continue;
    const { from, offset: to, length } = segment;
    const what = from < sizeOfHeaders ? 'header data' : from < dataEnd ? 'section data' : 'overlay';
    const last = moves.at(-1);
    // Only changed fields lie between two runs of one distance: what is put in or taken out changes the distance.
    const continues = last?.what === what && to - from === last.to - last.from;
    if (continues) moves[moves.length - 1] = { ...last, length: from + length - last.from };
    else moves.push({ what, from, to, length });
  }
  return moves;
}

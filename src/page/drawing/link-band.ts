import { element, pixels } from '../markup.ts';

/** One end of a band: where a stretch of a column meets the room between the columns. */
export interface BandEnd {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** A band that joins the same bytes in two columns. */
export function linkBand(left: BandEnd, right: BandEnd, look: string): string {
  const corners = [
    [left.x, left.top],
    [right.x, right.top],
    [right.x, right.bottom],
    [left.x, left.bottom],
  ];
  const points = corners.map((corner) => corner.map(pixels).join(',')).join(' ');
  return element('polygon', { points, class: look });
}

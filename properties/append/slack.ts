/** What became of the bytes between the section table and SizeOfHeaders that nobody claims and somebody may use. */
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { chunksOf, firstNonZero } from '../bytes.ts';
import { tableEnd } from '../image/facts.ts';
import { isPadded, unclaimedSlack } from '../image/padding.ts';
import type { Append } from '../rule.ts';
import { SECTION_HEADER_SIZE, slotOf } from './facts.ts';

/** How the live bytes of the slack were carried over. */
export interface KeptSlack {
  /** By how far those moved that moved: none, or so many section headers; a block at the table's end moves whole. */
  readonly distance: number;
  /** Offsets in the input of the first live byte that is lost, among those that new headers take and among the others. */
  readonly lost: { readonly inSlot: number | null; readonly elsewhere: number | null };
}

const known = new WeakMap<Append, KeptSlack>();

/**
 * Compares the slack byte by byte. Each live byte stands where it stood or, up to some place, further back by one and
 * the same number of headers. Zeros and padding are not live; what debug entries claim is for rules of its own.
 */
export function keptSlack(append: Append): KeptSlack {
  const answer = known.get(append) ?? findKept(append);
  known.set(append, answer);
  return answer;
}

/**
 * The stretches of the headers that need not be what they were: the slots of the new headers, and what moved or was
 * claimed by debug data, before or after. All offsets are addresses too.
 */
export function editedSlack(append: Append): readonly Span[] {
  const { before, after, requests } = append;
  const start = tableEnd(before);
  const whole: Span = { offset: start, length: Math.max(0, after.optionalHeader.sizeOfHeaders.value - start) };
  const slot = slotOf(before, requests.length);
  if (keptSlack(append).distance > 0 || isPadded(before)) return [slot, whole];
  const claimed = [before, after].flatMap(({ regionMap }) =>
    regionMap.regions.filter(({ kind }) => kind === 'claimed-slack'),
  );
  return [slot, ...claimed.map(({ offset, length }) => ({ offset, length }))];
}

function findKept(append: Append): KeptSlack {
  const none = { inSlot: null, elsewhere: null };
  const { before, after, requests } = append;
  if (isPadded(before)) return { distance: 0, lost: none };
  // A table that did not grow by every header moved nothing by as many.
  const steps = Math.min(requests.length, Math.max(0, after.sections.length - before.sections.length));
  let first: KeptSlack | null = null;
  for (let step = 0; step <= steps; step += 1) {
    const distance = step * SECTION_HEADER_SIZE;
    const kept = { distance, lost: lostBytes(append, distance) };
    if (kept.lost.inSlot === null && kept.lost.elsewhere === null) return kept;
    first ??= kept;
  }
  return first ?? { distance: 0, lost: none };
}

/** The first live bytes that are neither where they were nor, in a block at the table's end, so much further back. */
function lostBytes({ before, after, requests }: Append, distance: number): KeptSlack['lost'] {
  const slotEnd = endOf(slotOf(before, requests.length));
  const limit = after.optionalHeader.sizeOfHeaders.value;
  const isRoom = (place: number): boolean => place >= slotEnd && place < limit;
  const lost: { inSlot: number | null; elsewhere: number | null } = { inSlot: null, elsewhere: null };
  let isBlock = distance > 0;
  for (const stretch of unclaimedSlack(before)) {
    for (const { offset, bytes } of chunksOf(before, stretch)) {
      const stay = after.source.slice(offset, bytes.length);
      const moved = after.source.slice(offset + distance, bytes.length);
      for (let index = firstNonZero(bytes); index !== -1; index = firstNonZero(bytes, index + 1)) {
        const place = offset + index;
        if (isBlock && isRoom(place + distance) && moved[index] === bytes[index]) continue;
        isBlock = false;
        if (isRoom(place) && stay[index] === bytes[index]) continue;
        if (place < slotEnd) lost.inSlot ??= place;
        else lost.elsewhere ??= place;
      }
      if (lost.elsewhere !== null) return lost;
    }
  }
  return lost;
}

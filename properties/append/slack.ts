/** What became of the bytes between the section table and SizeOfHeaders that nobody claims and somebody may use. */
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { chunksOf } from '../bytes/bytes.ts';
import { without } from '../bytes/spans.ts';
import { tableEnd } from '../image/facts.ts';
import { addressedSlack, isPadded, unclaimedSlack, unnamedSlack } from '../image/padding.ts';
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
 * the same number of headers; what is known by its place stays. Zeros and padding are not live; what debug entries claim
 * is for rules of its own.
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
  if (keptSlack(append).distance > 0) return [slot, ...without(whole, fixedSlack(before))];
  const padding = isPadded(before) ? unnamedSlack(before) : [];
  const claimed = [before, after].flatMap(({ regionMap }) =>
    regionMap.regions.filter(({ kind }) => kind === 'claimed-slack'),
  );
  return [slot, ...padding, ...claimed.map(({ offset, length }) => ({ offset, length }))];
}

function findKept(append: Append): KeptSlack {
  const { before, after, requests } = append;
  // A table that did not grow by every header moved nothing by as many.
  const steps = Math.min(requests.length, Math.max(0, after.sections.length - before.sections.length));
  let best: KeptSlack = { distance: 0, lost: lostBytes(append, tableEnd(before)) };
  for (let step = 1; step <= steps && firstLost(best) < Infinity; step += 1) {
    const distance = step * SECTION_HEADER_SIZE;
    const kept = { distance, lost: lostBytes(append, endOfBlock(append, distance)) };
    if (firstLost(kept) > firstLost(best)) best = kept;
  }
  return best;
}

function firstLost({ lost: { inSlot, elsewhere } }: KeptSlack): number {
  return inSlot ?? elsewhere ?? Infinity;
}

/**
 * The stretches of the slack that somebody finds by their place: by an address, which is an offset in the headers, or by
 * offsets from the start of an x86 kernel, whose setup_header and boot code all of it may belong to.
 */
function fixedSlack(before: Image): readonly Span[] {
  const isBootCode = before.kernelHeaders.some(({ kind }) => kind === 'x86-setup-header');
  return isBootCode ? unclaimedSlack(before) : addressedSlack(before);
}

/** The stretches of the slack whose bytes mean something where they are not zero, and may move. */
function movableSlack(before: Image): readonly Span[] {
  const fixed = fixedSlack(before);
  return isPadded(before) ? [] : unclaimedSlack(before).flatMap((stretch) => [...without(stretch, fixed)]);
}

/**
 * Where the block ends that moved by a distance. It moves in clusters, which lie more than the distance apart: within one,
 * a byte that seems to have moved may be another one that stayed and has the same value.
 */
function endOfBlock({ before, after, requests }: Append, distance: number): number {
  const slotEnd = endOf(slotOf(before, requests.length));
  const limit = after.optionalHeader.sizeOfHeaders.value;
  let [start, last] = [tableEnd(before), -Infinity];
  for (const stretch of movableSlack(before)) {
    for (const { offset, bytes } of chunksOf(before, stretch)) {
      const moved = after.source.slice(offset + distance, bytes.length);
      for (let index = 0; index < bytes.length; index += 1) {
        if (bytes[index] === 0) continue;
        const place = offset + index;
        if (place > last + distance) start = place;
        last = place;
        const isRoom = place + distance >= slotEnd && place + distance < limit;
        if (!isRoom || moved[index] !== bytes[index]) return start;
      }
    }
  }
  return Infinity;
}

/** The first live bytes that are not where they were: of those that may move from `start` on, of the others anywhere. */
function lostBytes(append: Append, start: number): KeptSlack['lost'] {
  const lost: Lost = { inSlot: null, elsewhere: null };
  for (const stretch of movableSlack(append.before)) {
    const skipped = Math.max(0, start - stretch.offset);
    const rest = { offset: stretch.offset + skipped, length: Math.max(0, stretch.length - skipped) };
    noteLost(append, rest, lost);
  }
  for (const stretch of fixedSlack(append.before)) noteLost(append, stretch, lost);
  return lost;
}

/** The first offsets at which live bytes are lost. */
interface Lost {
  inSlot: number | null;
  elsewhere: number | null;
}

/** Looks for bytes of a stretch that do not stay, and notes those that come before what was found. */
function noteLost({ before, after, requests }: Append, stretch: Span, lost: Lost): void {
  const slotEnd = endOf(slotOf(before, requests.length));
  const limit = after.optionalHeader.sizeOfHeaders.value;
  for (const { offset, bytes } of chunksOf(before, stretch)) {
    const stay = after.source.slice(offset, bytes.length);
    for (let index = 0; index < bytes.length; index += 1) {
      const place = offset + index;
      const isKept = place >= slotEnd && place < limit && stay[index] === bytes[index];
      if (bytes[index] === 0 || isKept) continue;
      if (place < slotEnd) lost.inSlot = Math.min(lost.inSlot ?? Infinity, place);
      else lost.elsewhere = Math.min(lost.elsewhere ?? Infinity, place);
      if (place >= slotEnd) return;
    }
  }
}

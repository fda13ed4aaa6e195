/** Whether bytes of an input are those of its output, asked for stretches of which an image may claim very many. */
import type { Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf, firstDifference } from '../bytes/bytes.ts';
import type { Append } from '../rule.ts';
import { firstBehind, without } from '../bytes/spans.ts';
import { differenceBetween } from './edited-bytes.ts';

/** Shorter stretches are compared as often as they are asked for: to look them up would take as long. */
const REMEMBERED = 4096;

/** What is known to be equal, by how far it moved: stretches of the input in their order, which do not touch. */
const known = new WeakMap<Append, Map<number, Span[]>>();

/**
 * How far into two stretches the first byte is that differs, or `null`; where one has more bytes in its file, the first
 * that the other lacks differs. Tens of thousands of sections can all have the same data, so what was found equal is not
 * looked at again.
 */
export function firstChange(append: Append, from: Span, to: Span): number | null {
  const { before, after } = append;
  const [old, kept] = [lengthInFile(before, from), lengthInFile(after, to)];
  const length = Math.min(old, kept);
  const found =
    length < REMEMBERED
      ? shortChange(append, from.offset, to.offset, length)
      : longChange(append, from.offset, to.offset, length);
  if (found !== null) return found;
  return old === kept ? null : length;
}

/** Whether a section's data is the same in two places but for the file pointers of debug entries that are in it. */
export function sameData(append: Append, from: Span, to: Span): boolean {
  if (firstChange(append, from, to) === null) return true;
  const { before, after } = append;
  const inside = before.debugEntries.flatMap(({ pointerToRawData }) =>
    contains(from, pointerToRawData) ? [pointerToRawData] : [],
  );
  if (inside.length === 0 || lengthInFile(before, from) !== lengthInFile(after, to)) return false;
  return [...without(from, inside)].every(({ offset, length }) => {
    const moved = { offset: offset + to.offset - from.offset, length };
    return firstChange(append, { offset, length }, moved) === null;
  });
}

/** The bytes of a span that are in the file. */
export function lengthInFile({ fileSize }: Image, { offset, length }: Span): number {
  return offset < 0 ? 0 : Math.max(0, Math.min(length, fileSize - offset));
}

function shortChange({ before, after }: Append, from: number, to: number, length: number): number | null {
  const index = firstDifference(bytesOf(before, { offset: from, length }), bytesOf(after, { offset: to, length }));
  return index === -1 ? null : index;
}

function longChange(append: Append, from: number, to: number, length: number): number | null {
  const equal = equalStretches(append, to - from);
  for (const gap of without({ offset: from, length }, equal)) {
    const index = differenceBetween(append.before, append.after, gap.offset, gap.offset + to - from, gap.length);
    if (index === null) continue;
    const found = gap.offset + index - from;
    remember(equal, { offset: from, length: found });
    return found;
  }
  remember(equal, { offset: from, length });
  return null;
}

function equalStretches(append: Append, shift: number): Span[] {
  const byShift = known.get(append) ?? new Map<number, Span[]>();
  known.set(append, byShift);
  const equal = byShift.get(shift) ?? [];
  byShift.set(shift, equal);
  return equal;
}

/** Adds a stretch to those that are known, as one with all that it overlaps or touches. */
function remember(equal: Span[], stretch: Span): void {
  if (stretch.length < REMEMBERED) return;
  const first = firstBehind(equal, stretch.offset - 1);
  let [start, end, last] = [stretch.offset, endOf(stretch), first];
  for (let span = equal[last]; span !== undefined && span.offset <= end; span = equal[last]) {
    start = Math.min(start, span.offset);
    end = Math.max(end, endOf(span));
    last += 1;
  }
  equal.splice(first, last - first, { offset: start, length: end - start });
}

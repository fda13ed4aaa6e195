import { bytewise } from '../admit/random-access.ts';
import type { RandomAccess } from '../admit/random-access.ts';
import type { Patch } from './patches.ts';

/** A run of output bytes. `offset` is where it goes in the output, `length` is never 0; both in bytes. */
export type Segment =
  /** Bytes of the image, from `from` on. */
  | { readonly kind: 'image'; readonly offset: number; readonly length: number; readonly from: number }
  /** Bytes of the content of one request, from `from` on; requests are counted from 0. */
  | {
      readonly kind: 'content';
      readonly offset: number;
      readonly length: number;
      readonly from: number;
      readonly request: number;
    }
  /** Bytes that the rewriter made: section headers and fields. */
  | { readonly kind: 'bytes'; readonly offset: number; readonly length: number; readonly bytes: Uint8Array }
  | { readonly kind: 'zeros'; readonly offset: number; readonly length: number };

/** The part `[start, end)` of a segment, by output offsets, as it stands `shift` bytes further on. */
function part(segment: Segment, start: number, end: number, shift: number): Segment {
  const skipped = start - segment.offset;
  const place = { offset: start + shift, length: end - start };
  switch (segment.kind) {
    case 'image':
    case 'content':
      return { ...segment, ...place, from: segment.from + skipped };
    case 'bytes':
      return { ...segment, ...place, bytes: segment.bytes.subarray(skipped, skipped + place.length) };
    case 'zeros':
      return { ...segment, ...place };
  }
}

/** Position of the segment that holds an offset; segments are in order and without a hole. */
function indexAt(segments: readonly Segment[], offset: number): number {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.offset ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The segment that holds the byte at an offset of the output, or `undefined` beyond its end. */
export function segmentAt(segments: readonly Segment[], offset: number): Segment | undefined {
  const segment = segments[indexAt(segments, offset)];
  return segment === undefined || offset >= segment.offset + segment.length ? undefined : segment;
}

/** The segments that hold the bytes `[start, end)` of the output, in their order. */
export function* segmentsIn(segments: readonly Segment[], start: number, end: number): Generator<Segment> {
  for (let index = indexAt(segments, start); index < segments.length; index += 1) {
    const segment = segments[index];
    if (segment === undefined || segment.offset >= end) return;
    yield segment;
  }
}

/** Adds the bytes `[start, end)` of an output to another one, `shift` bytes further on. */
function addSlice(target: Segment[], source: readonly Segment[], start: number, end: number, shift: number): void {
  for (const segment of segmentsIn(source, start, end)) {
    const from = Math.max(start, segment.offset);
    target.push(part(segment, from, Math.min(end, segment.offset + segment.length), shift));
  }
}

/** Puts patches, which must not overlap, over segments; the result says the same bytes without them. */
export function overlay(segments: readonly Segment[], patches: readonly Patch[]): readonly Segment[] {
  const result: Segment[] = [];
  const inOrder = [...patches].sort((left, right) => left.offset - right.offset);
  const last = segments.at(-1);
  const length = last === undefined ? 0 : last.offset + last.length;
  let done = 0;
  for (const { offset, width, newValue } of inOrder) {
    if (done < offset) addSlice(result, segments, done, offset, 0);
    result.push({ kind: 'bytes', offset, length: width, bytes: littleEndian(newValue, width) });
    done = offset + width;
  }
  if (done < length) addSlice(result, segments, done, length, 0);
  return result;
}

/** The output of a second step in terms of what the first one started from. */
export function compose(first: readonly Segment[], second: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of second) {
    if (segment.kind !== 'image') result.push(segment);
    else addSlice(result, first, segment.from, segment.from + segment.length, segment.offset - segment.from);
  }
  return result;
}

/** An output that can be read before it is written. */
export function outputSource(
  segments: readonly Segment[],
  image: RandomAccess,
  contents: readonly RandomAccess[],
): RandomAccess {
  const last = segments.at(-1);
  const u8 = (offset: number): number => {
    const segment = segments[indexAt(segments, offset)];
    if (segment === undefined) throw new RangeError(`offset ${offset} is outside of the output`);
    const within = offset - segment.offset;
    switch (segment.kind) {
      case 'image':
        return image.u8(segment.from + within);
      case 'content':
        return contents[segment.request]?.u8(segment.from + within) ?? 0;
      case 'bytes':
        return segment.bytes[within] ?? 0;
      case 'zeros':
        return 0;
    }
  };
  const read = (buffer: Uint8Array, start: number): void => {
    for (const segment of segmentsIn(segments, start, start + buffer.length)) {
      const from = Math.max(start, segment.offset);
      const end = Math.min(start + buffer.length, segment.offset + segment.length);
      fill(buffer.subarray(from - start, end - start), segment, from - segment.offset, image, contents);
    }
  };
  return bytewise(last === undefined ? 0 : last.offset + last.length, u8, read);
}

/** Fills a buffer with bytes of one segment, from so far into it on. */
function fill(
  buffer: Uint8Array,
  segment: Segment,
  within: number,
  image: RandomAccess,
  contents: readonly RandomAccess[],
): void {
  switch (segment.kind) {
    case 'image':
      image.read(buffer, segment.from + within);
      return;
    case 'content':
      contents[segment.request]?.read(buffer, segment.from + within);
      return;
    case 'bytes':
      buffer.set(segment.bytes.subarray(within, within + buffer.length));
      return;
    case 'zeros':
      buffer.fill(0);
  }
}

function littleEndian(value: number, width: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(width);
  const view = new DataView(bytes.buffer);
  if (width === 2) view.setUint16(0, value, true);
  else view.setUint32(0, value, true);
  return bytes;
}

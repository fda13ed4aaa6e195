import { hex, span } from '../refusal.ts';
import type { Patch } from './patches.ts';
import { PlanError } from './plan-error.ts';
import type { Segment } from './segment.ts';

/** How long the files are that segments take their bytes from. */
export interface Lengths {
  readonly image: number;
  /** Of the contents of the requests, in their order. */
  readonly contents: readonly number[];
}

/**
 * Proves that segments make up an output from its first byte to its last, without a hole or an overlap, and take only
 * bytes that are there.
 *
 * @returns the length of the output
 * @throws PlanError when they do not
 */
export function proveSegments(segments: readonly Segment[], lengths: Lengths): number {
  let end = 0;
  for (const segment of segments) {
    const { kind, offset, length } = segment;
    if (offset !== end) throw new PlanError(`${kind} at ${hex(offset)} follows what ends at ${hex(end)}`);
    if (length <= 0) throw new PlanError(`${kind} at ${hex(offset)} has ${length} bytes`);
    const available = availableTo(segment, lengths);
    if (available !== null && available.from + length > available.length) {
      const taken = span(available.from, available.from + length);
      throw new PlanError(`${kind} at ${hex(offset)} takes ${taken} of ${hex(available.length)} bytes`);
    }
    end = offset + length;
  }
  return end;
}

/**
 * Proves that fields which change lie inside the output and apart from each other.
 *
 * @throws PlanError when one does not
 */
export function provePatches(patches: readonly Patch[], outputLength: number): void {
  let end = 0;
  for (const { field, offset, width } of [...patches].sort((left, right) => left.offset - right.offset)) {
    if (offset < end) throw new PlanError(`${field} at ${hex(offset)} overlaps a field that ends at ${hex(end)}`);
    end = offset + width;
    if (end > outputLength) {
      throw new PlanError(`${field} at ${hex(offset)} lies beyond the end of the output ${hex(outputLength)}`);
    }
  }
}

/** Where a segment starts in the file that it takes its bytes from, or `null` when it needs none. */
function availableTo(segment: Segment, { image, contents }: Lengths): { from: number; length: number } | null {
  switch (segment.kind) {
    case 'image':
      return { from: segment.from, length: image };
    case 'content':
      return { from: segment.from, length: contents[segment.request] ?? 0 };
    case 'bytes':
      return { from: 0, length: segment.bytes.length };
    case 'zeros':
      return null;
  }
}

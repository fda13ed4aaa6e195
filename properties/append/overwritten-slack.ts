import { endOf, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, firstDifference } from '../bytes.ts';
import { place, wrong } from '../findings.ts';
import type { Append } from '../rule.ts';
import { SECTION_HEADER_SIZE, slotIsFree, slotOf } from './facts.ts';

/** Bytes of the slots that were in use and cannot be found again, where they were or right behind the longer table. */
export function* overwrittenSlack(append: Append): Generator<Finding> {
  const { before, after, requests } = append;
  const slot = slotsInHeaders(append);
  if (slot.length === 0 || slotIsFree(before, requests.length)) return;
  for (const { index, data } of before.debugEntries) {
    // An entry that starts among the headers, or leaves the file, names no data that could be kept.
    if (!overlaps(data, slot) || data.offset < slot.offset || endOf(data) > before.fileSize) continue;
    const kept = after.debugEntries[index];
    const same = kept !== undefined && firstDifference(bytesOf(before, data), bytesOf(after, kept.data)) === -1;
    if (!same) yield lost(`debugEntries[${index}] data`, data);
  }
  const claimed = before.regionMap.regions.filter(({ kind }) => kind === 'claimed-slack');
  for (const [index, byte] of bytesOf(before, slot).entries()) {
    const offset = slot.offset + index;
    const owned = claimed.some((region) => offset >= region.offset && offset < endOf(region));
    if (byte === 0 || owned || isBehindTable(append, offset, byte)) continue;
    yield lost('header slack', { offset, length: 1 });
    return;
  }
}

/**
 * The slots of the new headers that lie inside the headers. Where the table leaves none, their growth is judged by a
 * rule of its own.
 */
function slotsInHeaders({ before, requests }: Append): Span {
  const { offset } = slotOf(before, 0);
  const room = Math.max(0, before.optionalHeader.sizeOfHeaders.value - offset);
  return slotOf(before, Math.min(requests.length, Math.floor(room / SECTION_HEADER_SIZE)));
}

/** Whether a byte moved by one of the new headers, or by several, to behind the longer table. */
function isBehindTable({ before, after, requests }: Append, offset: number, byte: number): boolean {
  const end = endOf(slotOf(before, requests.length));
  return requests.some((_, rank) => {
    const moved = offset + SECTION_HEADER_SIZE * (rank + 1);
    return moved >= end && bytesOf(after, { offset: moved, length: 1 })[0] === byte;
  });
}

function lost(about: string, span: Span): Finding {
  const expected = { kind: 'same-bytes', as: place(span, 'before') } as const;
  return wrong(about, expected, 'overwritten', place(span, 'after'), place(span, 'before'));
}

import type { Image } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { place, wrong } from '../findings.ts';
import type { Append, AppendRequests } from '../rule.ts';
import { slotIsFree, slotOf } from './facts.ts';
import { firstChange } from './same-bytes.ts';
import { keptSlack } from './slack.ts';

/** Bytes of the slots that were in use and cannot be found again, where they were or right after the longer table. */
export function* overwrittenSlack(append: Append): Generator<Finding> {
  const { before, after, requests } = append;
  if (withoutLiveSlots(append) !== undefined) return;
  const slot = slotsInHeaders(before, requests);
  for (const { index, data } of before.debugEntries) {
    // An entry that starts among the headers, or leaves the file, names no data that could be kept.
    if (!overlaps(data, slot) || data.offset < slot.offset || endOf(data) > before.fileSize) continue;
    const kept = after.debugEntries[index];
    const same = kept !== undefined && firstChange(append, data, kept.data) === null;
    if (!same) yield lostBytes(`debugEntries[${index}] data`, data, 'overwritten');
  }
  const { inSlot } = keptSlack(append).lost;
  if (inSlot !== null) yield lostBytes('header slack', { offset: inSlot, length: 1 }, 'overwritten');
}

/** Whether a new header can overwrite anything: its slot is not free, and some of it lies inside the headers. */
export function hasLiveSlots(before: Image, requests: AppendRequests): boolean {
  return slotsInHeaders(before, requests).length > 0 && !slotIsFree(before, requests.length);
}

/** Why a new header cannot overwrite anything. */
export function withoutLiveSlots({ before, requests }: Append): string | undefined {
  return hasLiveSlots(before, requests) ? undefined : 'nothing is where the new headers go';
}

/** The slots of the new headers as far as they are inside the headers: of the last one that may be a part. */
function slotsInHeaders(before: Image, requests: AppendRequests): Span {
  const { offset, length } = slotOf(before, requests.length);
  return { offset, length: Math.max(0, Math.min(length, before.optionalHeader.sizeOfHeaders.value - offset)) };
}

/** A finding that bytes of the input are not in the output any more. */
export function lostBytes(about: string, span: Span, actual: string): Finding {
  const expected = { kind: 'same-bytes', as: place(span, 'before') } as const;
  return wrong(about, expected, actual, place(span, 'after'), place(span, 'before'));
}

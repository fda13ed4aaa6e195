import { endOf } from '../../results/index.ts';
import { edited } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { headersEnd } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';

/** The bytes behind the old section table, up to the last that is not zero or that debug data ends with. */
function liveSlack({ before }: WrongOutput): Uint8Array {
  const [start, end] = [endOf(before.sectionTable), headersEnd(before)];
  const bytes = before.source.slice(start, Math.max(0, end - start));
  let length = bytes.findLastIndex((byte) => byte !== 0) + 1;
  for (const { data } of before.debugEntries) {
    if (data.offset >= start && endOf(data) <= end) length = Math.max(length, endOf(data) - start);
  }
  return bytes.subarray(0, length);
}

/** Whether the new header takes bytes that are in use. */
function isSlotInUse({ before, after }: WrongOutput, live: Uint8Array): boolean {
  const grown = after.sectionTable.length - before.sectionTable.length;
  const start = endOf(before.sectionTable);
  const isClaimed = before.debugEntries.some(
    ({ data }) => data.length > 0 && data.offset >= start && data.offset < start + grown,
  );
  return isClaimed || live.subarray(0, Math.max(0, grown)).some((byte) => byte !== 0);
}

/** How far what is behind the section table has to move: not at all, or by the new header. */
function distanceOf(wrong: WrongOutput, live: Uint8Array): number {
  const { before, after } = wrong;
  return isSlotInUse(wrong, live) ? after.sectionTable.length - before.sectionTable.length : 0;
}

/** Whether headers would have to grow for what has to move. */
function lacksRoom(wrong: WrongOutput): boolean {
  const live = liveSlack(wrong);
  const moved = distanceOf(wrong, live);
  return moved > 0 && endOf(wrong.before.sectionTable) + moved + live.length > headersEnd(wrong.after);
}

/**
 * What lay behind the section table lies there again: where it was, with zeros where headers have grown, or all of it further
 * back by the new header where that would lie on it, with the pointers of debug data in it.
 */
function restoreSlack(wrong: WrongOutput): Uint8Array | null {
  const { before, after } = wrong;
  const live = liveSlack(wrong);
  const [tableEnd, end] = [endOf(after.sectionTable), headersEnd(after)];
  const moved = distanceOf(wrong, live);
  const start = endOf(before.sectionTable) + moved;
  if (start + live.length > end) return null;
  return edited(wrong, (draft) => {
    draft.clear(tableEnd, end);
    // Where the table has grown without moving what is behind it, the first of it lies below the new header and is zero.
    const hidden = Math.max(0, tableEnd - start);
    draft.put(start + hidden, live.subarray(hidden));
    repointDebug(draft, wrong, moved);
  });
}

function repointDebug(draft: Draft, { before, after }: WrongOutput, moved: number): void {
  const [start, end] = [endOf(before.sectionTable), headersEnd(before)];
  for (const { index, data, addressOfRawData, pointerToRawData } of before.debugEntries) {
    const now = after.debugEntries[index];
    if (now === undefined || data.length === 0 || data.offset < start || endOf(data) > end) continue;
    draft.number(now.pointerToRawData, pointerToRawData.value + moved);
    // In the headers, a loaded byte has its file offset for an address.
    const isLoaded = addressOfRawData.value === pointerToRawData.value;
    draft.number(now.addressOfRawData, addressOfRawData.value + (isLoaded ? moved : 0));
  }
}

export const SLACK_REPAIRS: readonly Repair[] = [
  {
    id: 'header-slack',
    sentence:
      'Keep the bytes after the section table: move them out of the way of the new header and update all pointers, or refuse.',
    reach: 'fact',
    repair: restoreSlack,
    declines: lacksRoom,
  },
];

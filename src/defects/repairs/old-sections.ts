import { endOf } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import type { Section } from '../../reader/index.ts';
import { edited } from '../draft.ts';
import { dataEnd, emptyPointerNow, headersEnd, liesOnOld, pairingOf, placeNow, shiftOf } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';

/** All of a section header but the pointers into the file, which may rightly move. */
const KEPT_FIELDS = [
  'name',
  'virtualSize',
  'virtualAddress',
  'sizeOfRawData',
  'numberOfRelocations',
  'numberOfLinenumbers',
  'characteristics',
] as const satisfies readonly (keyof Section)[];

/** Pointers to what lies in the file besides the data of a section. */
const TABLE_POINTERS = ['pointerToRelocations', 'pointerToLinenumbers'] as const satisfies readonly (keyof Section)[];

function restoreHeaders(wrong: WrongOutput): Uint8Array | null {
  const { before } = wrong;
  return edited(wrong, (draft) => {
    for (const { old, now } of pairingOf(wrong).pairs) {
      for (const field of KEPT_FIELDS) draft.restore(before, old[field], now[field]);
      for (const field of TABLE_POINTERS) draft.number(now[field], tableNow(old[field].value, wrong));
    }
  });
}

/** Where a table of the input belongs in the output: in headers where it was, among the data with it, behind it with the overlay. */
function tableNow(offset: number, wrong: WrongOutput): number {
  const { before, after } = wrong;
  if (offset >= before.fileSize || offset < headersEnd(before)) return offset;
  if (offset >= dataEnd(before)) return offset + dataEnd(after) - dataEnd(before);
  const pairing = pairingOf(wrong);
  return placeNow(offset, pairing) ?? offset + shiftOf(pairing);
}

function repointEmpty(wrong: WrongOutput): Uint8Array | null {
  const { before } = wrong;
  const pairing = pairingOf(wrong);
  const shift = shiftOf(pairing);
  return edited(wrong, (draft) => {
    for (const { old, now } of pairing.pairs) {
      if (old.rawData.length === 0) draft.number(now.pointerToRawData, emptyPointerNow(old, before, shift));
    }
  });
}

/** The table in its old order, with the new section last. */
function restoreOrder(wrong: WrongOutput): Uint8Array | null {
  const { after, bytes } = wrong;
  const { pairs, added } = pairingOf(wrong);
  const ordered = [...pairs.map(({ now }) => now), ...(added === null ? [] : [added])];
  if (ordered.length !== after.sections.length) return null;
  return edited(wrong, (draft) => {
    for (const [index, { header }] of ordered.entries()) {
      const place = after.sections[index]?.header.offset ?? 0;
      draft.put(place, bytes.slice(header.offset, endOf(header)));
    }
  });
}

/** The data of old sections as it was, wherever it lies now; file pointers of debug entries in it stay as they are. */
function restoreData(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  const pairing = pairingOf(wrong);
  if (liesOnOld(pairing)) return null;
  return edited(wrong, (draft) => {
    for (const { old, now } of pairing.pairs) {
      const length = Math.min(old.rawData.length, now.rawData.length);
      draft.put(now.rawData.offset, before.source.slice(old.rawData.offset, length));
    }
    for (const { pointerToRawData: pointer } of after.debugEntries) {
      draft.put(pointer.offset, bytes.slice(pointer.offset, endOf(pointer)));
    }
  });
}

/** The bytes between the data of two old sections, where there is as much room as there was. */
function restoreGaps(wrong: WrongOutput): Uint8Array | null {
  const { before } = wrong;
  const pairs = pairingOf(wrong)
    .pairs.filter(({ old, now }) => old.rawData.length > 0 && now.rawData.length > 0)
    .sort((a, b) => a.old.rawData.offset - b.old.rawData.offset);
  return edited(wrong, (draft) => {
    for (const [index, { old, now }] of pairs.entries()) {
      const next = pairs[index + 1];
      if (next === undefined) continue;
      const gap = next.old.rawData.offset - endOf(old.rawData);
      if (gap <= 0 || next.now.rawData.offset - endOf(now.rawData) !== gap) continue;
      draft.put(endOf(now.rawData), before.source.slice(endOf(old.rawData), gap));
    }
  });
}

/** Makes file pointers of the debug directory follow the data of sections, and what moved behind the section table. */
function repointDebug(wrong: WrongOutput): Uint8Array | null {
  const { before, after } = wrong;
  const pairing = pairingOf(wrong);
  return edited(wrong, (draft) => {
    for (const { index, data, pointerToRawData } of before.debugEntries) {
      const now = after.debugEntries[index];
      if (now === undefined || data.length === 0) continue;
      const place = placeNow(pointerToRawData.value, pairing) ?? placeInSlack(data, wrong);
      if (place !== null) draft.number(now.pointerToRawData, place);
    }
  });
}

/** Where bytes from behind the section table lie now: where they were, or further back by the new header. */
function placeInSlack(data: Span, { before, after, bytes }: WrongOutput): number | null {
  if (data.offset < endOf(before.sectionTable) || endOf(data) > headersEnd(before)) return null;
  const wanted = before.source.slice(data.offset, data.length);
  const grown = after.sectionTable.length - before.sectionTable.length;
  const isThere = (place: number): boolean => Buffer.compare(bytes.subarray(place, place + data.length), wanted) === 0;
  return [data.offset, data.offset + grown].find(isThere) ?? null;
}

export const OLD_SECTION_REPAIRS: readonly Repair[] = [
  {
    id: 'section-order',
    sentence: 'Keep the section headers in their order, and put the new one last.',
    reach: 'fact',
    repair: restoreOrder,
  },
  {
    id: 'empty-pointers',
    sentence: 'Leave the pointers of sections without data, or move them with the data around them.',
    reach: 'fact',
    repair: repointEmpty,
  },
  {
    id: 'section-headers',
    sentence: 'Keep the headers of the old sections.',
    reach: 'fact',
    repair: restoreHeaders,
  },
  {
    id: 'section-data',
    sentence: 'Keep the data of the old sections, byte for byte.',
    reach: 'fact',
    repair: restoreData,
  },
  { id: 'gaps', sentence: 'Keep the bytes between sections.', reach: 'fact', repair: restoreGaps },
  {
    id: 'debug-pointers',
    sentence: 'Make the file pointers of debug entries follow their data.',
    reach: 'fact',
    repair: repointDebug,
  },
];

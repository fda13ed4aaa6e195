import { endOf } from '../../results/index.ts';
import { isZboot } from '../../reader/index.ts';
import type { Section } from '../../reader/index.ts';
import { edited, roundUp, zeros } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { dataEnd, dataStart, emptyPointerNow, liesOnOld, pairingOf, placeNow, trailing } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';

const CERTIFICATE_DIRECTORY = 4;
/** More zeros than a section's padding has are not what is missing from a file. */
const PADDING_MAX = 0x1_0000;

/** Where the output's symbol table should be: as far behind the data as it was, or where its section went. */
function symbolsNow(wrong: WrongOutput): number {
  const { before, after } = wrong;
  const { value } = before.coffHeader.pointerToSymbolTable;
  if (value === 0) return 0;
  const end = dataEnd(before);
  return value >= end ? dataEnd(after) + value - end : (placeNow(value, pairingOf(wrong)) ?? value);
}

function restoreSymbols(draft: Draft, wrong: WrongOutput): void {
  const { before, after } = wrong;
  draft.number(after.coffHeader.pointerToSymbolTable, symbolsNow(wrong));
  draft.restore(before, before.coffHeader.numberOfSymbols, after.coffHeader.numberOfSymbols);
}

/** What followed the data of all sections follows it again. */
function restoreTrailing(wrong: WrongOutput): Uint8Array | null {
  const kept = trailing(wrong.before);
  const end = dataEnd(wrong.after);
  if (kept.length === 0 || Buffer.compare(wrong.bytes.subarray(end, end + kept.length), kept) === 0) return null;
  return edited(wrong, (draft) => {
    draft.splice(end, end, kept);
    restoreSymbols(draft, wrong);
  });
}

/** The file ends with its last section, and what followed the data in the input. */
function restoreEnd(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  let end = 0;
  for (const { rawData } of after.sections) if (rawData.length > 0) end = Math.max(end, endOf(rawData));
  const kept = trailing(before);
  const missing = end + kept.length - bytes.length;
  if (missing === 0 || missing > PADDING_MAX || liesOnOld(pairingOf(wrong))) return null;
  const found = end - Math.max(0, missing);
  // What is missing may be what followed the data, and then it is that which has to be kept.
  if (Buffer.compare(bytes.subarray(found, found + kept.length), kept) !== 0) return null;
  return edited(wrong, (draft) => {
    if (missing > 0) draft.splice(found, found, zeros(missing));
    else draft.splice(end + kept.length, bytes.length, zeros(0));
  });
}

/** A directory that leads to no certificates of the input leads nowhere. */
function clearCertificates(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  const directory = after.directories[CERTIFICATE_DIRECTORY];
  if (directory === undefined) return null;
  const table = before.certificateTable;
  const kept = table === null ? null : before.source.slice(table.span.offset, table.span.length);
  const { offset = 0, length = 0 } = after.certificateTable?.span ?? {};
  if (kept !== null && Buffer.compare(bytes.subarray(offset, offset + length), kept) === 0) return null;
  return edited(wrong, (draft) => {
    draft.clear(directory.virtualAddress.offset, endOf(directory.size));
  });
}

/** By how much all data has to move for the longer section table. */
function growth({ before, after }: WrongOutput): number {
  const { sizeOfHeaders, fileAlignment } = before.optionalHeader;
  const room = Math.min(sizeOfHeaders.value, dataStart(before));
  return roundUp(Math.max(0, endOf(after.sectionTable) - room), fileAlignment.value);
}

/** All old data where it was, or that much further as the section table needs; the new data and what follows behind it. */
function layOut(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  const { pairs, added } = pairingOf(wrong);
  const shift = growth(wrong);
  const { sizeOfHeaders } = before.optionalHeader;
  const tableEnd = endOf(after.sectionTable);
  const [start, oldEnd] = [Math.min(sizeOfHeaders.value, dataStart(before)), dataEnd(before)];
  return edited(wrong, (draft) => {
    draft.splice(tableEnd, bytes.length, zeros(start + shift - tableEnd));
    draft.splice(start + shift, Infinity, before.source.slice(start, Math.max(0, oldEnd - start)));
    if (start > tableEnd) draft.put(tableEnd, before.source.slice(tableEnd, start - tableEnd));
    draft.number(after.optionalHeader.sizeOfHeaders, sizeOfHeaders.value + shift);
    for (const { old, now } of pairs) {
      const pointer =
        old.rawData.length === 0 ? emptyPointerNow(old, before, shift) : old.pointerToRawData.value + shift;
      draft.number(now.pointerToRawData, pointer);
      draft.restore(before, old.sizeOfRawData, now.sizeOfRawData);
    }
    if (added !== null) appendData(draft, added, wrong);
    appendTrailing(draft, oldEnd, shift, wrong);
    if (isZboot(before) && isZboot(after)) {
      draft.number(after.zbootHeader.payloadOffset, before.zbootHeader.payloadOffset.value + shift);
    }
  });
}

/** The new section's data at the end, as long as the output has it. */
function appendData(draft: Draft, added: Section, { request: { content } }: WrongOutput): void {
  const end = draft.bytes.length;
  const data = zeros(Math.max(content.length, Math.min(added.rawData.length, content.length + PADDING_MAX)));
  data.set(content.subarray(0, data.length));
  draft.splice(end, end, data);
  draft.number(added.pointerToRawData, end);
}

function appendTrailing(draft: Draft, oldEnd: number, shift: number, { before, after }: WrongOutput): void {
  const { pointerToSymbolTable, numberOfSymbols } = before.coffHeader;
  const { value } = pointerToSymbolTable;
  const end = draft.bytes.length;
  if (value !== 0) {
    draft.number(after.coffHeader.pointerToSymbolTable, value >= oldEnd ? value - oldEnd + end : value + shift);
    draft.restore(before, numberOfSymbols, after.coffHeader.numberOfSymbols);
  }
  draft.splice(end, end, trailing(before));
}

export const FILE_REPAIRS: readonly Repair[] = [
  {
    id: 'overlay',
    sentence: 'Keep what follows the last section, and move it after the new one.',
    reach: 'fact',
    repair: restoreTrailing,
  },
  {
    id: 'symbols',
    sentence: 'Make PointerToSymbolTable follow the symbol table, and keep NumberOfSymbols.',
    reach: 'fact',
    repair: (wrong) =>
      edited(wrong, (draft) => {
        restoreSymbols(draft, wrong);
      }),
  },
  {
    id: 'certificates',
    sentence: 'Clear the certificate directory where the certificates are gone.',
    reach: 'fact',
    repair: clearCertificates,
  },
  {
    id: 'file-end',
    sentence: 'End the file where its last section and what follows it end, no earlier and no later.',
    reach: 'fact',
    repair: restoreEnd,
  },
  {
    id: 'layout',
    sentence: 'Leave the old data in place in the file and put the new data after it, without a gap.',
    reach: 'layout',
    repair: layOut,
  },
];

/** Bytes behind the section table that a new header would take: those that can move, and those that cannot. */
import { entryOf, imageIn, pairOf, put } from './append-pairs.ts';
import { AT, clean } from './base-images.ts';
import { inInput } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { setWords } from './patch.ts';
import { mayRefuse, mustRefuse } from './refusal-entries.ts';

/** The import directory: any directory but that of certificates holds an address. */
const IMPORTS = AT.certificateDirectory - 3 * 8;

/** An image whose import directory names four bytes among its headers, which lie at their own addresses. */
function importsAt(address: number): Uint8Array {
  return setWords(clean(), [IMPORTS, address], [IMPORTS + 4, 4]);
}

/** An image with debug data right behind its section table. */
const debugImage = (): Uint8Array => pairOf('debug').input;
const entry = entryOf(imageIn(debugImage()), 0);
const behindTable = entry.data.offset;

/** The same with that data known by an address, so many bytes from where it lies, and maybe by no file offset. */
function addressed(distance: number, pointer: number): Uint8Array {
  return put(put(debugImage(), entry.addressOfRawData, behindTable + distance), entry.pointerToRawData, pointer);
}

/** The same with a debug directory of no whole number of entries, which may hold anything. */
function ragged(): Uint8Array {
  const { size } = imageIn(debugImage()).directories[6] ?? { size: null };
  return size === null ? debugImage() : put(addressed(0, 0), size, size.value + 1);
}

/** Calls whose answer depends on what lies where the new header goes. */
export const SLACK_REFUSALS: readonly CallEntry[] = [
  ...mustRefuse('a directory names the first byte behind the table', () => importsAt(AT.tableEnd), inInput(IMPORTS)),
  ...mustRefuse(
    'a directory names the slot from its last byte on',
    () => importsAt(AT.tableEnd + 39),
    inInput(IMPORTS),
  ),
  ...mustRefuse('a directory ends with the first byte of the slot', () => importsAt(AT.tableEnd - 3), inInput(IMPORTS)),
  ...mustRefuse(
    'debug data is known by its address',
    () => addressed(0, behindTable),
    inInput(entry.addressOfRawData.offset),
  ),
  ...mustRefuse(
    'debug data is known by its address alone',
    () => addressed(39, 0),
    inInput(entry.addressOfRawData.offset),
  ),
  ...mayRefuse('debug data is known by its file offset', debugImage),
  ...mayRefuse('debug data is known by an address behind the slot', () => addressed(40, behindTable)),
  ...mayRefuse('a ragged debug directory names the slot by its address', ragged),
];

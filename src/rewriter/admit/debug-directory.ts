import * as at from './fields.ts';
import { directoryOffset } from './headers.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';
import type { SectionFields } from './sections.ts';

/** One debug directory entry, as far as it names bytes of the file. */
export interface DebugEntry {
  /** Position in the directory. */
  readonly index: number;
  /** File offset of the entry's PointerToRawData field. */
  readonly fieldOffset: number;
  readonly pointerToRawData: number;
  readonly sizeOfData: number;
  /** The address at which the data is loaded, or 0 when it is not. */
  readonly addressOfRawData: number;
}

/** The debug directory; `known` says whether `entries` is all there is to know. */
export interface DebugDirectory {
  readonly known: 'whole' | 'partly';
  readonly entries: readonly DebugEntry[];
}

/** Far more entries than any linker writes; what comes behind them is garbage, and reading it would only cost memory. */
const ENTRY_COUNT_MAX = 0x1_0000;

const NO_ENTRIES: DebugDirectory = { known: 'whole', entries: [] };
const UNREADABLE: DebugDirectory = { known: 'partly', entries: [] };

/**
 * Reads the debug directory through the section (or the headers) that holds its address.
 *
 * Of a directory that is not wholly there, or has a ragged size, it yields the whole entries that are there, for loaders
 * walk them from the first one on; it is known `partly`. The work is bounded whatever Size claims.
 *
 * PE format, "Debug Directory (Image Only)".
 */
export function readDebugDirectory(
  image: RandomAccess,
  headers: Headers,
  sections: readonly SectionFields[],
): DebugDirectory {
  const directory = directoryOffset(headers, at.DEBUG_DIRECTORY);
  if (directory === null) return NO_ENTRIES;
  const address = image.u32(directory);
  const size = image.u32(directory + 4);
  if (address === 0 || size === 0) return NO_ENTRIES;
  const place = placeOf(headers, sections, address);
  if (place === null) return UNREADABLE;
  const { offset } = place;
  const count = Math.min(Math.floor(Math.min(size, place.length) / at.DEBUG_ENTRY_LENGTH), ENTRY_COUNT_MAX);
  const entries: DebugEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = offset + index * at.DEBUG_ENTRY_LENGTH;
    const fieldOffset = entry + at.DEBUG_POINTER_TO_RAW_DATA_AT;
    entries.push({
      index,
      fieldOffset,
      pointerToRawData: image.u32(fieldOffset),
      sizeOfData: image.u32(entry + at.DEBUG_SIZE_OF_DATA_AT),
      addressOfRawData: image.u32(entry + at.DEBUG_ADDRESS_OF_RAW_DATA_AT),
    });
  }
  return { known: size === count * at.DEBUG_ENTRY_LENGTH ? 'whole' : 'partly', entries };
}

/**
 * Where in the file the bytes at an address lie, and how many follow before section or headers end, which are loaded at
 * their own offsets; `null` when none lie there.
 */
function placeOf(
  headers: Headers,
  sections: readonly SectionFields[],
  address: number,
): { readonly offset: number; readonly length: number } | null {
  if (address < headers.sizeOfHeaders) return { offset: address, length: headers.sizeOfHeaders - address };
  const inside = ({ virtualAddress, extent }: SectionFields) =>
    virtualAddress <= address && address < virtualAddress + extent;
  const inPadding = ({ virtualAddress, sizeOfRawData }: SectionFields) =>
    virtualAddress <= address && address < virtualAddress + sizeOfRawData;
  const section = sections.find(inside) ?? sections.find(inPadding);
  if (section === undefined) return null;
  const within = address - section.virtualAddress;
  const length = section.sizeOfRawData - within;
  return length > 0 ? { offset: section.pointerToRawData + within, length } : null;
}

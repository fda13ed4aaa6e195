import * as at from './fields.ts';
import { directoryOffset } from './headers.ts';
import type { Headers } from './headers.ts';
import type { SectionFields } from './sections.ts';
import type { ByteSource } from './source.ts';

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

/** Far more entries than any linker writes; a directory beyond it is garbage, and reading it would only cost memory. */
const ENTRY_COUNT_MAX = 0x1_0000;

const NO_ENTRIES: DebugDirectory = { known: 'whole', entries: [] };
const UNREADABLE: DebugDirectory = { known: 'partly', entries: [] };

/**
 * Reads the debug directory through the section (or the headers) that holds its address.
 *
 * A directory that is not wholly in the file yields no entries; a ragged size yields the whole entries in it. Both are
 * known `partly`. The work is bounded whatever Size claims.
 *
 * PE format, "Debug Directory (Image Only)".
 */
export function readDebugDirectory(
  image: ByteSource,
  headers: Headers,
  sections: readonly SectionFields[],
): DebugDirectory {
  const directory = directoryOffset(headers, at.DEBUG_DIRECTORY);
  if (directory === null) return NO_ENTRIES;
  const address = image.u32(directory);
  const size = image.u32(directory + 4);
  if (address === 0 || size === 0) return NO_ENTRIES;
  const offset = offsetOf(headers, sections, address, size);
  if (offset === null) return UNREADABLE;
  const count = Math.floor(size / at.DEBUG_ENTRY_LENGTH);
  if (count > ENTRY_COUNT_MAX) return UNREADABLE;
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
  return { known: size % at.DEBUG_ENTRY_LENGTH === 0 ? 'whole' : 'partly', entries };
}

/** Translates an address range that must lie wholly in the file; the headers are loaded at their own offsets. */
function offsetOf(
  headers: Headers,
  sections: readonly SectionFields[],
  address: number,
  length: number,
): number | null {
  if (address + length <= headers.sizeOfHeaders) return address;
  const inside = ({ virtualAddress, extent }: SectionFields) =>
    virtualAddress <= address && address < virtualAddress + extent;
  const inPadding = ({ virtualAddress, sizeOfRawData }: SectionFields) =>
    virtualAddress <= address && address < virtualAddress + sizeOfRawData;
  const section = sections.find(inside) ?? sections.find(inPadding);
  if (section === undefined) return null;
  const within = address - section.virtualAddress;
  return within + length <= section.sizeOfRawData ? section.pointerToRawData + within : null;
}

/**
 * Plain reads of a valid PE image, for oracles that must not share anything with what they judge. Nothing is checked:
 * a field that lies outside of the file throws.
 */

/** One section header, by the names of the specification. [PE format, Section Table (Section Headers)] */
export interface SectionView {
  /** File offset of the header. */
  readonly at: number;
  /** The eight bytes of the name up to the first zero. */
  readonly name: string;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly pointerToRelocations: number;
  readonly pointerToLinenumbers: number;
  readonly numberOfRelocations: number;
  readonly numberOfLinenumbers: number;
  readonly characteristics: number;
}

/** One debug directory entry. [PE format, Debug Directory (Image Only)] */
export interface DebugView {
  /** File offset of the entry. */
  readonly at: number;
  readonly sizeOfData: number;
  readonly addressOfRawData: number;
  readonly pointerToRawData: number;
}

/** An image as a few numbers and two tables. */
export interface PeView {
  readonly bytes: Uint8Array;
  readonly peOffset: number;
  readonly optionalOffset: number;
  readonly directoriesOffset: number;
  readonly tableEnd: number;
  readonly sectionAlignment: number;
  readonly fileAlignment: number;
  readonly sizeOfInitializedData: number;
  readonly sizeOfImage: number;
  readonly sizeOfHeaders: number;
  readonly checkSum: number;
  readonly pointerToSymbolTable: number;
  readonly numberOfSymbols: number;
  readonly sections: readonly SectionView[];
  readonly debugEntries: readonly DebugView[];
}

/** Bytes of a section header, of a debug directory entry, of one relocation, one line number and one symbol. */
export const LENGTHS = { sectionHeader: 40, debugEntry: 28, relocation: 10, lineNumber: 6, symbol: 18 } as const;

/** A copy of the bytes in which numbers were written; each is given by its offset. */
export function withNumbers(
  bytes: Uint8Array,
  width: 1 | 2 | 4,
  numbers: readonly (readonly [at: number, value: number])[],
): Uint8Array {
  const copy = bytes.slice();
  const view = viewOf(copy);
  for (const [at, value] of numbers) {
    if (width === 1) view.setUint8(at, value);
    else if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return copy;
}

/** The 32-bit little-endian number at an offset. */
export function word(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint32(at, true);
}

function half(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of memory that a section takes up: a VirtualSize of 0 stands for the raw size. */
export function extentOf({ virtualSize, sizeOfRawData }: SectionView): number {
  return virtualSize === 0 ? sizeOfRawData : virtualSize;
}

/** File offset of a data directory entry, or `null` when there are fewer. */
export function directoryAt({ bytes, directoriesOffset }: PeView, index: number): number | null {
  return index < word(bytes, directoriesOffset - 4) ? directoriesOffset + 8 * index : null;
}

/** Reads the headers, the section table and the debug directory of an image. */
export function viewPe(bytes: Uint8Array): PeView {
  const peOffset = word(bytes, 0x3c);
  const optionalOffset = peOffset + 24;
  const table = optionalOffset + half(bytes, peOffset + 20);
  const count = half(bytes, peOffset + 6);
  const sections = Array.from({ length: count }, (_, index) => sectionAt(bytes, table + LENGTHS.sectionHeader * index));
  const view: PeView = {
    bytes,
    peOffset,
    optionalOffset,
    // [PE format, Optional Header Data Directories]: PE32 has BaseOfData and narrower sizes in front of them.
    directoriesOffset: optionalOffset + (half(bytes, optionalOffset) === 0x10b ? 96 : 112),
    tableEnd: table + LENGTHS.sectionHeader * count,
    sectionAlignment: word(bytes, optionalOffset + 32),
    fileAlignment: word(bytes, optionalOffset + 36),
    sizeOfInitializedData: word(bytes, optionalOffset + 8),
    sizeOfImage: word(bytes, optionalOffset + 56),
    sizeOfHeaders: word(bytes, optionalOffset + 60),
    checkSum: word(bytes, optionalOffset + 64),
    pointerToSymbolTable: word(bytes, peOffset + 12),
    numberOfSymbols: word(bytes, peOffset + 16),
    sections,
    debugEntries: [],
  };
  return { ...view, debugEntries: debugEntriesOf(view) };
}

function sectionAt(bytes: Uint8Array, at: number): SectionView {
  const name = Buffer.from(bytes.subarray(at, at + 8)).toString('latin1');
  return {
    at,
    name: name.split('\0')[0] ?? '',
    virtualSize: word(bytes, at + 8),
    virtualAddress: word(bytes, at + 12),
    sizeOfRawData: word(bytes, at + 16),
    pointerToRawData: word(bytes, at + 20),
    pointerToRelocations: word(bytes, at + 24),
    pointerToLinenumbers: word(bytes, at + 28),
    numberOfRelocations: half(bytes, at + 32),
    numberOfLinenumbers: half(bytes, at + 34),
    characteristics: word(bytes, at + 36),
  };
}

function debugEntriesOf(view: PeView): readonly DebugView[] {
  const directory = directoryAt(view, 6);
  if (directory === null || word(view.bytes, directory + 4) === 0) return [];
  const address = word(view.bytes, directory);
  const section = view.sections.find(
    // What is not loaded may be as long as several sections.
    (each) => address >= each.virtualAddress && address < each.virtualAddress + extentOf(each),
  );
  if (section === undefined) throw new Error('the debug directory of the image lies in no section');
  const start = section.pointerToRawData + address - section.virtualAddress;
  const count = word(view.bytes, directory + 4) / LENGTHS.debugEntry;
  return Array.from({ length: count }, (_, index) => {
    const at = start + LENGTHS.debugEntry * index;
    return {
      at,
      sizeOfData: word(view.bytes, at + 16),
      addressOfRawData: word(view.bytes, at + 20),
      pointerToRawData: word(view.bytes, at + 24),
    };
  });
}

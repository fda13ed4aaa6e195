/**
 * What sort of number each field of the reader's layouts is: it decides which mistakes make sense there. The compiler wants
 * every field of every layout, so none can be forgotten.
 */
import type {
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  OPTIONAL_HEADER_PE32,
  OPTIONAL_HEADER_PE32_PLUS,
  RELOCATION_BLOCK,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from '../../src/reader/layouts.ts';

/**
 * - `offset`: a file offset, which has to follow its bytes.
 * - `place`: an address, or an end of addresses, in whole units of SectionAlignment.
 * - `address`: any other address.
 * - `memory`: a size in memory; `bytes`: a size in the file; `length`: a size of something that is never large.
 * - `count`: how many of something there are; `low`: a number of which the upper half is always zero.
 * - `small`: a number that fits in a byte, whatever the field's width.
 * - `alignment`, `flags`, `text`: those; `wide`: an address or a size of 64 bits.
 * - `number`: a value that means nothing to a rewriter.
 */
export type Kind =
  | 'offset'
  | 'place'
  | 'address'
  | 'memory'
  | 'bytes'
  | 'length'
  | 'count'
  | 'low'
  | 'small'
  | 'alignment'
  | 'flags'
  | 'text'
  | 'wide'
  | 'number';

type Kinds<Layout extends { readonly fields: object }> = Readonly<Record<keyof Layout['fields'] & string, Kind>>;

export const ZBOOT_KINDS: Kinds<typeof ZBOOT_HEADER> = {
  mzWord: 'low',
  magic: 'text',
  payloadOffset: 'offset',
  payloadSize: 'bytes',
  reserved: 'wide',
  compressionType: 'text',
  linuxPeMagic: 'number',
  peHeaderOffset: 'low',
};

export const COFF_KINDS: Kinds<typeof COFF_HEADER> = {
  machine: 'number',
  numberOfSections: 'count',
  timeDateStamp: 'number',
  pointerToSymbolTable: 'offset',
  numberOfSymbols: 'count',
  sizeOfOptionalHeader: 'small',
  characteristics: 'flags',
};

export const OPTIONAL_KINDS: Kinds<typeof OPTIONAL_HEADER_PE32_PLUS> & Kinds<typeof OPTIONAL_HEADER_PE32> = {
  magic: 'number',
  majorLinkerVersion: 'small',
  minorLinkerVersion: 'small',
  sizeOfCode: 'bytes',
  sizeOfInitializedData: 'bytes',
  sizeOfUninitializedData: 'bytes',
  addressOfEntryPoint: 'address',
  baseOfCode: 'place',
  baseOfData: 'place',
  imageBase: 'wide',
  sectionAlignment: 'alignment',
  fileAlignment: 'alignment',
  majorOperatingSystemVersion: 'number',
  minorOperatingSystemVersion: 'number',
  majorImageVersion: 'number',
  minorImageVersion: 'number',
  majorSubsystemVersion: 'number',
  minorSubsystemVersion: 'number',
  win32VersionValue: 'number',
  sizeOfImage: 'place',
  sizeOfHeaders: 'bytes',
  checkSum: 'number',
  subsystem: 'small',
  dllCharacteristics: 'flags',
  sizeOfStackReserve: 'wide',
  sizeOfStackCommit: 'wide',
  sizeOfHeapReserve: 'wide',
  sizeOfHeapCommit: 'wide',
  loaderFlags: 'number',
  numberOfRvaAndSizes: 'small',
};

export const DIRECTORY_KINDS: Kinds<typeof DATA_DIRECTORY> = { virtualAddress: 'address', size: 'length' };

export const SECTION_KINDS: Kinds<typeof SECTION_HEADER> = {
  name: 'text',
  virtualSize: 'memory',
  virtualAddress: 'place',
  sizeOfRawData: 'bytes',
  pointerToRawData: 'offset',
  pointerToRelocations: 'offset',
  pointerToLinenumbers: 'offset',
  numberOfRelocations: 'count',
  numberOfLinenumbers: 'count',
  characteristics: 'flags',
};

export const DEBUG_KINDS: Kinds<typeof DEBUG_ENTRY> = {
  characteristics: 'flags',
  timeDateStamp: 'number',
  majorVersion: 'number',
  minorVersion: 'number',
  type: 'small',
  sizeOfData: 'length',
  addressOfRawData: 'address',
  pointerToRawData: 'offset',
};

export const RELOCATION_KINDS: Kinds<typeof RELOCATION_BLOCK> = { pageRva: 'address', blockSize: 'length' };

/**
 * The tables of all structures that the reader knows. Offsets are the specification's, in bytes from the start of the
 * structure; a test proves that no table has a hole or an overlap that it does not name.
 */
import { text, u16, u32, u32AsBigint, u64, u8 } from './scalar.ts';
import { struct } from './struct.ts';

/** MS-DOS header as far as UEFI images use it: the magic and the pointer to the PE header. [PE format, MS-DOS Stub] */
export const DOS_HEADER = struct('dosHeader', 64, {
  magic: { at: 0, as: u16 },
  peHeaderOffset: { at: 60, as: u32 },
});

/** The same 64 bytes as Linux writes and reads them. [Linux, drivers/firmware/efi/libstub/zboot-header.S] */
export const ZBOOT_HEADER = struct('zbootHeader', 64, {
  mzWord: { at: 0, as: u32 },
  magic: { at: 4, as: text(4) },
  payloadOffset: { at: 8, as: u32 },
  payloadSize: { at: 12, as: u32 },
  reserved: { at: 16, as: u64 },
  compressionType: { at: 24, as: text(32) },
  linuxPeMagic: { at: 56, as: u32 },
  peHeaderOffset: { at: 60, as: u32 },
});

/** COFF file header, the 20 bytes after the PE signature. [PE format, COFF File Header] */
export const COFF_HEADER = struct('coffHeader', 20, {
  machine: { at: 0, as: u16 },
  numberOfSections: { at: 2, as: u16 },
  timeDateStamp: { at: 4, as: u32 },
  pointerToSymbolTable: { at: 8, as: u32 },
  numberOfSymbols: { at: 12, as: u32 },
  sizeOfOptionalHeader: { at: 16, as: u16 },
  characteristics: { at: 18, as: u16 },
});

const COMMON_OPTIONAL_FIELDS = {
  magic: { at: 0, as: u16 },
  majorLinkerVersion: { at: 2, as: u8 },
  minorLinkerVersion: { at: 3, as: u8 },
  sizeOfCode: { at: 4, as: u32 },
  sizeOfInitializedData: { at: 8, as: u32 },
  sizeOfUninitializedData: { at: 12, as: u32 },
  addressOfEntryPoint: { at: 16, as: u32 },
  baseOfCode: { at: 20, as: u32 },
  sectionAlignment: { at: 32, as: u32 },
  fileAlignment: { at: 36, as: u32 },
  majorOperatingSystemVersion: { at: 40, as: u16 },
  minorOperatingSystemVersion: { at: 42, as: u16 },
  majorImageVersion: { at: 44, as: u16 },
  minorImageVersion: { at: 46, as: u16 },
  majorSubsystemVersion: { at: 48, as: u16 },
  minorSubsystemVersion: { at: 50, as: u16 },
  win32VersionValue: { at: 52, as: u32 },
  sizeOfImage: { at: 56, as: u32 },
  sizeOfHeaders: { at: 60, as: u32 },
  checkSum: { at: 64, as: u32 },
  subsystem: { at: 68, as: u16 },
  dllCharacteristics: { at: 70, as: u16 },
} as const;

/** Optional header of a 32-bit image up to its data directories. [PE format, Optional Header, magic 0x10b] */
export const OPTIONAL_HEADER_PE32 = struct('optionalHeader', 96, {
  ...COMMON_OPTIONAL_FIELDS,
  baseOfData: { at: 24, as: u32 },
  imageBase: { at: 28, as: u32AsBigint },
  sizeOfStackReserve: { at: 72, as: u32AsBigint },
  sizeOfStackCommit: { at: 76, as: u32AsBigint },
  sizeOfHeapReserve: { at: 80, as: u32AsBigint },
  sizeOfHeapCommit: { at: 84, as: u32AsBigint },
  loaderFlags: { at: 88, as: u32 },
  numberOfRvaAndSizes: { at: 92, as: u32 },
});

/** Optional header of a 64-bit image up to its data directories. [PE format, Optional Header, magic 0x20b] */
export const OPTIONAL_HEADER_PE32_PLUS = struct('optionalHeader', 112, {
  ...COMMON_OPTIONAL_FIELDS,
  imageBase: { at: 24, as: u64 },
  sizeOfStackReserve: { at: 72, as: u64 },
  sizeOfStackCommit: { at: 80, as: u64 },
  sizeOfHeapReserve: { at: 88, as: u64 },
  sizeOfHeapCommit: { at: 96, as: u64 },
  loaderFlags: { at: 104, as: u32 },
  numberOfRvaAndSizes: { at: 108, as: u32 },
});

/** One data directory. Entry 4 holds a file offset, every other an address. [PE format, Optional Header Data Directories] */
export const DATA_DIRECTORY = struct('directory', 8, {
  virtualAddress: { at: 0, as: u32 },
  size: { at: 4, as: u32 },
});

/** Section header. [PE format, Section Table (Section Headers)] */
export const SECTION_HEADER = struct('section', 40, {
  name: { at: 0, as: text(8) },
  virtualSize: { at: 8, as: u32 },
  virtualAddress: { at: 12, as: u32 },
  sizeOfRawData: { at: 16, as: u32 },
  pointerToRawData: { at: 20, as: u32 },
  pointerToRelocations: { at: 24, as: u32 },
  pointerToLinenumbers: { at: 28, as: u32 },
  numberOfRelocations: { at: 32, as: u16 },
  numberOfLinenumbers: { at: 34, as: u16 },
  characteristics: { at: 36, as: u32 },
});

/** Debug directory entry. [PE format, Debug Directory (Image Only)] */
export const DEBUG_ENTRY = struct('debugEntry', 28, {
  characteristics: { at: 0, as: u32 },
  timeDateStamp: { at: 4, as: u32 },
  majorVersion: { at: 8, as: u16 },
  minorVersion: { at: 10, as: u16 },
  type: { at: 12, as: u32 },
  sizeOfData: { at: 16, as: u32 },
  addressOfRawData: { at: 20, as: u32 },
  pointerToRawData: { at: 24, as: u32 },
});

/** Head of an attribute certificate. [PE format, The Attribute Certificate Table (Image Only)] */
export const CERTIFICATE = struct('certificate', 8, {
  length: { at: 0, as: u32 },
  revision: { at: 4, as: u16 },
  certificateType: { at: 6, as: u16 },
});

/** Head of a base relocation block. [PE format, The .reloc Section: Base Relocation Block] */
export const RELOCATION_BLOCK = struct('relocationBlock', 8, {
  pageRva: { at: 0, as: u32 },
  blockSize: { at: 4, as: u32 },
});

/** Bytes of one COFF symbol record. [PE format, COFF Symbol Table] */
export const COFF_SYMBOL_SIZE = 18;

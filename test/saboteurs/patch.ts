/** Byte patching for saboteurs: the few header fields that they spoil, little-endian, and nothing about being right. */

/** Fields of the zboot header, in bytes from the start of the file. [Linux, zboot-header.S] */
export const ZBOOT = { payloadOffset: 8, payloadSize: 12, compressionType: 24, peHeaderOffset: 60 } as const;

/** Fields of the COFF file header, in bytes from its start. [PE format, COFF File Header] */
export const COFF = {
  numberOfSections: 2,
  timeDateStamp: 4,
  pointerToSymbolTable: 8,
  sizeOfOptionalHeader: 16,
  characteristics: 18,
} as const;

/** Fields at the same place in PE32 and PE32+, in bytes from the optional header's start. [PE format, Optional Header] */
export const OPTIONAL = {
  sizeOfCode: 4,
  sizeOfInitializedData: 8,
  addressOfEntryPoint: 16,
  sectionAlignment: 32,
  fileAlignment: 36,
  majorOperatingSystemVersion: 40,
  win32VersionValue: 52,
  sizeOfImage: 56,
  sizeOfHeaders: 60,
  checkSum: 64,
  dllCharacteristics: 70,
  sizeOfStackReserve: 72,
} as const;

/** Fields of a section header, in bytes from its start. [PE format, Section Table (Section Headers)] */
export const SECTION = {
  virtualSize: 8,
  virtualAddress: 12,
  sizeOfRawData: 16,
  pointerToRawData: 20,
  pointerToRelocations: 24,
  pointerToLinenumbers: 28,
  characteristics: 36,
} as const;

/** Length of a section header in bytes. [PE format, Section Table (Section Headers)] */
export const SECTION_HEADER = 40;
/** Length of the DOS header, and of the signature with the COFF header, in bytes. [PE format, File Headers] */
export const DOS_HEADER = 64;
const SIGNATURE = 4;
const COFF_HEADER = 20;
/** Bytes in front of the data directories by the optional header's magic. [PE format, Optional Header] */
const MAGIC_PE32 = 0x10b;
const FIXED_PE32 = 96;
const FIXED_PE32_PLUS = 112;
const DIRECTORY = 8;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The 16-bit number at a file offset. */
export function u16(bytes: Uint8Array, offset: number): number {
  return viewOf(bytes).getUint16(offset, true);
}

/** The 32-bit number at a file offset. */
export function u32(bytes: Uint8Array, offset: number): number {
  return viewOf(bytes).getUint32(offset, true);
}

/** Writes a 16-bit number at a file offset. */
export function setU16(bytes: Uint8Array, offset: number, value: number): void {
  viewOf(bytes).setUint16(offset, value, true);
}

/** Writes a 32-bit number at a file offset. */
export function setU32(bytes: Uint8Array, offset: number, value: number): void {
  viewOf(bytes).setUint32(offset, value, true);
}

/** The next multiple of `alignment` from `value` on. */
export function roundUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

/** File offset of a field of the COFF header. */
export function coff(bytes: Uint8Array, field: number): number {
  return u32(bytes, ZBOOT.peHeaderOffset) + SIGNATURE + field;
}

/** File offset of a field of the optional header. */
export function optional(bytes: Uint8Array, field: number): number {
  return coff(bytes, COFF_HEADER) + field;
}

/** File offset of one data directory. */
export function directory(bytes: Uint8Array, index: number): number {
  const start = optional(bytes, 0);
  return start + (u16(bytes, start) === MAGIC_PE32 ? FIXED_PE32 : FIXED_PE32_PLUS) + DIRECTORY * index;
}

/** NumberOfRvaAndSizes, the field in front of the directories. */
export function directoryCount(bytes: Uint8Array): number {
  return u32(bytes, directory(bytes, 0) - 4);
}

/** The number of sections that the COFF header gives. */
export function sectionCount(bytes: Uint8Array): number {
  return u16(bytes, coff(bytes, COFF.numberOfSections));
}

/** File offset of the section header at a place in the table; the place behind the last one gives the table's end. */
export function sectionHeader(bytes: Uint8Array, index: number): number {
  return optional(bytes, u16(bytes, coff(bytes, COFF.sizeOfOptionalHeader))) + SECTION_HEADER * index;
}

/** File offset of the last section header: in an output, that of the new section. */
export function lastHeader(bytes: Uint8Array): number {
  return sectionHeader(bytes, sectionCount(bytes) - 1);
}

/** A section's data in the file. */
export interface RawData {
  readonly pointer: number;
  readonly size: number;
}

/** Where the data of the section with this header lies in the file. */
export function rawDataOf(bytes: Uint8Array, header: number): RawData {
  return {
    pointer: u32(bytes, header + SECTION.pointerToRawData),
    size: u32(bytes, header + SECTION.sizeOfRawData),
  };
}

/** The number that a field of the optional header holds. */
export function optionalValue(bytes: Uint8Array, field: number): number {
  return u32(bytes, optional(bytes, field));
}

/** Whether the good rewriter had to grow the headers of this image and to move its data. */
export function hasGrown(output: Uint8Array, image: Uint8Array): boolean {
  return optionalValue(output, OPTIONAL.sizeOfHeaders) > optionalValue(image, OPTIONAL.sizeOfHeaders);
}

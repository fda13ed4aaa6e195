/**
 * The few places of a PE file that an append reads or changes.
 *
 * All values are byte offsets relative to the structure that the prefix names: DOS header, PE signature (`PE_`),
 * optional header (`OPTIONAL_`), section header (`SECTION_`), debug directory entry (`DEBUG_`).
 * Source: PE format, "MS-DOS Stub", "COFF File Header", "Optional Header", "Section Table", "Debug Directory";
 * for the zboot fields the Linux source file drivers/firmware/efi/libstub/zboot-header.S.
 */

export const DOS_HEADER_LENGTH = 64;
export const ZIMG_MAGIC_AT = 4;
export const PAYLOAD_OFFSET_AT = 8;
export const PAYLOAD_SIZE_AT = 12;
export const PE_OFFSET_AT = 0x3c;

/** "MZ" followed by two zero bytes, the first word of a zboot image. */
export const MZ_WORD = 0x0000_5a4d;
/** "MZ", the first half-word of any PE image. */
export const MZ_MAGIC = 0x5a4d;
/** "zimg" read as a little-endian word. */
export const ZIMG_WORD = 0x676d_697a;
/** "PE", zero, zero read as a little-endian word. */
export const PE_SIGNATURE = 0x0000_4550;

export const PE_MACHINE_AT = 4;
export const PE_NUMBER_OF_SECTIONS_AT = 6;
export const PE_POINTER_TO_SYMBOL_TABLE_AT = 12;
export const PE_NUMBER_OF_SYMBOLS_AT = 16;
export const PE_SIZE_OF_OPTIONAL_HEADER_AT = 20;
export const PE_OPTIONAL_HEADER_AT = 24;

export const OPTIONAL_SIZE_OF_INITIALIZED_DATA_AT = 8;
export const OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT = 16;
export const OPTIONAL_SECTION_ALIGNMENT_AT = 32;
export const OPTIONAL_FILE_ALIGNMENT_AT = 36;
export const OPTIONAL_SIZE_OF_IMAGE_AT = 56;
export const OPTIONAL_SIZE_OF_HEADERS_AT = 60;
export const OPTIONAL_CHECK_SUM_AT = 64;

/** Optional header magics, and where the data directories start in each form. */
export const PE32_MAGIC = 0x10b;
export const PE32_PLUS_MAGIC = 0x20b;
export const PE32_DIRECTORIES_AT = 96;
export const PE32_PLUS_DIRECTORIES_AT = 112;
export const DIRECTORY_LENGTH = 8;
export const DIRECTORY_COUNT_MAX = 16;
export const CERTIFICATE_DIRECTORY = 4;
export const RESOURCE_DIRECTORY = 2;
export const RELOCATION_DIRECTORY = 5;
export const DEBUG_DIRECTORY = 6;

export const SECTION_HEADER_LENGTH = 40;
export const SECTION_NAME_LENGTH = 8;
export const SECTION_VIRTUAL_SIZE_AT = 8;
export const SECTION_VIRTUAL_ADDRESS_AT = 12;
export const SECTION_SIZE_OF_RAW_DATA_AT = 16;
export const SECTION_POINTER_TO_RAW_DATA_AT = 20;
export const SECTION_POINTER_TO_RELOCATIONS_AT = 24;
export const SECTION_POINTER_TO_LINENUMBERS_AT = 28;
export const SECTION_NUMBER_OF_RELOCATIONS_AT = 32;
export const SECTION_NUMBER_OF_LINENUMBERS_AT = 34;
export const SECTION_CHARACTERISTICS_AT = 36;

export const DEBUG_ENTRY_LENGTH = 28;
export const DEBUG_SIZE_OF_DATA_AT = 16;
export const DEBUG_ADDRESS_OF_RAW_DATA_AT = 20;
export const DEBUG_POINTER_TO_RAW_DATA_AT = 24;

export const RELOCATION_LENGTH = 10;
export const LINENUMBER_LENGTH = 6;
export const SYMBOL_LENGTH = 18;

/** The largest value of a 32-bit field. */
export const U32_MAX = 0xffff_ffff;

/** The smallest multiple of `alignment` (at least 1) that is not below `value`; exact up to 2^53. */
export function alignUp(value: number, alignment: number): number {
  const excess = value % alignment;
  return excess === 0 ? value : value + (alignment - excess);
}

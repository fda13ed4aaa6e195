import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { DebugDirectory } from './debug-directory.ts';
import * as at from './fields.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';
import { describeSection } from './sections.ts';
import type { SectionFields } from './sections.ts';

/**
 * A 32-bit field that holds the file offset of some bytes, other than PointerToRawData and the payload's offset: those
 * two always move with their section.
 */
export interface FilePointer {
  /** The field's name for people. */
  readonly label: string;
  /** What kind of structure the field belongs to. */
  readonly holder: 'debug-entry' | 'file-header' | 'section-header';
  /** File offset of the field. */
  readonly fieldOffset: number;
  /** The field's value; never 0. */
  readonly offset: number;
  /** How many bytes lie there; 0 when only the place is named. */
  readonly length: number;
  /** The address at which the same bytes are loaded, or 0 when they are not. */
  readonly address: number;
}

/**
 * Collects every such field: PointerToSymbolTable, PointerToRelocations, PointerToLinenumbers and the debug entries.
 *
 * @returns the pointers, or a refusal `malformed-symbol-table`. PE format, "COFF File Header", "Section Table",
 *   "Debug Directory (Image Only)".
 */
export function collectFilePointers(
  image: RandomAccess,
  headers: Headers,
  sections: readonly SectionFields[],
  debug: DebugDirectory,
): readonly FilePointer[] | Refusal {
  const filePointers: FilePointer[] = [];
  const symbols = symbolTable(image, headers);
  if (symbols !== null) {
    if ('kind' in symbols) return symbols;
    filePointers.push(symbols);
  }
  for (const section of sections) collectObjectTables(image, section, filePointers);
  for (const { index, fieldOffset, pointerToRawData, sizeOfData, addressOfRawData } of debug.entries) {
    if (pointerToRawData === 0) continue;
    filePointers.push({
      label: `PointerToRawData of debug entry ${index}`,
      holder: 'debug-entry',
      fieldOffset,
      offset: pointerToRawData,
      length: sizeOfData,
      address: addressOfRawData,
    });
  }
  return filePointers;
}

function symbolTable(image: RandomAccess, headers: Headers): FilePointer | Refusal | null {
  const fieldOffset = headers.peOffset + at.PE_POINTER_TO_SYMBOL_TABLE_AT;
  const offset = image.u32(fieldOffset);
  if (offset === 0) return null;
  const stringsOffset = offset + at.SYMBOL_LENGTH * image.u32(headers.peOffset + at.PE_NUMBER_OF_SYMBOLS_AT);
  const fits = stringsOffset + 4 <= headers.fileLength;
  // A length below 4 would not even cover itself; readers take it for an empty string table.
  const end = fits ? stringsOffset + Math.max(4, image.u32(stringsOffset)) : stringsOffset + 4;
  if (end > headers.fileLength) {
    const found = `The symbol and string tables ${span(offset, end)} named at ${hex(fieldOffset)}`;
    const detail = `${found} run past the file's end ${hex(headers.fileLength)}; strip them or rebuild the image.`;
    return refuse('malformed-symbol-table', detail);
  }
  if (offset < headers.tableEnd) {
    const found = `PointerToSymbolTable at ${hex(fieldOffset)} points to ${hex(offset)}, among the headers`;
    const detail = `${found}, which end at ${hex(headers.tableEnd)}; strip the symbols or rebuild the image.`;
    return refuse('malformed-symbol-table', detail);
  }
  const label = 'PointerToSymbolTable';
  return { label, holder: 'file-header', fieldOffset, offset, length: end - offset, address: 0 };
}

/** An image should have neither of these tables, which belong to object files; those that it has are kept. */
function collectObjectTables(image: RandomAccess, section: SectionFields, filePointers: FilePointer[]): void {
  const { pointerToRelocations, relocationsLength, pointerToLinenumbers, linenumbersLength } = section;
  const tables = [
    {
      field: 'PointerToRelocations',
      pointerAt: at.SECTION_POINTER_TO_RELOCATIONS_AT,
      offset: pointerToRelocations,
      length: relocationsLength,
    },
    {
      field: 'PointerToLinenumbers',
      pointerAt: at.SECTION_POINTER_TO_LINENUMBERS_AT,
      offset: pointerToLinenumbers,
      length: linenumbersLength,
    },
  ];
  for (const { field, pointerAt, offset, length } of tables) {
    if (offset === 0) continue;
    filePointers.push({
      label: `${field} of ${describeSection(image, section)}`,
      holder: 'section-header',
      fieldOffset: section.headerOffset + pointerAt,
      offset,
      length,
      address: 0,
    });
  }
}

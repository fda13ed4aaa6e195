import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import type { FilePointer } from '../admit/file-pointers.ts';
import type { Headers } from '../admit/headers.ts';
import type { RandomAccess } from '../admit/random-access.ts';
import type { SectionFields } from '../admit/sections.ts';
import { hex, isRefusal, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { NewSection } from './placement.ts';
import { shiftAt } from './room.ts';
import type { Moves } from './room.ts';

/** Bytes of a field that holds a file offset. */
const OFFSET_LENGTH = 4;

/** One existing field that changes. */
export interface Patch {
  /** The field's name for people. */
  readonly field: string;
  /** File offset of the field in the output. */
  readonly offset: number;
  /** Width of the field in bytes. */
  readonly width: 2 | 4;
  readonly oldValue: number;
  readonly newValue: number;
}

/**
 * Every field of the old image that changes: counts and totals, and each file offset whose bytes move.
 *
 * @returns the patches in no particular order of offset, or a refusal `straddling-data`, `malformed-debug-directory`,
 *   `malformed-sections` or `too-large` when an offset cannot be kept true
 */
export function collectPatches(admission: Admission, section: NewSection, moves: Moves): readonly Patch[] | Refusal {
  const { image, headers, sections, payload } = admission;
  const patches: Patch[] = [];
  patchTotals(image, headers, section, moves, patches);
  if (moves.dataShift > 0) {
    if (payload !== null) {
      patches.push(word('payload offset', at.PAYLOAD_OFFSET_AT, payload.offset, payload.offset + moves.dataShift));
    }
    const refusal = patchDataPointers(sections, moves, patches);
    if (refusal !== null) return refusal;
  }
  const followed = followReferences(admission, moves);
  return isRefusal(followed) ? followed : [...patches, ...followed];
}

/**
 * Corrects every file offset of symbols, relocations, line numbers and debug data whose bytes move.
 *
 * @returns the patches, or a refusal `straddling-data`, `malformed-debug-directory` or `malformed-sections`
 */
export function followReferences(admission: Admission, moves: Moves): readonly Patch[] | Refusal {
  const { filePointers } = admission;
  const patches: Patch[] = [];
  const refusal = checkDebugDirectory(admission, moves);
  if (refusal !== null) return refusal;
  const isNamed = namedBytes(filePointers);
  for (const pointer of filePointers) {
    const patch = followPointer(admission, pointer, moves, isNamed);
    if (patch === null) continue;
    if ('kind' in patch) return patch;
    patches.push(patch);
  }
  return patches;
}

/** A patch of a 32-bit field. */
export function word(field: string, offset: number, oldValue: number, newValue: number): Patch {
  return { field, offset, width: 4, oldValue, newValue };
}

function patchTotals(image: RandomAccess, headers: Headers, section: NewSection, moves: Moves, patches: Patch[]): void {
  const { optionalOffset, numberOfSections, sizeOfHeaders, sizeOfImage } = headers;
  patches.push({
    field: 'NumberOfSections',
    offset: headers.peOffset + at.PE_NUMBER_OF_SECTIONS_AT,
    width: 2,
    oldValue: numberOfSections,
    newValue: numberOfSections + 1,
  });
  const initializedAt = optionalOffset + at.OPTIONAL_SIZE_OF_INITIALIZED_DATA_AT;
  const initialized = image.u32(initializedAt);
  patches.push(word('SizeOfInitializedData', initializedAt, initialized, section.sizeOfInitializedData));
  const sizeOfImageAt = optionalOffset + at.OPTIONAL_SIZE_OF_IMAGE_AT;
  patches.push(word('SizeOfImage', sizeOfImageAt, sizeOfImage, section.sizeOfImage));
  if (moves.dataShift > 0) {
    const offset = optionalOffset + at.OPTIONAL_SIZE_OF_HEADERS_AT;
    patches.push(word('SizeOfHeaders', offset, sizeOfHeaders, sizeOfHeaders + moves.dataShift));
  }
}

/**
 * Moves PointerToRawData of every section with data. A pointer of a section without data names no bytes: it moves when
 * it lies among those that do, so that loaders which compare it with SizeOfHeaders still find it behind.
 */
function patchDataPointers(sections: readonly SectionFields[], moves: Moves, patches: Patch[]): Refusal | null {
  for (const { index, headerOffset, pointerToRawData, sizeOfRawData } of sections) {
    if (sizeOfRawData === 0 && pointerToRawData < moves.sizeOfHeaders) continue;
    const moved = pointerToRawData + moves.dataShift;
    const offset = headerOffset + at.SECTION_POINTER_TO_RAW_DATA_AT;
    if (moved > at.U32_MAX) {
      const found = `PointerToRawData at ${hex(offset)} is ${hex(pointerToRawData)} and must grow by`;
      return refuse('too-large', `${found} ${hex(moves.dataShift)}, beyond 32 bits; correct it or rebuild the image.`);
    }
    patches.push(word(`PointerToRawData of section ${index}`, offset, pointerToRawData, moved));
  }
  return null;
}

/** An unreadable debug directory is carried along only when no byte that it might name moves. */
function checkDebugDirectory({ headers, debug }: Admission, moves: Moves): Refusal | null {
  const rests = moves.dataShift === 0 && moves.blockEnd === moves.tableEnd && moves.dataEnd === moves.fileLength;
  if (debug.known === 'whole' || rests) return null;
  const entry = headers.directoriesOffset + at.DEBUG_DIRECTORY * at.DIRECTORY_LENGTH;
  const found = `Data must move, but the debug directory named at ${hex(entry)} is not a whole number of entries in the file`;
  return refuse('malformed-debug-directory', `${found}; correct the directory or rebuild the image.`);
}

/** Tells whether anything refers to one of the bytes `[start, end)`. */
type IsNamed = (start: number, end: number) => boolean;

function followPointer(
  admission: Admission,
  pointer: FilePointer,
  moves: Moves,
  isNamed: IsNamed,
): Patch | Refusal | null {
  const { label, holder, fieldOffset, offset, length } = pointer;
  const shift = shiftAt(moves, offset);
  const end = offset + length;
  const code = holder === 'debug-entry' ? 'malformed-debug-directory' : 'malformed-sections';
  if (end > moves.fileLength) {
    const captured = length > 0 && offset < moves.fileLength + moves.overlayShift;
    if (shift === 0 && !captured) return null;
    const fault =
      shift === 0 ? 'which end after the file, where the output has new ones' : 'which must move but leave the file';
    const found = `${label} at ${hex(fieldOffset)} names bytes ${span(offset, end)}, ${fault}`;
    return refuse(code, `${found}; correct the field or rebuild the image.`);
  }
  if (length > 0 && shiftAt(moves, end - 1) !== shift) {
    const found = `${label} at ${hex(fieldOffset)} names bytes ${span(offset, end)}, parts of which would move apart`;
    return refuse('straddling-data', `${found}; correct the field or rebuild the image.`);
  }
  if (shift === 0) return null;
  if (holder === 'debug-entry' && !isCorrectable(admission, fieldOffset, isNamed)) {
    const found = `${label} at ${hex(fieldOffset)} must change, but lies in the headers, in the payload or in bytes`;
    return refuse(code, `${found} that something refers to; correct the debug directory or rebuild the image.`);
  }
  return word(label, fieldOffset + shiftAt(moves, fieldOffset), offset, offset + shift);
}

/** A debug entry may be changed only where that changes nothing else: no header field, no payload, no named bytes. */
function isCorrectable(admission: Admission, fieldOffset: number, isNamed: IsNamed): boolean {
  const { headers, payload } = admission;
  const end = fieldOffset + OFFSET_LENGTH;
  if (fieldOffset < headers.sizeOfHeaders || isNamed(fieldOffset, end)) return false;
  if (isEntryPoint(admission, fieldOffset)) return false;
  return payload === null || end <= payload.offset || fieldOffset >= payload.end;
}

/** Whether firmware would start the kernel in this field of a debug entry; the directory's address tells the field's. */
function isEntryPoint({ image, headers, debug }: Admission, fieldOffset: number): boolean {
  const directory = image.u32(headers.directoriesOffset + at.DEBUG_DIRECTORY * at.DIRECTORY_LENGTH);
  const first = directory + at.DEBUG_POINTER_TO_RAW_DATA_AT;
  const address = first + fieldOffset - (debug.entries[0]?.fieldOffset ?? fieldOffset);
  const distance = image.u32(headers.optionalOffset + at.OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT) - address;
  return distance >= 0 && distance < OFFSET_LENGTH;
}

/** Sorted once, for garbage can have as many file pointers as debug entries, and each asks about all the others. */
function namedBytes(filePointers: readonly FilePointer[]): IsNamed {
  const sorted = filePointers.filter(({ length }) => length > 0).sort((left, right) => left.offset - right.offset);
  const highestEnds: number[] = [];
  for (const { offset, length } of sorted) highestEnds.push(Math.max(highestEnds.at(-1) ?? 0, offset + length));
  return (start, end) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((sorted[middle]?.offset ?? end) < end) low = middle + 1;
      else high = middle;
    }
    // Of all that start in front of the end, one reaches beyond the start.
    return (highestEnds[low - 1] ?? 0) > start;
  };
}

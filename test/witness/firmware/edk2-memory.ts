/**
 * What EDK2 makes of an image: which bytes it puts where, and what it changes in them for the base at which they come to
 * lie. All else in the memory of a loaded image is as it was before, and nobody can say what that is.
 * [EDK2, MdePkg/Library/BasePeCoffLib/BasePeCoff.c, PeCoffLoaderGetImageInfo, -LoadImage and -RelocateImage]
 *
 * It starts from the reader's view of the file and knows nothing of how the image was made.
 */
import type { Image, Section } from '../../../src/reader/index.ts';
import { CoveredMemory } from './covered-memory.ts';
import type { Piece } from './covered-memory.ts';
import type { Loader } from './loader.ts';
import { applyRelocations } from './relocate.ts';

/** Numbers of data directories. [PE format, Optional Header Data Directories] */
const RELOCATION_DIRECTORY = 5;
const DEBUG_DIRECTORY = 6;
/** [PE format, Characteristics] */
const RELOCS_STRIPPED = 0x0001;
/** An entry of the debug directory, by its fields. [PE format, Debug Directory (Image Only)] */
const DEBUG_ENTRY = { size: 28, type: 12, sizeOfData: 16, addressOfRawData: 20, pointerToRawData: 24 };
const CODEVIEW = 2;

const NOTHING = new Uint8Array(0);

/** CodeView data that EDK2 loads although they have no address. */
interface LateCodeView {
  /** Address of the field that is given the address of the data. */
  readonly field: number;
  /** Where the data go, and where they are in the file. */
  readonly address: number;
  readonly offset: number;
  readonly length: number;
}

/** EDK2 as a loader. */
export const EDK2: Loader = { size: loadedSize, memory: loadedMemory };

/** How large EDK2 says that the loaded image is. */
function loadedSize(image: Image, file: Uint8Array): number {
  return image.optionalHeader.sizeOfImage.value + (lateCodeView(image, file)?.length ?? 0);
}

/** The memory of an image at a base. Its ranges are the same at every base. */
function loadedMemory(image: Image, file: Uint8Array, base: bigint): CoveredMemory {
  const size = loadedSize(image, file);
  const memory = new CoveredMemory(piecesOf(image, file).map((piece) => cut(piece, size)));
  const isMovable = (image.coffHeader.characteristics.value & RELOCS_STRIPPED) === 0;
  if (isMovable) relocate(memory, image, base);
  return memory;
}

function cut({ address, bytes, length }: Piece, size: number): Piece {
  return { address, bytes, length: Math.max(0, Math.min(length, size - address)) };
}

/** What is written, in the order in which it is: the headers, every section in that of the table, and CodeView data. */
function piecesOf(image: Image, file: Uint8Array): readonly Piece[] {
  const headers = file.subarray(0, image.optionalHeader.sizeOfHeaders.value);
  const late = lateCodeView(image, file);
  return [
    { address: 0, bytes: headers, length: headers.length },
    ...image.sections.map((section) => pieceOf(section, file)),
    ...(late === null ? [] : lateCodeViewPieces(late, file)),
  ];
}

/** Of the raw data what fits into VirtualSize, or all if that is 0, and zeros up to VirtualSize. */
function pieceOf({ virtualAddress, virtualSize, sizeOfRawData, pointerToRawData }: Section, file: Uint8Array): Piece {
  const [inMemory, inFile, offset] = [virtualSize.value, sizeOfRawData.value, pointerToRawData.value];
  const loaded = inMemory === 0 ? inFile : Math.min(inMemory, inFile);
  const bytes = inFile === 0 ? NOTHING : file.subarray(offset, offset + loaded);
  return { address: virtualAddress.value, bytes, length: Math.max(loaded, inMemory) };
}

/** The first CodeView entry of the debug directory, if its data are in the file and have no address. */
function lateCodeView({ directories, sections }: Image, file: Uint8Array): LateCodeView | null {
  const directory = directories[DEBUG_DIRECTORY];
  if (directory === undefined) return null;
  const address = directory.virtualAddress.value;
  // By VirtualSize alone, so that a section without one holds nothing here.
  const holder = sections.find(({ virtualAddress, virtualSize }) => {
    return address >= virtualAddress.value && address < virtualAddress.value + virtualSize.value;
  });
  const last = sections.at(-1);
  if (holder === undefined || last === undefined) return null;
  const start = holder.pointerToRawData.value + address - holder.virtualAddress.value;
  if (start === 0) return null;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { size } = DEBUG_ENTRY;
  for (let at = 0; at < directory.size.value && start + at + size <= file.length; at += size) {
    const read = (field: number): number => view.getUint32(start + at + field, true);
    if (read(DEBUG_ENTRY.type) !== CODEVIEW) continue;
    const offset = read(DEBUG_ENTRY.pointerToRawData);
    if (read(DEBUG_ENTRY.addressOfRawData) !== 0 || offset === 0) return null;
    return {
      field: address + at + DEBUG_ENTRY.addressOfRawData,
      // After the section that is last in the table, wherever in memory that is.
      address: last.virtualAddress.value + Math.max(last.sizeOfRawData.value, last.virtualSize.value),
      offset,
      length: read(DEBUG_ENTRY.sizeOfData),
    };
  }
  return null;
}

function lateCodeViewPieces({ field, address, offset, length }: LateCodeView, file: Uint8Array): readonly Piece[] {
  const patch = new Uint8Array(4);
  new DataView(patch.buffer).setUint32(0, address, true);
  const bytes = file.subarray(offset, offset + length);
  return [
    { address, bytes, length: bytes.length },
    { address: field, bytes: patch, length: patch.length },
  ];
}

/** Writes the base into the headers and applies the relocations, if the image is not at the base that it has anyway. */
function relocate(memory: CoveredMemory, { optionalHeader, directories }: Image, base: bigint): void {
  const { value, offset, length } = optionalHeader.imageBase;
  if (base === value) return;
  memory.write(offset, length === 4 ? 4 : 8, base);
  const directory = directories[RELOCATION_DIRECTORY];
  if (directory === undefined || directory.size.value === 0) return;
  const start = directory.virtualAddress.value;
  // Of a block that starts in the last byte of the directory nothing is done.
  applyRelocations(memory, { start, end: start + directory.size.value - 1, distance: base - value });
}

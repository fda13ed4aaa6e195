/**
 * What U-Boot makes of an image. [U-Boot 2023.01, lib/efi_loader/efi_image_loader.c, efi_load_pe and efi_loader_relocate]
 *
 * It goes by the section table alone: SizeOfImage, SizeOfHeaders and the debug directory mean nothing to it.
 */
import type { Image, Section } from '../../../src/reader/index.ts';
import { CoveredMemory } from './covered-memory.ts';
import type { Piece } from './covered-memory.ts';
import type { Loader } from './loader.ts';
import { applyRelocations } from './relocate.ts';

const RELOCATION_DIRECTORY = 5;
/** Sizes of a DOS header, of the PE headers of a 32-bit image with 16 directories, and of a section header. */
const [DOS_HEADER, PE_HEADERS, SECTION_HEADER] = [64, 248, 40];

/** U-Boot as a loader. */
export const U_BOOT: Loader = { size: loadedSize, memory: loadedMemory };

function loadedSize({ sections }: Image): number {
  return Math.max(0, ...sections.map(({ extent }) => extent.offset + extent.length));
}

function loadedMemory(image: Image, file: Uint8Array, base: bigint): CoveredMemory {
  const { sections, coffHeader, optionalHeader, directories } = image;
  const headers = DOS_HEADER + PE_HEADERS + coffHeader.sizeOfOptionalHeader.value + SECTION_HEADER * sections.length;
  const size = loadedSize(image);
  const pieces = [
    pieceOf(0, file.subarray(0, headers), 0),
    ...sections.toReversed().map((each) => ofSection(each, file)),
  ];
  const memory = new CoveredMemory(
    pieces.map((piece) => ({ ...piece, length: Math.min(piece.length, size - piece.address) })),
  );
  const directory = directories[RELOCATION_DIRECTORY];
  const distance = base - optionalHeader.imageBase.value;
  if (directory === undefined || distance === 0n) return memory;
  const start = directory.virtualAddress.value;
  applyRelocations(memory, { start, end: start + directory.size.value, distance });
  return memory;
}

function ofSection({ extent, sizeOfRawData, pointerToRawData }: Section, file: Uint8Array): Piece {
  const offset = pointerToRawData.value;
  const bytes = file.subarray(offset, offset + Math.min(extent.length, sizeOfRawData.value));
  return pieceOf(extent.offset, bytes, extent.length);
}

/** Bytes at an address, with zeros up to a length. */
function pieceOf(address: number, bytes: Uint8Array, length: number): Piece {
  return { address, bytes, length: Math.max(bytes.length, length) };
}

/** A 32-bit image for the rules that tell the two kinds of optional header apart. */
import { AT, ideal } from './base-images.ts';
import { cut, insert, setU16, setU32 } from './patch.ts';

/** How much shorter the optional header of a 32-bit image is: four sizes of 4 bytes instead of 8. */
const SHORTER = 16;

/** File offsets of the header fields of {@link ideal32} that are not where `AT` says. */
export const PE32_AT = {
  baseOfData: 0x70,
  imageBase: 0x74,
  sizeOfStackReserve: 0xa0,
  sizeOfStackCommit: 0xa4,
  sizeOfHeapReserve: 0xa8,
  sizeOfHeapCommit: 0xac,
  loaderFlags: 0xb0,
  numberOfRvaAndSizes: 0xb4,
  directories: 0xb8,
  /** The flags of the section headers, in table order. */
  characteristics: [0x15c, 0x184, 0x1ac, 0x1d4],
} as const;

/** {@link ideal} as an image for i386: no rule at all fails on it. */
export function ideal32(): Uint8Array {
  const shorter = insert(cut(ideal(), AT.sizeOfStackReserve, SHORTER), 0x1d8, new Uint8Array(SHORTER));
  const machine = setU16(setU16(shorter, AT.machine, 0x14c), AT.magic, 0x10b);
  const sized = setU16(setU16(machine, AT.sizeOfOptionalHeader, 0xe0), AT.characteristics, 0x306);
  return setU32(sized, PE32_AT.baseOfData, 0x3000);
}

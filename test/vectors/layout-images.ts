/** Images of the tables on how file and memory are divided. */
import { AT, clean, headersOnly } from './base-images.ts';
import { cut, filled, insert, setBytes, setU16, setU32, setWords } from './patch.ts';

/** The two section headers in the other order. */
export function swapped(): Uint8Array {
  const image = clean();
  const headers = [...image.slice(AT.data.name, AT.tableEnd), ...image.slice(AT.text.name, AT.data.name)];
  return setBytes(image, AT.text.name, headers);
}

/** Data of `.data` behind a gap of `length` bytes. */
export function gap(length: number): Uint8Array {
  return insert(setU32(clean(), AT.data.pointerToRawData, 0x3000 + length), 0x3000, filled(length, 0));
}

/** Sections aligned to 0x200 in memory, where `.text` ends inside the page that `.data` starts in. */
export function sharedPage(characteristics: number): Uint8Array {
  const shorter = cut(clean(), 0x2e00, 0x200);
  const words: readonly (readonly [number, number])[] = [
    [AT.sectionAlignment, 0x200],
    [AT.sizeOfImage, 0x4600],
    [AT.text.virtualSize, 0x1e00],
    [AT.text.sizeOfRawData, 0x1e00],
    [AT.data.virtualAddress, 0x2e00],
    [AT.data.pointerToRawData, 0x2e00],
    [AT.data.name + 36, characteristics],
  ];
  return setWords(shorter, ...words);
}

/** `.data` with VirtualSize 0, which stands for its raw size of 0x200, in an image that ends at `sizeOfImage`. */
export function copied(sizeOfImage: number): Uint8Array {
  return setWords(clean(), [AT.data.virtualSize, 0], [AT.sizeOfImage, sizeOfImage]);
}

/** `.data` with `size` bytes of data and everything else as it was. */
export function dataSize(size: number): Uint8Array {
  return insert(setU32(clean(), AT.data.sizeOfRawData, size), 0x3200, filled(size - 0x200, 0));
}

export function textSize(virtualSize: number): Uint8Array {
  return setU32(clean(), AT.text.virtualSize, virtualSize);
}

/** The image without its second section. */
export function lonely(): Uint8Array {
  return setU32(setU16(clean(), AT.numberOfSections, 1).slice(0, 0x3000), AT.sizeOfImage, 0x3000);
}

/** The image with a first section that takes no bytes and no addresses. */
export function emptyText(): Uint8Array {
  const words = [AT.text.virtualSize, AT.text.sizeOfRawData, AT.text.pointerToRawData];
  return setWords(clean(), ...words.map((field) => [field, 0] as const));
}

export function allocated(sizeOfImage: number, sectionAlignment = 0x1000): Uint8Array {
  return setWords(headersOnly(), [AT.sizeOfImage, sizeOfImage], [AT.sectionAlignment, sectionAlignment]);
}

/** `.text` with a tail of one zero-filled page and `.data` right behind it. */
export function v0Tail(): Uint8Array {
  return setWords(textSize(0x3000), [AT.data.virtualAddress, 0x4000], [AT.sizeOfImage, 0x6000]);
}

import type { Image } from '../../src/reader/index.ts';
import { alignUp } from '../bytes/arithmetic.ts';
import { contentOf } from './section-content.ts';

/** The sums that a linker may write for the sections of one kind, in bytes. */
export interface Sums {
  readonly file: number;
  readonly fileRounded: number;
  readonly memory: number;
  readonly memoryRounded: number;
}

/** Adds up the sections with a flag, as they stand and each rounded up to FileAlignment. */
export function sumsOf(image: Image, flag: number): Sums {
  const alignment = image.optionalHeader.fileAlignment.value;
  let [file, fileRounded, memory, memoryRounded] = [0, 0, 0, 0];
  for (const { characteristics, sizeOfRawData, virtualSize } of image.sections) {
    if ((contentOf(characteristics.value) & flag) === 0) continue;
    file += sizeOfRawData.value;
    fileRounded += alignUp(sizeOfRawData.value, alignment) ?? sizeOfRawData.value;
    memory += virtualSize.value;
    memoryRounded += alignUp(virtualSize.value, alignment) ?? virtualSize.value;
  }
  return { file, fileRounded, memory, memoryRounded };
}

import { DATA, TEXT, buildImage, u32, withU32 } from '../unit/rewriter/image.ts';

/** What becomes of section data when a section is appended: it keeps its place, or the headers have no room. */
export const DATA_FATES = ['resting', 'moving'] as const;
export type DataFate = (typeof DATA_FATES)[number];

/**
 * An image whose first section is large.
 *
 * @param length of the first section's data, a multiple of 4096
 */
export function largeImage(data: DataFate, length: number): Uint8Array {
  const [start, headers] = data === 'resting' ? [0x1000, {}] : [0x200, { peOffset: 0xe8, sizeOfHeaders: 0x200 }];
  const sections = [
    { ...TEXT, virtualSize: length, sizeOfRawData: length, pointerToRawData: start },
    { ...DATA, virtualAddress: 0x1000 + length, pointerToRawData: start + length },
  ];
  return buildImage({ ...headers, sections, sizeOfImage: length + 0x4000, payloadOffset: start + 0x800 });
}

/** The image with a CheckSum that is not zero, so that it has to be computed. */
export function withCheckSum(image: Uint8Array): Uint8Array {
  return withU32(image, { [u32(image, 0x3c) + 24 + 64]: 1 });
}

/** Where a new section goes in memory, and which images tie it to its place in the file. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, buildImage, outcome, request, tightImage, u32, withU32 } from './image.ts';

describe('an image with alignments below a page', () => {
  /** Sections at the same places in the file as in memory, in an image that ends elsewhere in memory than in the file. */
  const image = (fileAlignment: number, virtualSize: number): Uint8Array =>
    buildImage({
      sections: [TEXT, { ...DATA, virtualSize }],
      sectionAlignment: 0x200,
      fileAlignment,
      sizeOfImage: 0x5000,
    });

  it.each([
    ['is tied to it when both alignments are the same and all memory is in the file', 0x200, 0x200, 'no-flat-place'],
    ['is not when a section has one byte of memory more than the file', 0x200, 0x201, 'rewritten'],
    ['is not when the alignments differ', 0x100, 0x200, 'rewritten'],
  ] as const)('%s', (_, fileAlignment, virtualSize, expected) => {
    expect(outcome(image(fileAlignment, virtualSize))).toBe(expected);
  });
});

describe('headers that grow beyond SizeOfImage', () => {
  it('have no address that a new section takes', () => {
    const blank = { ...TEXT, virtualSize: 0, virtualAddress: 0, sizeOfRawData: 0, pointerToRawData: 0 };
    const tight = tightImage({ sections: [blank, { ...blank, name: '.data' }], sizeOfImage: 0x1000 });
    const image = withU32(tight, { 4: 0, [0xe8 + 40]: 0 });
    const answer = appendSections(image, [request()], { anyPe: true });
    const output = answer.kind === 'rewritten' ? answer.bytes : new Uint8Array(0x1000);
    const [sizeOfHeaders, sizeOfImage, virtualAddress] = [0x13c, 0x138, 0x1fc].map((offset) => u32(output, offset));
    expect({ sizeOfHeaders, virtualAddress, sizeOfImage }).toEqual({
      sizeOfHeaders: 0x1200,
      virtualAddress: 0x2000,
      sizeOfImage: 0x3000,
    });
  });
});

/** Where a new section goes in memory, and which images tie it to its place in the file. */
import { describe, expect, it } from 'vitest';
import { appendSections, memoryAccess, planAppend } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, buildImage, outcome, request, tightImage, u32, withU32 } from './image.ts';

describe('an image with small alignments', () => {
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

  it('is not tied to it when a section has another place in memory than in the file', () => {
    const sections = [TEXT, { ...DATA, virtualAddress: 0x3200, virtualSize: 0x200 }];
    const moved = buildImage({ sections, sectionAlignment: 0x200, sizeOfImage: 0x5000 });
    expect(outcome(moved)).toBe('rewritten');
  });

  it('is not tied to it when they are those of a page', () => {
    const sections = [TEXT, { ...DATA, virtualSize: 0x200 }];
    expect(outcome(buildImage({ sections, fileAlignment: 0x1000, sizeOfImage: 0x5000 }))).toBe('rewritten');
  });

  it('says which place the new data would have in the file and in memory, and what needs them to be the same', () => {
    expect(appendSections(image(0x200, 0x200), [request()])).toMatchObject({
      detail:
        'The new data would start at 0x3200 in the file and at 0x5000 in memory, but SectionAlignment 0x200, below a ' +
        'page, needs them to be the same; rebuild the image with the section.',
    });
  });

  it('takes a section whose place in memory is the one in the file', () => {
    const even = withU32(image(0x200, 0x200), { 0x90: 0x3200 });
    expect(outcome(even)).toBe('rewritten');
  });
});

describe('what passes the largest number that a field can hold', () => {
  it.each([
    ['SizeOfInitializedData', withU32(buildImage(), { 0x60: 0xffffffff })],
    ['SizeOfImage', withU32(buildImage(), { 0x90: 0x7fffffff, 0x128: 0x7fffcfff })],
  ])('is named: %s', (field, image) => {
    const answer = appendSections(image, [request()]);
    expect(answer).toMatchObject({ kind: 'refused', code: 'too-large' });
    expect(answer.kind === 'refused' ? answer.detail : '').toMatch(
      new RegExp(`^With the new section ${field} would be 0x[0-9a-f]+, more than 0x[0-9a-f]+; append less content\\.$`),
    );
  });

  /** What is planned for an image of a few KiB with zeros behind it up to a length that no memory has to hold. */
  function planned(length: number): ReturnType<typeof planAppend> {
    const image = memoryAccess(buildImage());
    const access = {
      length,
      u8: (offset: number) => image.u8(offset),
      u16: (offset: number) => image.u16(offset),
      u32: (offset: number) => image.u32(offset),
      read(buffer: Uint8Array, offset: number) {
        image.read(buffer, offset);
      },
    };
    return planAppend(access, [{ ...request(), content: memoryAccess(request().content) }], {});
  }

  it('is named: the length of the file, to the byte', () => {
    expect(planned(0xffff_ffff - 0x400)).toMatchObject({ kind: 'planned', outputLength: 0xffff_ffff });
    expect(planned(0xffff_ffff - 0x3ff)).toEqual({
      kind: 'refused',
      code: 'too-large',
      detail: "With the new section the file's length would be 0x100000000, more than 0xffffffff; append less content.",
    });
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

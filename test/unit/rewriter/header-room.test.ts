/** Headers that would have to grow and cannot: each refusal says what is needed and what stands in the way. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, append, buildImage, outcome, request, tightImage, u32, withU32 } from './image.ts';

/** Fields of a tight image. */
const [ENTRY_POINT, SIZE_OF_HEADERS] = [0x110, 0x13c];
const NEEDS = 'A new section header needs';
const REMEDY = 'rebuild the image with more header room.';

function detailOf(image: Uint8Array): string {
  const answer = appendSections(image, [request()]);
  return answer.kind === 'refused' ? `${answer.code}: ${answer.detail}` : answer.kind;
}

describe('headers that take all in front of the lowest address', () => {
  it('are refused by the address that growth by FileAlignment would pass', () => {
    const sections = [
      { ...TEXT, virtualAddress: 0x3fe, pointerToRawData: 0x200 },
      { ...DATA, pointerToRawData: 0x2200 },
    ];
    expect(detailOf(tightImage({ sections }))).toBe(
      `no-header-room: ${NEEDS} SizeOfHeaders 0x400 instead of 0x200, but the lowest VirtualAddress is 0x3fe; ${REMEDY}`,
    );
  });

  it('are refused by the address that growth by pages would pass', () => {
    const sections = [
      { ...TEXT, virtualAddress: 0x400, pointerToRawData: 0x400 },
      { ...DATA, virtualAddress: 0x3400, pointerToRawData: 0x2400 },
    ];
    expect(detailOf(tightImage({ sections, sizeOfImage: 0x5000 }))).toBe(
      `no-header-room: ${NEEDS} SizeOfHeaders 0x400 instead of 0x200; in whole pages, by which the data has to move, ` +
        `0x1200, but the lowest VirtualAddress is 0x400; ${REMEDY}`,
    );
  });

  it('are refused by the length that they would have and their blocks, where they do not fill those', () => {
    expect(detailOf(buildImage({ sizeOfHeaders: 0x148 }))).toBe(
      `no-header-room: ${NEEDS} headers of 0x170 bytes and, in blocks of 0x200, SizeOfHeaders 0x348 instead of 0x148; ` +
        `in whole pages, by which the data has to move, 0x1148, but the lowest VirtualAddress is 0x1000; ${REMEDY}`,
    );
  });
});

describe('headers that grow by whole pages', () => {
  it.each([
    ['may end where the first section starts', {}],
    ['do so wherever a section without data points to', { sizeOfRawData: 0, pointerToRawData: 0 }],
  ])('%s', (_, changes) => {
    const sections = [
      { ...TEXT, virtualAddress: 0x1200, pointerToRawData: 0x200 },
      { ...DATA, virtualAddress: 0x3200, pointerToRawData: 0x2200, ...changes },
    ];
    const image = withU32(tightImage({ sections, sizeOfImage: 0x5000 }), { [ENTRY_POINT]: 0x1210 });
    expect(u32(append(image), SIZE_OF_HEADERS)).toBe(0x1200);
  });
});

describe('an image whose alignments below a page tie the file to memory', () => {
  /** Headers up to 0x200 with a table that ends so many bytes in front of that; the next section takes 0x2600 on. */
  const image = (room: number): Uint8Array =>
    buildImage({
      peOffset: 0xf8 - room,
      sizeOfHeaders: 0x200,
      sections: [
        { ...TEXT, virtualAddress: 0x400, pointerToRawData: 0x400 },
        { ...DATA, virtualAddress: 0x2400, pointerToRawData: 0x2400, virtualSize: 0x200 },
      ],
      sectionAlignment: 0x200,
      sizeOfImage: 0x2600,
      payloadOffset: 0x800,
    });

  it('takes a section whose header fits exactly', () => {
    expect(outcome(image(40))).toBe('rewritten');
  });

  it('takes none for which data would have to move', () => {
    expect(detailOf(image(39))).toBe(
      `no-header-room: ${NEEDS} SizeOfHeaders 0x400 instead of 0x200, and SectionAlignment 0x200, below a page, ties file ` +
        `offsets to addresses, so that no data can move; ${REMEDY}`,
    );
  });
});

describe('a kernel that other loaders find their way in by file offsets', () => {
  /** Headers of 0x400 bytes, with room for a new section header or without, and a magic at some offset. */
  const kernel = (room: number, at: number, magic: number): Uint8Array => {
    const sections = [
      { ...TEXT, pointerToRawData: 0x400 },
      { ...DATA, pointerToRawData: 0x2400 },
    ];
    const image = buildImage({ peOffset: 0x2f8 - room, sizeOfHeaders: 0x400, sections, payloadOffset: 0x800 });
    return withU32(image, { [at]: magic });
  };

  it.each([
    ['its x86 setup_header', 0x202, 0x53726448],
    ['its arm64 Image header', 0x38, 0x644d5241],
    ['its RISC-V Image header', 0x38, 0x05435352],
    ['its arm zImage header', 0x24, 0x016f2818],
  ])('is not taken apart: %s', (what, at, magic) => {
    expect(outcome(kernel(40, at, magic))).toBe('rewritten');
    expect(detailOf(kernel(39, at, magic))).toBe(
      `no-header-room: Room for a new section header would move all data, but ${what} makes other loaders find it by file offsets; ` +
        REMEDY,
    );
  });
});

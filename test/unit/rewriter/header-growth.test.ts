import { describe, expect, it } from 'vitest';
import {
  DATA,
  TEXT,
  append,
  buildImage,
  outcome,
  sectionHeaderOffset,
  tightImage,
  u32,
  withBytes,
  withU32,
} from './image.ts';

/** An image whose section table ends `room` bytes before SizeOfHeaders. */
function imageWithRoom(room: number): Uint8Array {
  return tightImage({ peOffset: 0xf8 - room });
}

const pointer = (image: Uint8Array, index: number): number => u32(image, sectionHeaderOffset(image, index) + 20);

describe('SizeOfHeaders', () => {
  it('stays when the header fits exactly', () => {
    const result = append(imageWithRoom(40));
    expect(u32(result, u32(result, 0x3c) + 84)).toBe(0x200);
    expect(pointer(result, 0)).toBe(0x200);
    expect(u32(result, 8)).toBe(0x800);
  });

  it.each([39, 32, 1, 0])('grows by FileAlignment when %i bytes are left', (room) => {
    const image = imageWithRoom(room);
    const result = append(image);
    expect(u32(result, u32(result, 0x3c) + 84)).toBe(0x400);
    expect([pointer(result, 0), pointer(result, 1), pointer(result, 2)]).toEqual([0x400, 0x2400, 0x2600]);
    expect(u32(result, 8)).toBe(0xa00);
    expect(Buffer.compare(result.subarray(0x400, 0x2600), image.subarray(0x200, 0x2400))).toBe(0);
    const newHeaderEnd = sectionHeaderOffset(result, 3);
    expect(result.subarray(newHeaderEnd, 0x400).every((byte) => byte === 0)).toBe(true);
  });

  it('does not grow over a byte that nothing explains', () => {
    expect(outcome(withBytes(imageWithRoom(40), 0x1ff, [1]))).toBe('header-slack-in-use');
    expect(outcome(withBytes(imageWithRoom(48), 0x1ff, [1]))).toBe('rewritten');
    expect(outcome(withBytes(imageWithRoom(32), 0x1ff, [1]))).toBe('header-slack-in-use');
  });

  it('stays padded far beyond the table', () => {
    const result = append(buildImage());
    expect(u32(result, 0x94)).toBe(0x1000);
  });

  it('grows by whole pages when all data was congruent to its addresses by pages', () => {
    const sections = [
      { ...TEXT, virtualAddress: 0x2200, virtualSize: 0x1000, sizeOfRawData: 0x1000, pointerToRawData: 0x200 },
      { ...DATA, virtualAddress: 0x4200, pointerToRawData: 0x1200 },
    ];
    const tight = tightImage({ sections, sizeOfImage: 0x6000, payloadSize: 0x100 });
    const result = append(withU32(tight, { [u32(tight, 0x3c) + 40]: 0x2210 }));
    expect(u32(result, u32(result, 0x3c) + 84)).toBe(0x1200);
    expect([pointer(result, 0), pointer(result, 1)]).toEqual([0x1200, 0x2200]);
    expect(u32(result, 8)).toBe(0x1800);
  });

  it('grows by FileAlignment when that is larger than a page', () => {
    const sections = [
      { ...TEXT, virtualAddress: 0x10000, pointerToRawData: 0x2000 },
      { ...DATA, virtualAddress: 0x20000, pointerToRawData: 0x4000 },
    ];
    const image = tightImage({
      sections,
      peOffset: 0x1ee8,
      sizeOfHeaders: 0x2000,
      fileAlignment: 0x2000,
      sizeOfImage: 0x22000,
      payloadOffset: 0x2000,
    });
    const result = append(image);
    expect([pointer(result, 0), pointer(result, 1), pointer(result, 2)]).toEqual([0x4000, 0x6000, 0x6200]);
  });

  it('may grow up to the lowest address but not beyond', () => {
    const at = (virtualAddress: number): Uint8Array =>
      tightImage({
        sectionAlignment: 0x200,
        sections: [
          { ...TEXT, virtualAddress, pointerToRawData: 0x200, virtualSize: 0x2000 },
          { ...DATA, pointerToRawData: 0x2200 },
        ],
      });
    expect(outcome(at(0x400))).toBe('rewritten');
    expect(outcome(at(0x3fe))).toBe('no-header-room');
    expect(outcome(at(0x200))).toBe('no-header-room');
  });

  it('keeps a gap between the headers and the first data, with its bytes', () => {
    const sections = [
      { ...TEXT, pointerToRawData: 0x400 },
      { ...DATA, pointerToRawData: 0x2400 },
    ];
    const image = withBytes(tightImage({ sections }), 0x250, [0xaa, 0xbb]);
    const result = append(image);
    expect(u32(result, u32(result, 0x3c) + 84)).toBe(0x400);
    expect(pointer(result, 0)).toBe(0x600);
    expect([...result.subarray(0x450, 0x452)]).toEqual([0xaa, 0xbb]);
  });

  it('does not take room from a gap behind SizeOfHeaders', () => {
    const gap = { fileAlignment: 0x200, sizeOfHeaders: 0x148 };
    expect(outcome(buildImage(gap))).toBe('no-header-room');
    const apart = [
      { ...TEXT, pointerToRawData: 0x1200 },
      { ...DATA, pointerToRawData: 0x3200 },
    ];
    const result = append(buildImage({ ...gap, sections: apart }));
    expect(u32(result, 0x94)).toBe(0x148 + 0x200);
    expect(pointer(result, 0)).toBe(0x1400);
  });
});

describe('sections without data', () => {
  const withEmpty = (pointerToRawData: number): Uint8Array =>
    tightImage({
      peOffset: 0xc0,
      sections: [
        { ...DATA, name: '.bss', virtualAddress: 0x5000, virtualSize: 0x800, sizeOfRawData: 0, pointerToRawData },
        { ...TEXT, pointerToRawData: 0x200 },
        { ...DATA, pointerToRawData: 0x2200 },
      ],
      sizeOfImage: 0x6000,
      overlay: Uint8Array.of(1, 2, 3),
    });

  it.each([
    { old: 0, moved: 0 },
    { old: 0x1ff, moved: 0x1ff },
    { old: 0x200, moved: 0x400 },
    { old: 0x2400, moved: 0x2600 },
    { old: 0x2403, moved: 0x2603 },
  ])('have their pointer $old moved to $moved by growth', ({ old, moved }) => {
    expect(pointer(append(withEmpty(old)), 0)).toBe(moved);
  });

  it('keep a pointer to the end of the file when nothing grows', () => {
    const sections = [TEXT, { ...DATA, sizeOfRawData: 0, pointerToRawData: 0x3000 }];
    const result = append(buildImage({ sections }));
    expect([pointer(result, 1), pointer(result, 2)]).toEqual([0x3000, 0x3000]);
  });

  it('are carried through even when they are blank', () => {
    const blank = { ...DATA, name: '', virtualAddress: 0, virtualSize: 0, sizeOfRawData: 0, pointerToRawData: 0 };
    const result = append(buildImage({ sections: [TEXT, { ...blank, characteristics: 0 }, DATA] }));
    expect(result.subarray(0x120, 0x148).every((byte) => byte === 0)).toBe(true);
  });
});

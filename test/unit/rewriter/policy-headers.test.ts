// Header values at their limits and in odd places, with every number of the output worked out by hand.
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, append, buildImage, outcome, request, u16, u32, withU32 } from './image.ts';

describe('a PE header at an odd offset', () => {
  it.each([
    { peOffset: 0x41, magic: 0x20b, header: 0x149 },
    { peOffset: 0x43, magic: 0x20b, header: 0x14b },
    { peOffset: 0x47, magic: 0x10b, header: 0x13f },
  ] as const)('of $peOffset is read and written like any other', ({ peOffset, magic, header }) => {
    const result = append(buildImage({ peOffset, magic }));
    expect(u16(result, peOffset + 6)).toBe(3);
    expect(Buffer.from(result.subarray(header, header + 8)).toString()).toBe('.bpf\0\0\0\0');
    expect([8, 12, 16, 20, 36].map((offset) => u32(result, header + offset))).toEqual([
      1000, 0x5000, 0x400, 0x3200, 0x40000040,
    ]);
    expect([32, 80, 84].map((offset) => u32(result, peOffset + offset))).toEqual([0x400, 0x6000, 0x1000]);
    expect(u32(result, 8)).toBe(0x1800);
  });

  it('has its CheckSum summed as if the field held zero', () => {
    const image = withU32(buildImage({ peOffset: 0x43 }), { 0x9b: 1 });
    const result = append(image);
    const blank = withU32(result, { 0x9b: 0 });
    let sum = 0;
    for (let at = 0; at < blank.length; at += 2) sum += u16(blank, at);
    while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
    expect(u32(result, 0x9b)).toBe(sum + 0x3600);
  });
});

describe('a large FileAlignment', () => {
  const image = (fileAlignment: number, peOffset: number): Uint8Array =>
    buildImage({
      peOffset,
      fileAlignment,
      sectionAlignment: 0x20000,
      sizeOfHeaders: fileAlignment,
      sections: [
        { ...TEXT, virtualAddress: 0x20000, sizeOfRawData: fileAlignment, pointerToRawData: fileAlignment },
        { ...DATA, virtualAddress: 0x40000, sizeOfRawData: fileAlignment, pointerToRawData: 2 * fileAlignment },
      ],
      sizeOfImage: 0x60000,
      payloadOffset: fileAlignment + 0x100,
      payloadSize: 0x200,
    });

  it.each([0x2000, 0x8000, 0x10000])('of %i pads the new data to a block of its own', (alignment) => {
    const result = append(image(alignment, 0x40));
    expect(result.length).toBe(4 * alignment);
    expect([8, 12, 16, 20].map((offset) => u32(result, 0x148 + offset))).toEqual([
      1000,
      0x60000,
      alignment,
      3 * alignment,
    ]);
    expect(result.subarray(3 * alignment, 3 * alignment + 1000).every((byte) => byte === 0x78)).toBe(true);
    expect(result.subarray(3 * alignment + 1000).every((byte) => byte === 0)).toBe(true);
  });

  it.each([0x2000, 0x8000, 0x10000])('of %i moves all data by a block when the headers are full', (alignment) => {
    // The table ends 8 bytes in front of the headers' end.
    const before = image(alignment, alignment - 8 - 264);
    const result = append(before);
    const table = alignment - 88;
    expect([0, 1, 2].map((index) => u32(result, table + 40 * index + 20))).toEqual([
      2 * alignment,
      3 * alignment,
      4 * alignment,
    ]);
    expect(u32(result, 8)).toBe(2 * alignment + 0x100);
    expect(result.length).toBe(5 * alignment);
    const data = result.subarray(2 * alignment, 4 * alignment);
    expect(Buffer.compare(data, before.subarray(alignment, 3 * alignment))).toBe(0);
  });
});

describe('a section table of the greatest length', () => {
  it('takes its 65,535th section and no other', () => {
    const blank = { ...DATA, name: '', virtualAddress: 0, virtualSize: 0, sizeOfRawData: 0, pointerToRawData: 0 };
    const image = buildImage({
      sections: [
        { ...TEXT, virtualAddress: 0x281000, pointerToRawData: 0x280200 },
        ...Array.from({ length: 65533 }, () => blank),
      ],
      sizeOfHeaders: 0x280200,
      sizeOfImage: 0x283000,
      payloadOffset: 0x280300,
      payloadSize: 0x100,
    });
    const result = append(image);
    expect(u16(result, 0x46)).toBe(0xffff);
    // 0xf8 + 65534 * 40
    expect([8, 12, 16, 20].map((offset) => u32(result, 0x2800a8 + offset))).toEqual([1000, 0x283000, 0x400, 0x282200]);
    expect(outcome(result, request({ name: '.more' }))).toBe('too-many-sections');
  });
});

describe('a signature that is stripped', () => {
  it('leaves neither its table nor its directory entry', () => {
    const image = buildImage({ overlay: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, ...new Uint8Array(24).fill(0xcc)]) });
    const signed = withU32(image, { 0xe8: 0x3208, 0xec: 24 });
    const result = appendSections(signed, [request()], { stripSignature: true });
    const bytes = result.kind === 'rewritten' ? result.bytes : new Uint8Array();
    expect([u32(bytes, 0xe8), u32(bytes, 0xec)]).toEqual([0, 0]);
    expect(u32(bytes, 0x148 + 20)).toBe(0x3200);
    expect([...bytes.subarray(0x3600)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

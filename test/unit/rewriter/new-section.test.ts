import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { SectionSpec } from './image.ts';
import { DATA, TEXT, append, buildImage, outcome, request, u16, u32, withU32 } from './image.ts';

/** The last section header of an image whose table starts at 0xf8. */
function lastSection(image: Uint8Array): SectionSpec {
  const header = 0xf8 + 40 * (u16(image, 0x46) - 1);
  return {
    name: Buffer.from(image.subarray(header, header + 8)).toString('latin1'),
    virtualSize: u32(image, header + 8),
    virtualAddress: u32(image, header + 12),
    sizeOfRawData: u32(image, header + 16),
    pointerToRawData: u32(image, header + 20),
    characteristics: u32(image, header + 36),
  };
}

describe('the new section', () => {
  it('stands last in the table, with the content size, the aligned raw size and the requested flags', () => {
    const result = append(buildImage(), request({ characteristics: 0x42000040 }));
    expect(lastSection(result)).toEqual({
      name: '.bpf\0\0\0\0',
      virtualSize: 1000,
      virtualAddress: 0x5000,
      sizeOfRawData: 0x400,
      pointerToRawData: 0x3200,
      characteristics: 0x42000040,
    });
    expect(result.subarray(0x148 + 24, 0x148 + 36).every((byte) => byte === 0)).toBe(true);
    expect(result.subarray(0x3200, 0x3200 + 1000).every((byte) => byte === 0x78)).toBe(true);
    expect(result.subarray(0x3200 + 1000, 0x3600).every((byte) => byte === 0)).toBe(true);
    expect(result.length).toBe(0x3600);
  });

  it.each([
    { length: 1, raw: 0x200, imageEnd: 0x6000 },
    { length: 0x200, raw: 0x200, imageEnd: 0x6000 },
    { length: 0x201, raw: 0x400, imageEnd: 0x6000 },
    { length: 0x1000, raw: 0x1000, imageEnd: 0x6000 },
    { length: 0x1001, raw: 0x1200, imageEnd: 0x7000 },
  ])('rounds $length bytes to raw size $raw and SizeOfImage $imageEnd', ({ length, raw, imageEnd }) => {
    const result = append(buildImage(), request({ content: new Uint8Array(length).fill(1) }));
    expect(lastSection(result)).toMatchObject({ virtualSize: length, sizeOfRawData: raw });
    expect(u32(result, 0x90)).toBe(imageEnd);
    expect(u32(result, 0x60)).toBe(raw);
  });

  it('takes a name of eight bytes', () => {
    expect(lastSection(append(buildImage(), request({ name: '.bpf.abc' }))).name).toBe('.bpf.abc');
  });

  it('takes a name that only begins like one in the table', () => {
    expect(lastSection(append(buildImage(), request({ name: '.tex' }))).name).toBe('.tex\0\0\0\0');
    expect(lastSection(append(buildImage(), request({ name: '.text2' }))).name).toBe('.text2\0\0');
  });

  it('lies behind the zero-filled tail of the last section', () => {
    const image = buildImage({ sections: [TEXT, { ...DATA, virtualSize: 0x40400 }], sizeOfImage: 0x43400 });
    expect(lastSection(append(image)).virtualAddress).toBe(0x44000);
  });

  it('lies behind a section whose VirtualSize of 0 stands for its raw size', () => {
    const image = buildImage({ sections: [TEXT, { ...DATA, virtualSize: 0, sizeOfRawData: 0x1200 }] });
    expect(lastSection(append(image)).virtualAddress).toBe(0x5000);
  });

  it('lies behind the highest section even when the table is not in address order', () => {
    const sections = [
      { ...TEXT, virtualAddress: 0x4000 },
      { ...DATA, virtualAddress: 0x1000 },
    ];
    const result = append(buildImage({ sections, sizeOfImage: 0x6000 }));
    expect(lastSection(result)).toMatchObject({ virtualAddress: 0x6000, pointerToRawData: 0x3200 });
  });

  it('does not share its address with a last section that has no extent', () => {
    const empty = { ...DATA, virtualAddress: 0x4000, virtualSize: 0, sizeOfRawData: 0 };
    const sections = [TEXT, { ...DATA, virtualSize: 0x1000 }, empty].map((section, index) => ({
      ...section,
      name: `.s${index}`,
    }));
    expect(lastSection(append(buildImage({ sections, sizeOfImage: 0x4000 }))).virtualAddress).toBe(0x5000);
  });

  it('follows the last data in the file even when the table is not in file order', () => {
    const sections = [
      { ...TEXT, pointerToRawData: 0x1200 },
      { ...DATA, pointerToRawData: 0x1000 },
    ];
    expect(lastSection(append(buildImage({ sections }))).pointerToRawData).toBe(0x3200);
  });

  it('follows data of an unaligned size directly, so that no byte between them is in no signature', () => {
    const sections = [TEXT, { ...DATA, sizeOfRawData: 0x1f1 }];
    const result = append(buildImage({ sections, overlay: Uint8Array.of(0xaa, 0xbb) }));
    expect(lastSection(result)).toMatchObject({ pointerToRawData: 0x31f1, sizeOfRawData: 0x400 });
    expect([...result.subarray(0x35f1)]).toEqual([0xaa, 0xbb]);
  });

  it('follows the headers, at their very end, where no section has data', () => {
    const bss = { ...DATA, virtualAddress: 0x1000, sizeOfRawData: 0, pointerToRawData: 0 };
    const image = withU32(buildImage({ sections: [bss], sizeOfHeaders: 0x348, overlay: Uint8Array.of(0xaa) }), {
      4: 0,
    });
    const answer = appendSections(image, [request()], { anyPe: true });
    const result = answer.kind === 'rewritten' ? answer.bytes : new Uint8Array();
    expect(lastSection(result)).toMatchObject({ pointerToRawData: 0x348, virtualAddress: 0x5000 });
    expect(result.subarray(0, 2)).toEqual(image.subarray(0, 2));
    expect(result[0x348 + 0x400]).toBe(0xaa);
  });

  it.each([
    ['what SizeOfImage reserves by pages', 0x40000, 0x40000],
    ['what SizeOfImage reserves by a part of a page', 0x5200, 0x6000],
    ['all sections, where SizeOfImage is not rounded', 0x4a00, 0x5000],
  ])('starts after %s, which never shrinks', (_, sizeOfImage, address) => {
    const result = append(buildImage({ sizeOfImage }));
    expect(lastSection(result).virtualAddress).toBe(address);
    expect(u32(result, 0x90)).toBe(address + 0x1000);
  });

  it('carries a FileAlignment of 0x100 and a SectionAlignment of 0x200 through', () => {
    const result = append(buildImage({ fileAlignment: 0x100, sectionAlignment: 0x200 }));
    expect(lastSection(result)).toMatchObject({ virtualAddress: 0x4800, sizeOfRawData: 0x400 });
    expect(u32(result, 0x90)).toBe(0x4c00);
  });

  it('adds its raw size to SizeOfInitializedData up to the last value that fits', () => {
    expect(u32(append(withU32(buildImage(), { 0x60: 0xfffffbff })), 0x60)).toBe(0xffffffff);
    expect(outcome(withU32(buildImage(), { 0x60: 0xfffffc00 }))).toBe('too-large');
  });

  it('becomes the 97th section of an image with 96', () => {
    const sections = Array.from({ length: 96 }, (_, index) => ({
      ...DATA,
      name: `.s${index}`,
      virtualSize: 0x1000,
      virtualAddress: 0x2000 + 0x1000 * index,
      sizeOfRawData: index === 0 ? 0x2000 : 0,
      pointerToRawData: index === 0 ? 0x2000 : 0,
    }));
    const image = buildImage({
      sections,
      sizeOfHeaders: 0x2000,
      sizeOfImage: 0x62000,
      payloadOffset: 0x2000,
      payloadSize: 16,
    });
    const result = append(withU32(image, { 0x68: 0x2010 }));
    expect(u16(result, 0x46)).toBe(97);
    expect(lastSection(result).virtualAddress).toBe(0x62000);
  });
});

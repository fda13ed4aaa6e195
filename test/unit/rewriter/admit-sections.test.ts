/** What a refusal says of sections and of the payload in them, and the places next to the refused ones that are taken. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import type { SectionSpec } from './image.ts';
import { DATA, TEXT, buildImage, withBytes, withU32 } from './image.ts';

/** `.text` has its header at 0xf8 and its data at [0x1000, 0x3000), `.data` its own at 0x120 and [0x3000, 0x3200). */
const v0 = buildImage();
const admit = (image: Uint8Array): unknown => admitImage(memoryAccess(image), {});
/** An entry of the table without data and without addresses. */
const BLANK: SectionSpec = { ...DATA, name: '.blank', virtualSize: 0, sizeOfRawData: 0, pointerToRawData: 0 };

describe('a section outside of the file or the image', () => {
  it.each([
    [
      'addresses one byte beyond the image',
      { 0x128: 0x1801 },
      'has addresses [0x3000, 0x4801) beyond SizeOfImage 0x4800',
    ],
    [
      'a VirtualAddress one byte below the end of the headers',
      { 0x12c: 0xfff },
      'has VirtualAddress 0xfff below SizeOfHeaders 0x1000',
    ],
    [
      'data one byte below the end of the headers',
      { 0x134: 0xfff },
      'has PointerToRawData 0xfff below SizeOfHeaders 0x1000',
    ],
    ['data one byte beyond the file', { 0x130: 0x201 }, "has data [0x3000, 0x3201) beyond the file's end 0x3200"],
    [
      'data beyond the image, for want of a VirtualSize',
      { 0x128: 0, 0x130: 0x1801 },
      'has addresses [0x3000, 0x4801) beyond SizeOfImage 0x4800',
    ],
  ])('is refused with its range: %s', (_, words, found) => {
    expect(admit(withU32(v0, words))).toEqual({
      kind: 'refused',
      code: 'malformed-sections',
      detail: `In this image section 1 (".data", header at 0x120) ${found}; rebuild the image or copy it again.`,
    });
  });

  it.each([
    ['.text', [0x2e, 0x74, 0x65, 0x78, 0x74, 0, 0, 0]],
    ['a', [0x61, 0, 0x62, 0x63, 0, 0, 0, 0]],
    ['', [0, 0x61, 0, 0, 0, 0, 0, 0]],
    ['eight888', [0x65, 0x69, 0x67, 0x68, 0x74, 0x38, 0x38, 0x38]],
    ['!~', [0x21, 0x7e, 0, 0, 0, 0, 0, 0]],
    ['\\x20\\x7f', [0x20, 0x7f, 0, 0, 0, 0, 0, 0]],
    ['\\x01\\x0a\\x1f\\x80\\xff', [1, 0x0a, 0x1f, 0x80, 0xff, 0, 0, 0]],
  ])('is named as %o, with what cannot be printed escaped', (name, bytes) => {
    // The VirtualSize behind the name starts with a byte that could be a part of it.
    const image = withU32(v0, { 0x128: 0x1761, 0x130: 0x201 });
    expect(admit(withBytes(image, 0x120, bytes))).toMatchObject({
      detail: `In this image section 1 ("${name}", header at 0x120) has data [0x3000, 0x3201) beyond the file's end 0x3200; rebuild the image or copy it again.`,
    });
  });
});

describe('sections that share bytes or addresses', () => {
  const text = (range: string): string => `section 0 (".text", header at 0xf8) with ${range}`;
  const data = (range: string): string => `section 1 (".data", header at 0x120) with ${range}`;

  it.each([
    [
      'the last byte of data',
      { 0x134: 0x2fff, 0x130: 0x100 },
      `${text('data [0x1000, 0x3000)')} overlaps ${data('[0x2fff, 0x30ff)')}`,
    ],
    [
      'the last address',
      { 0x12c: 0x2fff },
      `${text('addresses [0x1000, 0x3000)')} overlaps ${data('[0x2fff, 0x47ff)')}`,
    ],
    [
      'data, and the section that comes second in the table starts first',
      { 0x10c: 0x1100, 0x134: 0x1000 },
      `${data('data [0x1000, 0x1200)')} overlaps ${text('[0x1100, 0x3100)')}`,
    ],
    [
      'data from the first byte on, in the order of the table',
      { 0x134: 0x1000 },
      `${text('data [0x1000, 0x3000)')} overlaps ${data('[0x1000, 0x1200)')}`,
    ],
  ])('are refused with both ranges: %s', (_, words, found) => {
    expect(admit(withU32(v0, words))).toEqual({
      kind: 'refused',
      code: 'overlapping-sections',
      detail: `In this image ${found}; rebuild the image.`,
    });
  });

  it.each([
    ['an address inside another section', { ...BLANK, virtualAddress: 0x2000 }],
    ['an address inside the headers', { ...BLANK, virtualAddress: 0x10 }],
    ['an offset inside other data', { ...BLANK, virtualAddress: 0x4800, pointerToRawData: 0x2000 }],
  ])('are none where a blank entry has %s', (_, blank) => {
    const { virtualAddress, pointerToRawData } = blank;
    expect(admit(buildImage({ sections: [TEXT, DATA, blank] }))).toMatchObject({
      sections: [
        { virtualAddress: 0x1000, extent: 0x2000 },
        { virtualAddress: 0x3000, extent: 0x1800 },
        { virtualAddress, pointerToRawData, extent: 0, sizeOfRawData: 0 },
      ],
    });
  });
});

describe('the payload', () => {
  const remedy = 'correct the words at 0x8 and 0xc or rebuild the image.';

  it.each([
    ['has no bytes', { 0xc: 0 }, 'The zboot header names a payload of no bytes at 0x1800'],
    [
      'starts with the last byte of the headers',
      { 8: 0xfff, 0xc: 0x10 },
      'The zboot header names the payload [0xfff, 0x100f), which starts inside the headers that end at 0x1000',
    ],
    [
      'ends one byte behind its section',
      { 8: 0x2000, 0xc: 0x1001 },
      'The zboot header names the payload [0x2000, 0x3001), which is not wholly inside the data of one section',
    ],
    [
      'ends one byte behind what is loaded of its section',
      { 0x100: 0x18ff },
      'The zboot header names the payload [0x1800, 0x2900), but its section is loaded only up to 0x28ff',
    ],
  ])('is not found when it %s', (_, words, found) => {
    const detail = `${found}; ${remedy}`;
    expect(admit(withU32(v0, words))).toEqual({ kind: 'refused', code: 'payload-unlocated', detail });
  });

  it.each([
    ['all of its section', { 8: 0x1000, 0xc: 0x2000 }, { offset: 0x1000, end: 0x3000 }],
    ['all that is loaded of it', { 0x100: 0x1900 }, { offset: 0x1800, end: 0x2900 }],
  ])('may be %s', (_, words, payload) => {
    expect(admit(withU32(v0, words))).toMatchObject({ payload });
  });
});

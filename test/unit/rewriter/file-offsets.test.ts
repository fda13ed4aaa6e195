import { describe, expect, it } from 'vitest';
import { DATA, TEXT, append, buildImage, outcome, sectionHeaderOffset, sha256, tightImage, u16, u32 } from './image.ts';
import { withBytes, withDebug, withU16, withU32 } from './image.ts';

/** Two symbols of 18 bytes and a string table of 10: 46 bytes. */
const SYMBOLS = new Uint8Array(46).fill(0x53);
new DataView(SYMBOLS.buffer).setUint32(36, 10, true);

const symbolFields = (image: Uint8Array): number => u32(image, 0x3c) + 12;

describe('the symbol table', () => {
  it('moves with the overlay that holds it', () => {
    const image = withU32(buildImage({ overlay: SYMBOLS }), { 0x4c: 0x3200, 0x50: 2 });
    const result = append(image);
    expect(u32(result, 0x4c)).toBe(0x3600);
    expect(u32(result, 0x50)).toBe(2);
    expect(sha256(result.subarray(0x3600))).toBe(sha256(SYMBOLS));
  });

  it('moves with the section data that holds it, but only when that moves', () => {
    const tight = tightImage();
    const fields = symbolFields(tight);
    expect(u32(append(withU32(tight, { [fields]: 0x2300, [fields + 4]: 0, 0x2300: 4 })), fields)).toBe(0x2500);
    expect(u32(append(withU32(buildImage(), { 0x4c: 0x3100, 0x50: 0, 0x3100: 4 })), 0x4c)).toBe(0x3100);
  });

  it('is not looked for when its pointer is zero', () => {
    expect(outcome(withU32(buildImage(), { 0x50: 0xffffffff }))).toBe('rewritten');
  });

  it('may carry a string table that claims less than its own length field', () => {
    const overlay = new Uint8Array(4);
    const result = append(withU32(buildImage({ overlay }), { 0x4c: 0x3200 }));
    expect(u32(result, 0x4c)).toBe(0x3600);
  });

  it('is refused when the new section would part it', () => {
    const image = withU32(buildImage({ overlay: SYMBOLS }), { 0x4c: 0x31f0, 0x50: 0, 0x31f0: 0x20 });
    expect(outcome(image)).toBe('straddling-data');
  });
});

describe('relocation and line number pointers of sections', () => {
  const tight = tightImage();
  const header = sectionHeaderOffset(tight, 0);

  it('move with their bytes', () => {
    const image = withU16(withU32(tight, { [header + 24]: 0x300, [header + 28]: 0x2300 }), header + 32, 3);
    const result = append(image);
    expect([u32(result, header + 24), u32(result, header + 28)]).toEqual([0x500, 0x2500]);
    expect(u16(result, header + 32)).toBe(3);
  });

  it('stay when they point outside the file', () => {
    const result = append(withU32(tight, { [header + 24]: 0x7fffffff }));
    expect(u32(result, header + 24)).toBe(0x7fffffff);
  });

  it('are refused when their bytes must move and end outside the file', () => {
    const image = withU16(withU32(tight, { [header + 24]: 0x2300 }), header + 32, 0x7fff);
    expect(outcome(image)).toBe('malformed-sections');
  });
});

describe('debug data outside the headers', () => {
  it('keeps its entries true when the sections move', () => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8, overlay: Uint8Array.of(1, 2, 3, 4) });
    const entries = [
      { sizeOfData: 4, pointerToRawData: 0x300, addressOfRawData: 0x1100 },
      { sizeOfData: 0x10, pointerToRawData: 0x2300 },
      { sizeOfData: 4, pointerToRawData: 0x2400 },
      { sizeOfData: 0, pointerToRawData: 0 },
    ];
    const image = withDebug(tight, { offset: 0x400, address: 0x1200 }, entries);
    const result = append(image);
    const pointers = entries.map((_, index) => u32(result, 0x600 + 28 * index + 24));
    expect(pointers).toEqual([0x500, 0x2500, 0x2a00, 0]);
    expect(u32(result, 0x600 + 20)).toBe(0x1100);
    expect([...result.subarray(0x2a00)]).toEqual([1, 2, 3, 4]);
  });

  it('is found through the right section', () => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8 });
    const image = withDebug(tight, { offset: 0x2210, address: 0x3010 }, [{ sizeOfData: 4, pointerToRawData: 0x2300 }]);
    expect(u32(append(image), 0x2410 + 24)).toBe(0x2500);
  });

  it.each([
    { title: 'another entry names it', entry: { sizeOfData: 4, pointerToRawData: 0x418 } },
    { title: 'another entry names bytes around it', entry: { sizeOfData: 0x40, pointerToRawData: 0x3f8 } },
    { title: 'another entry names its last byte', entry: { sizeOfData: 1, pointerToRawData: 0x41b } },
  ])('is refused when its entry must change and $title', ({ entry }) => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8 });
    const entries = [{ sizeOfData: 4, pointerToRawData: 0x300 }, entry];
    const image = withDebug(tight, { offset: 0x400, address: 0x1200 }, entries);
    expect(outcome(image)).toBe('malformed-debug-directory');
  });

  it.each([
    { title: 'ends in front of the pointer', entry: { sizeOfData: 4, pointerToRawData: 0x414 } },
    { title: 'starts behind the pointer', entry: { sizeOfData: 4, pointerToRawData: 0x41c } },
    { title: 'has no bytes', entry: { sizeOfData: 0, pointerToRawData: 0x41a } },
  ])('keeps its entry true when data of another $title', ({ entry }) => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8 });
    const entries = [{ sizeOfData: 4, pointerToRawData: 0x300 }, entry];
    const result = append(withDebug(tight, { offset: 0x400, address: 0x1200 }, entries));
    expect([u32(result, 0x618), u32(result, 0x618 + 28)]).toEqual([0x500, entry.pointerToRawData + 0x200]);
  });

  it.each([
    { address: 0x1217, code: 'rewritten' },
    { address: 0x1218, code: 'malformed-debug-directory' },
    { address: 0x121b, code: 'malformed-debug-directory' },
    { address: 0x121c, code: 'rewritten' },
  ])('leads to $code when its entry must change and the kernel starts at $address', ({ address, code }) => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8 });
    const image = withDebug(tight, { offset: 0x400, address: 0x1200 }, [{ sizeOfData: 4, pointerToRawData: 0x300 }]);
    expect(outcome(withU32(image, { [0xd8 + 24 + 16]: address }))).toBe(code);
  });

  it('is refused when the new section would part it', () => {
    const image = buildImage({ directoryCount: 7, overlay: Uint8Array.of(1, 2, 3, 4) });
    const entries = [{ sizeOfData: 4, pointerToRawData: 0x31fe }];
    expect(outcome(withDebug(image, { offset: 0x1100, address: 0x1100 }, entries))).toBe('straddling-data');
  });
});

describe('bytes behind the end of the file', () => {
  /** The input ends at 0x3200; with the new data of 1,000 bytes and, if it has any, its overlay it gets longer by 0x400. */
  const END = 0x3200;

  function debugDataAt(pointerToRawData: number, sizeOfData: number, overlay = new Uint8Array()): Uint8Array {
    const image = buildImage({ directoryCount: 7, overlay });
    return withDebug(image, { offset: 0x1100, address: 0x1100 }, [{ sizeOfData, pointerToRawData }]);
  }

  it.each([
    ['the first of them', debugDataAt(END, 4)],
    ['the last of them', debugDataAt(END + 0x3ff, 4)],
    ['the overlay', debugDataAt(END + 4, 4, Uint8Array.of(1, 2, 3, 4))],
  ])('may not be named by a debug entry where the new file has some: %s', (_, image) => {
    expect(outcome(image)).toBe('malformed-debug-directory');
  });

  it.each([
    ['bytes behind the new file', debugDataAt(END + 0x400, 4)],
    ['no bytes', debugDataAt(END, 0)],
  ])('may be named by a debug entry otherwise: %s', (_, image) => {
    expect(u32(append(image), 0x1100 + 24)).toBe(u32(image, 0x1100 + 24));
  });

  it('may not be named by line numbers where the new file has some', () => {
    const header = sectionHeaderOffset(buildImage(), 0);
    const image = withU16(withU32(buildImage(), { [header + 28]: END }), header + 34, 1);
    expect(outcome(image)).toBe('malformed-sections');
  });
});

describe('bytes that no field names', () => {
  it('keep the stub between the DOS header and the PE header', () => {
    const image = withBytes(buildImage({ peOffset: 0x80 }), 0x40, [0x0e, 0x1f, 0xba]);
    const result = append(image);
    expect(sha256(result.subarray(0, 0x80))).toBe(sha256(image.subarray(0, 0x80)));
  });

  it('keep gaps between section data', () => {
    const sections = [TEXT, { ...DATA, pointerToRawData: 0x3400 }];
    const image = withBytes(buildImage({ sections }), 0x3100, [1, 2, 3]);
    expect([...append(image).subarray(0x3100, 0x3103)]).toEqual([1, 2, 3]);
    const tight = withBytes(tightImage({ sections: [{ ...TEXT, pointerToRawData: 0x200 }, DATA] }), 0x2300, [4, 5]);
    expect([...append(tight).subarray(0x2500, 0x2502)]).toEqual([4, 5]);
  });

  it('keep the overlay as the end of the file', () => {
    const overlay = new TextEncoder().encode('overlay bytes');
    const result = append(buildImage({ overlay }));
    expect(result.length).toBe(0x3600 + 13);
    expect(new TextDecoder().decode(result.subarray(0x3600))).toBe('overlay bytes');
  });

  it('keep reserved fields, odd as they may be', () => {
    const image = withU32(buildImage(), { 0x10: 7, 0x14: 8, 0x30: 9, 0x8c: 10, 0xc0: 11, 0x48: 12 });
    const result = append(image);
    for (const offset of [0x10, 0x14, 0x30, 0x8c, 0xc0, 0x48]) expect(u32(result, offset)).toBe(u32(image, offset));
  });

  it('keep all 32 bytes of the compression type', () => {
    const type = Array.from({ length: 32 }, (_, index) => 0x41 + index);
    const result = append(withBytes(tightImage(), 24, type));
    expect([...result.subarray(24, 56)]).toEqual(type);
  });
});

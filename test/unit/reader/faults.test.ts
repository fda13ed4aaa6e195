/** Goal: each way of not being a PE image is told by its own fault, at the bytes that say so and not a byte earlier. */
import { describe, expect, it } from 'vitest';
import { AT, PE32, PE32_PLUS, patched } from './annotated.ts';
import { codesOf, faultOf, imageOf } from './model.ts';

const { bytes } = PE32_PLUS;
const POINTER = { path: 'dosHeader.peHeaderOffset', at: { offset: 0x3c, length: 4 } };

/** A file in which the PE headers of the annotated image stand at another place. */
function moved(peHeaderOffset: number, length: number): Uint8Array {
  const file = new Uint8Array(length);
  file.set(bytes.subarray(0, 0x3c));
  new DataView(file.buffer).setUint32(0x3c, peHeaderOffset, true);
  file.set(bytes.subarray(0x40, 0x150).subarray(0, Math.max(0, length - peHeaderOffset)), peHeaderOffset);
  return file;
}

describe('a file that is too short for a DOS header', () => {
  it.each([0, 1, 2, 63])('is told by its length of %i bytes', (length) => {
    expect(faultOf(bytes.subarray(0, length))).toEqual({
      code: 'dos-header-truncated',
      path: 'dosHeader',
      at: { offset: 0, length: 64 },
      expected: '64 bytes',
      actual: length,
    });
  });
});

describe('a file of a DOS header alone', () => {
  it('is told by the pointer to the PE header', () => {
    const fault = faultOf(bytes.subarray(0, 64));
    expect(fault).toMatchObject({ code: 'pe-header-outside-file', path: POINTER.path, actual: 0x40 });
    expect(fault.at).toMatchObject(POINTER.at);
  });
});

describe('a wrong magic', () => {
  it('of the DOS header is told with its two bytes', () => {
    const fault = faultOf(patched({ 0: 0x4d5a }));
    expect(fault).toMatchObject({ code: 'dos-magic', path: 'dosHeader.magic', actual: 0x4d5a });
    expect(fault.at).toMatchObject({ offset: 0, length: 2 });
  });

  it.each([0x4551, 0x14550, 0x1004550, 0])('of the PE header is told with its four bytes: %i', (signature) => {
    expect(faultOf(patched({ [AT.signature]: signature }))).toMatchObject({
      code: 'pe-signature',
      path: 'peSignature',
      at: { offset: 0x40, length: 4 },
      actual: signature,
    });
  });

  it.each([0, 0x107, 0x10c, 0x20a])('of the optional header is told with its two bytes: %i', (magic) => {
    expect(faultOf(patched({ [AT.optionalHeader]: magic }))).toMatchObject({
      code: 'optional-header-magic',
      path: 'optionalHeader.magic',
      at: { offset: 0x58, length: 2 },
      actual: magic,
    });
  });
});

describe('the pointer to the PE header', () => {
  const length = 0x200;

  it('may leave room for the signature, the file header and a magic, and no less', () => {
    expect(faultOf(moved(length - 26, length))).toMatchObject({
      code: 'optional-header-truncated',
      path: 'optionalHeader',
      at: { offset: length - 2, length: 112 },
      expected: '112 bytes',
      actual: 2,
    });
    const fault = faultOf(moved(length - 25, length));
    expect(fault).toMatchObject({ code: 'pe-header-outside-file', path: POINTER.path, actual: length - 25 });
    expect(fault.at).toMatchObject(POINTER.at);
  });

  it.each([0x80000000, 0xfffffff0, 0xffffffff])('is unsigned and may not wrap: %i', (value) => {
    expect(faultOf(patched({ [AT.peHeaderOffset]: value }))).toMatchObject({
      code: 'pe-header-outside-file',
      path: POINTER.path,
      actual: value,
    });
  });

  it('may point into the DOS header, which the region map then reports', () => {
    const file = new Uint8Array(0x200);
    file.set(bytes.subarray(0x40, 0x150), 4);
    file.set(bytes.subarray(0, 2), 0);
    // SectionAlignment and the pointer share their bytes, as in the smallest images that people have made.
    new DataView(file.buffer).setUint32(0x3c, 4, true);
    const image = imageOf(file);
    expect(image.sections).toHaveLength(2);
    expect(image.optionalHeader.sectionAlignment).toMatchObject({ offset: 0x3c, value: 4 });
    expect(image.regionMap.clashes[0]).toMatchObject({ first: { kind: 'dos-header' }, second: { kind: 'pe-headers' } });
    expect(image.regionMap.regions[1]).toEqual({ kind: 'pe-headers', owner: 'peHeaders', offset: 0x40, length: 0x84 });
  });

  it('may be odd', () => {
    expect(imageOf(moved(0x41, 0x200)).coffHeader.machine).toMatchObject({ offset: 0x45, value: 0xaa64 });
  });
});

describe('the optional header', () => {
  it.each([
    [PE32_PLUS, 112],
    [PE32, 96],
  ])('needs its fixed part in the file', (image, fixed) => {
    const start = 0x58;
    expect(faultOf(image.bytes.subarray(0, start + fixed - 1))).toMatchObject({
      code: 'optional-header-truncated',
      at: { offset: start, length: fixed },
      actual: fixed - 1,
    });
    expect(faultOf(image.bytes.subarray(0, start + fixed)).code).toBe('section-table-outside-file');
  });

  it.each([0, 2, 111])('leads to a section table inside itself when SizeOfOptionalHeader is %i', (size) => {
    const image = imageOf(patched({ [AT.sizeOfOptionalHeader]: 0x2060000 + size }));
    expect(image.sectionTable.offset).toBe(0x58 + size);
    expect(image.sectionTableByDirectories).toBe(0x100);
    expect(image.directories).toEqual([]);
    expect(codesOf(image)).toContain('directories-cut');
  });

  it('gives away as many directories as an odd SizeOfOptionalHeader has room for', () => {
    const image = imageOf(patched({ [AT.sizeOfOptionalHeader]: 0x2060000 + 112 + 8 * 3 + 7 }));
    expect(image.directories.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(image.anomalies).toMatchObject([
      { code: 'directories-cut', path: 'optionalHeader.numberOfRvaAndSizes', at: { offset: 0xc4, length: 4 } },
    ]);
  });

  it('leads out of the file when SizeOfOptionalHeader is 0xffff', () => {
    expect(faultOf(patched({ [AT.sizeOfOptionalHeader]: 0x206ffff })).code).toBe('section-table-outside-file');
  });

  it.each([8, 17, 0x7fffffff, 0xffffffff])('has no more directories than fit when it claims %i', (count) => {
    const image = imageOf(patched({ [AT.numberOfRvaAndSizes]: count }));
    expect(image.directories).toHaveLength(7);
    expect(image.sectionTableByDirectories).toBe(0xc8 + 8 * count);
    expect(codesOf(image)).toEqual(['directories-cut']);
  });

  it('has no more directories than it claims', () => {
    const image = imageOf(patched({ [AT.numberOfRvaAndSizes]: 4 }));
    expect(image.directories).toHaveLength(4);
    expect(image.certificateTable).toBeNull();
    expect(image.debugEntries).toEqual([]);
    expect(codesOf(image)).toEqual([]);
  });
});

describe('the section table', () => {
  it('may end with the file, and not a byte behind it', () => {
    expect(imageOf(bytes.subarray(0, 0x150)).sections).toHaveLength(2);
    const fault = faultOf(bytes.subarray(0, 0x14f));
    expect(fault).toMatchObject({
      code: 'section-table-outside-file',
      path: 'coffHeader.numberOfSections',
      expected: 'a table of 80 bytes in the file',
      actual: 2,
    });
    expect(fault.at).toMatchObject({ offset: 0x46, length: 2 });
  });

  it('may be empty', () => {
    const image = imageOf(patched({ [AT.machine]: 0xaa64 }));
    expect(image.sections).toEqual([]);
    expect(image.sectionTable).toEqual({ offset: 0x100, length: 0 });
  });

  it('that claims 65535 sections in a small file is a fault', () => {
    expect(faultOf(patched({ [AT.machine]: 0xffffaa64 }))).toMatchObject({ actual: 65535 });
  });
});

/** What a refusal says of the headers, and the values next to the refused ones that are taken. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import { blockAccess, memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { buildImage, withBytes, withU16, withU32 } from './image.ts';

/** The PE header is at 0x40, the optional header at 0x58, the table at [0xf8, 0x148), and the file ends at 0x3200. */
const v0 = buildImage();
/** Where the PE32+ data directories start. */
const DIRECTORIES = 0xc8;
const REBUILD = 'rebuild the image or copy it again.';

/** What becomes of the first bytes of a file that is said to be longer than memory. */
function admitLong(length: number): unknown {
  const read = (buffer: Uint8Array, offset: number): void => {
    buffer.set(v0.subarray(offset, offset + buffer.length));
  };
  return admitImage(blockAccess(length, read), {});
}

describe('a file that is no PE image', () => {
  const name = 'name an EFI zboot image.';
  const where = 'The PE header offset at 0x3c is';

  it.each([
    ['of 63 bytes', v0.subarray(0, 63), `The file has 63 bytes, less than a DOS header of 64; ${name}`],
    ['of 64 bytes', v0.subarray(0, 64), `${where} 0x40, not between 0x40 and the file's end 0x40; ${name}`],
    ['without "MZ"', withBytes(v0, 0, [0x5a, 0x4d]), `The first two bytes read 0x4d5a instead of "MZ"; ${name}`],
    [
      'with a PE signature inside the DOS header',
      withU32(v0, { 0x3c: 0x38, 0x38: 0x4550 }),
      `${where} 0x38, not between 0x40 and the file's end 0x3200; ${name}`,
    ],
    [
      "that ends inside the optional header's Magic",
      v0.subarray(0, 0x59),
      `${where} 0x40, not between 0x40 and the file's end 0x59; ${name}`,
    ],
    [
      'with a wrong byte in its signature',
      withBytes(v0, 0x42, [1]),
      `The word at 0x40 is 0x14550 instead of the PE signature 0x4550; ${name}`,
    ],
  ])('is refused: a file %s', (_, image, detail) => {
    expect(admitImage(memoryAccess(image), {})).toEqual({ kind: 'refused', code: 'not-pe', detail });
  });

  it('may be any PE image when that is asked for', () => {
    const detail =
      'The first eight bytes are not "MZ", two zeros and "zimg"; name an EFI zboot image, or allow any PE image.';
    const foreign = memoryAccess(withU32(v0, { 4: 0 }));
    expect(admitImage(foreign, {})).toEqual({ kind: 'refused', code: 'not-zboot', detail });
    expect(admitImage(foreign, { anyPe: true })).toMatchObject({ headers: { numberOfSections: 2 }, payload: null });
  });
});

describe('a file of 4 GiB', () => {
  it('is too large, for offsets of PE end one byte before', () => {
    expect(admitLong(0x1_0000_0000)).toEqual({
      kind: 'refused',
      code: 'too-large',
      detail: 'The file has 4294967296 bytes, but PE offsets end at 0xffffffff; name a smaller image.',
    });
    expect(admitLong(0xffff_ffff)).toMatchObject({ headers: { fileLength: 0xffff_ffff } });
  });
});

describe('headers that contradict themselves', () => {
  it.each([
    ['an end right behind Magic', v0.subarray(0, 0x5a), 'The file ends at 0x5a inside the optional header at 0x58'],
    [
      'an end one byte before the data directories',
      v0.subarray(0, DIRECTORIES - 1),
      'The file ends at 0xc7 inside the optional header at 0x58',
    ],
    [
      'an end right before the data directories',
      v0.subarray(0, DIRECTORIES),
      "The section table [0xf8, 0x148) runs past the file's end 0xc8",
    ],
    [
      'a Magic of ROM images',
      withU16(v0, 0x58, 0x107),
      "The optional header's Magic at 0x58 is 0x107, not 0x10b or 0x20b",
    ],
    ['seventeen directories', buildImage({ directoryCount: 17 }), 'NumberOfRvaAndSizes at 0xc4 is 17, more than 16'],
    [
      'directories that SizeOfOptionalHeader does not cover',
      withU32(v0, { 0xc4: 16 }),
      'SizeOfOptionalHeader at 0x54 is 0xa0, but 16 data directories need 0xf0',
    ],
    ['no sections', withU16(v0, 0x46, 0), 'NumberOfSections at 0x46 is 0'],
    [
      'an end one byte before that of the table',
      v0.subarray(0, 0x147),
      "The section table [0xf8, 0x148) runs past the file's end 0x147",
    ],
    [
      'an end with the table',
      v0.subarray(0, 0x148),
      'SizeOfHeaders at 0x94 is 0x1000, but the section table ends at 0x148 and the file at 0x148',
    ],
    [
      'SizeOfHeaders one byte short of the table',
      withU32(v0, { 0x94: 0x147 }),
      'SizeOfHeaders at 0x94 is 0x147, but the section table ends at 0x148 and the file at 0x3200',
    ],
    [
      'an image that ends with its headers',
      withU32(v0, { 0x90: 0x1000 }),
      'SizeOfImage at 0x90 is 0x1000, but must be above SizeOfHeaders 0x1000 and at most 0x7fffffff',
    ],
    [
      'an image of 2 GiB',
      withU32(v0, { 0x90: 0x8000_0000 }),
      'SizeOfImage at 0x90 is 0x80000000, but must be above SizeOfHeaders 0x1000 and at most 0x7fffffff',
    ],
  ])('are refused with both values: %s', (_, image, found) => {
    const detail = `${found}; ${REBUILD}`;
    expect(admitImage(memoryAccess(image), {})).toEqual({ kind: 'refused', code: 'malformed-headers', detail });
  });

  it.each([
    ['sixteen directories', buildImage({ directoryCount: 16 }), { numberOfRvaAndSizes: 16, tableEnd: 0x198 }],
    ['no directories', buildImage({ directoryCount: 0 }), { numberOfRvaAndSizes: 0, tableEnd: 0x118 }],
    ['an image of 2 GiB less one', withU32(v0, { 0x90: 0x7fff_ffff }), { sizeOfImage: 0x7fff_ffff }],
    ['headers that end with the table', withU32(v0, { 0x94: 0x148 }), { tableEnd: 0x148, sizeOfHeaders: 0x148 }],
  ])('are told from those at a limit: %s', (_, image, headers) => {
    expect(admitImage(memoryAccess(image), {})).toMatchObject({ headers });
  });
});

describe('an alignment', () => {
  it.each([
    [0x7c, 0, 'FileAlignment at 0x7c is 0x0, not a power of two up to 0x10000'],
    [0x7c, 0x201, 'FileAlignment at 0x7c is 0x201, not a power of two up to 0x10000'],
    [0x7c, 0x300, 'FileAlignment at 0x7c is 0x300, not a power of two up to 0x10000'],
    [0x7c, 0x2_0000, 'FileAlignment at 0x7c is 0x20000, not a power of two up to 0x10000'],
    [0x78, 0, 'SectionAlignment at 0x78 is 0x0, not a power of two up to 0x40000000'],
    [0x78, 0x3fff_ffff, 'SectionAlignment at 0x78 is 0x3fffffff, not a power of two up to 0x40000000'],
    [0x78, 0x8000_0000, 'SectionAlignment at 0x78 is 0x80000000, not a power of two up to 0x40000000'],
  ])('at %i of %i is refused', (field, value, found) => {
    const image = memoryAccess(withU32(v0, { [field]: value }));
    const detail = `${found}; rebuild the image.`;
    expect(admitImage(image, {})).toEqual({ kind: 'refused', code: 'malformed-alignment', detail });
  });

  it.each([
    [0x7c, 1, 'fileAlignment'],
    [0x7c, 0x1_0000, 'fileAlignment'],
    [0x78, 1, 'sectionAlignment'],
    [0x78, 0x4000_0000, 'sectionAlignment'],
  ])('at %i of %i is taken', (field, value, name) => {
    const image = memoryAccess(withU32(v0, { [field]: value }));
    expect(admitImage(image, {})).toMatchObject({ headers: { [name]: value } });
  });
});

describe('a certificate directory', () => {
  const certified = (offset: number, size: number): ReturnType<typeof memoryAccess> =>
    memoryAccess(withU32(v0, { 0xe8: offset, 0xec: size }));

  it.each([
    [
      'signed-image',
      certified(0x3000, 0x18),
      'The image is signed (the certificate directory at 0xe8 holds 0x18 bytes at 0x3000); append to the unsigned image, or strip the signature, and sign the result.',
    ],
    [
      'malformed-certificates',
      certified(0, 0x18),
      'The certificate directory at 0xe8 names 0x18 bytes and no place; clear the entry, or strip the signature.',
    ],
  ])('with a size is refused as %s', (code, image, detail) => {
    expect(admitImage(image, {})).toEqual({ kind: 'refused', code, detail });
    expect(admitImage(image, { stripSignature: true })).toMatchObject({ headers: { fileLength: 0x3200 } });
  });

  it('that names a place and no bytes is no signature', () => {
    expect(admitImage(certified(0x3000, 0), {})).toMatchObject({ headers: { fileLength: 0x3200 } });
  });
});

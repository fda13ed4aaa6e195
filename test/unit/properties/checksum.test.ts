import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf } from '../../../properties/bytes/checksum.ts';
import type { Image } from '../../../src/reader/index.ts';
import { memorySource } from '../../../src/reader/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { AT, clean, movedHeader, v0, v1, v2, v3, v4, v5, v6 } from '../../vectors/base-images.ts';
import { insert, setU32 } from '../../vectors/patch.ts';

/** The checksum as the specification's loop gives it: word by word, each carry added back at once. */
function naiveChecksum(bytes: Uint8Array, field: number): number {
  const zeroed = bytes.slice();
  zeroed.fill(0, field, field + 4);
  let sum = 0;
  for (let index = 0; index < zeroed.length; index += 2) {
    sum += (zeroed[index] ?? 0) + 256 * (zeroed[index + 1] ?? 0);
    sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  }
  return (sum + bytes.length) % 2 ** 32;
}

/** The checksum of bytes that need not be an image, with a field of `length` bytes at `offset` taken as zero. */
function checksumAt(bytes: Uint8Array, offset: number, length = 4): number {
  const image = imageIn(v0());
  const optionalHeader = { ...image.optionalHeader, checkSum: { ...image.optionalHeader.checkSum, offset, length } };
  const posed: Image = { ...image, optionalHeader, source: memorySource(bytes), fileSize: bytes.length };
  return checksumOf(posed);
}

describe('the vectors', () => {
  it.each([
    ['V0', v0, 'dc4dd51dd734df08'],
    ['V1', v1, '0926addcece8a686'],
    ['V2', v2, '1e08f8113d2bd3c4'],
    ['V3', v3, '3bdb7eb0c51f7c26'],
    ['V4', v4, '3992510d91dd4dd1'],
    ['V5', v5, '79f3b17021e73005'],
    ['V6', v6, 'c0b58907b33af61d'],
  ] as const)('%s has the bytes that other programs were measured on', (_, make, digest) => {
    expect(createHash('sha256').update(make()).digest('hex').slice(0, 16)).toBe(digest);
  });

  it.each([
    ['V0', v0, 0xd9f4],
    ['V1', v1, 0xd408],
    ['V2', v2, 0xd808],
    ['V3', v3, 0xc608],
    ['V5', v5, 0x12405],
  ] as const)('%s has the checksum that other programs write', (_, make, expected) => {
    expect(checksumOf(imageIn(make()))).toBe(expected);
  });

  it.each([
    ['nothing', '', 0],
    ['one byte', '01', 0x2],
    ['two bytes', '0102', 0x203],
    ['three bytes', '010203', 0x207],
    ['a sum with one carry', 'ffff0100', 0x5],
    ['a sum of only ones', 'ffffffff', 0x10003],
    ['64 bytes of ones', 'ff'.repeat(64), 0x1003f],
  ])('the checksum of %s is right when no field is left out', (_, bytes, expected) => {
    expect(checksumAt(new Uint8Array(Buffer.from(bytes, 'hex')), 0, 0)).toBe(expected);
  });
});

describe('checksumOf', () => {
  it('does not depend on the stored value', () => {
    for (const stored of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      expect(checksumOf(imageIn(setU32(v0(), AT.checkSum, stored)))).toBe(0xd9f4);
    }
  });

  it('grows by the number of zeros at the end', () => {
    for (const zeros of [1, 2, 3, 8]) {
      expect(checksumOf(imageIn(insert(v0(), 0x3200, new Uint8Array(zeros))))).toBe(0xd9f4 + zeros);
    }
  });

  it('is made from the file once', () => {
    const image = imageIn(v0());
    let slices = 0;
    const slice: typeof image.source.slice = (offset, length) => {
      slices += 1;
      return image.source.slice(offset, length);
    };
    const watched: Image = { ...image, source: { ...image.source, slice } };
    expect([checksumOf(watched), slices, checksumOf(watched), slices]).toEqual([0xd9f4, 2, 0xd9f4, 2]);
  });

  it('is the length of a file that gives no bytes, in 32 bits', () => {
    const image = imageIn(movedHeader(1));
    const source = { ...image.source, slice: () => new Uint8Array(0) };
    expect(checksumOf({ ...image, source, fileSize: 2 ** 32 - 1 })).toBe(2 ** 32 - 1);
    expect(checksumOf({ ...image, source, fileSize: 2 ** 32 + 5 })).toBe(5);
  });

  it('counts the field at an odd offset as zero', () => {
    for (const distance of [1, 3]) {
      const bytes = movedHeader(distance);
      expect(checksumOf(imageIn(bytes))).toBe(naiveChecksum(bytes, AT.checkSum + distance));
    }
    expect(checksumOf(imageIn(clean()))).toBe(naiveChecksum(clean(), AT.checkSum));
  });

  it('equals a plain loop at every length, field offset and alignment in memory', () => {
    const drawn = fc.uint8Array({ minLength: 4, maxLength: 70, size: 'max' });
    fc.assert(
      fc.property(drawn, fc.nat(66), fc.nat(3), (bytes, place, alignment) => {
        const field = Math.min(place, bytes.length - 4);
        const room = new Uint8Array(bytes.length + alignment);
        room.set(bytes, alignment);
        expect(checksumAt(room.subarray(alignment), field)).toBe(naiveChecksum(bytes, field));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

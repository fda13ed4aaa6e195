import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { U32_LIMIT, alignUp, hasFlags, roundUp } from '../../../properties/bytes/arithmetic.ts';
import { chunksOf, firstDifference, firstNonZero, firstNonZeroIn, toHex } from '../../../properties/bytes/bytes.ts';
import type { Image } from '../../../src/reader/index.ts';
import { memorySource } from '../../../src/reader/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { v0 } from '../../vectors/base-images.ts';

const u32 = fc.integer({ min: 0, max: U32_LIMIT - 1 });

describe('alignUp', () => {
  it.each([
    [0, 0x1000, 0],
    [1, 0x1000, 0x1000],
    [0xfff, 0x1000, 0x1000],
    [0x1000, 0x1000, 0x1000],
    [0x1001, 0x1000, 0x2000],
    [2 ** 31, 512, 2 ** 31],
    [2 ** 31 + 1, 512, 2 ** 31 + 512],
    [2 ** 32 - 1, 512, 2 ** 32],
    [2 ** 32 - 1, 2 ** 31, 2 ** 32],
    [7, 3, 9],
  ])('rounds %i up to a multiple of %i: %i', (value, alignment, expected) => {
    expect(alignUp(value, alignment)).toBe(expected);
    expect(roundUp(value, alignment)).toBe(expected);
  });

  it('has no answer for alignment 0', () => {
    expect(alignUp(0, 0)).toBe(null);
    expect(alignUp(2 ** 32 - 1, 0)).toBe(null);
  });

  it('equals exact integer arithmetic for any two unsigned 32-bit numbers', () => {
    fc.assert(
      fc.property(u32, fc.integer({ min: 1, max: U32_LIMIT - 1 }), (value, alignment) => {
        const [exact, step] = [BigInt(value), BigInt(alignment)];
        expect(alignUp(value, alignment)).toBe(Number(((exact + step - 1n) / step) * step));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('hasFlags', () => {
  it('wants every bit, up to the highest', () => {
    expect(hasFlags(0xe0000000, 0xa0000000)).toBe(true);
    expect(hasFlags(0x80000000, 0xa0000000)).toBe(false);
    expect(hasFlags(0x40000040, 0x40)).toBe(true);
    expect(hasFlags(0, 0)).toBe(true);
  });
});

/** Bytes that start at a chosen alignment in memory, among others that nobody may look at. */
function shiftedCopy(bytes: Uint8Array, alignment: number, around = 0): Uint8Array {
  const room = new Uint8Array(bytes.length + 16).fill(around);
  room.set(bytes, alignment);
  return room.subarray(alignment, alignment + bytes.length);
}

function naiveDifference(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) if (a[index] !== b[index]) return index;
  return -1;
}

describe('firstDifference', () => {
  const alignment = fc.integer({ min: 0, max: 7 });

  it('finds the byte that a plain loop finds, at every alignment in memory', () => {
    const drawn = fc.uint8Array({ maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(drawn, fc.nat(60), fc.nat(40), alignment, alignment, (bytes, at, length, left, right) => {
        const other = bytes.slice(0, length);
        if (at < other.length) other[at] = 255 - (other[at] ?? 0);
        const found = firstDifference(shiftedCopy(bytes, left), shiftedCopy(other, right));
        expect(found).toBe(naiveDifference(bytes, other));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('finds every single changed byte of 16 at every pair of alignments', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);
    for (let left = 0; left < 4; left += 1) {
      for (let right = 0; right < 4; right += 1) {
        expect(firstDifference(shiftedCopy(bytes, left, 1), shiftedCopy(bytes, right, 2))).toBe(-1);
        for (let at = 0; at < 16; at += 1) {
          const other = bytes.slice();
          other[at] = 0xff;
          expect(firstDifference(shiftedCopy(bytes, left), shiftedCopy(other, right))).toBe(at);
        }
      }
    }
  });

  it('finds a changed byte in whatever block it lies', () => {
    const bytes = Uint8Array.from({ length: 3 * 4096 + 2 }, (_, index) => index % 251);
    for (const at of [0, 4095, 4096, 8191, 8192, 12287, 12288, 12289]) {
      const other = bytes.slice();
      other[at] = 0xff;
      expect(firstDifference(bytes, other)).toBe(at);
      expect(firstDifference(bytes, bytes.slice(0, at))).toBe(at);
      expect(firstDifference(bytes.slice(0, at), bytes)).toBe(at);
    }
    expect(firstDifference(bytes, bytes.slice())).toBe(-1);
  });

  it('takes the end of the shorter array for a difference', () => {
    expect(firstDifference(new Uint8Array(0), new Uint8Array(0))).toBe(-1);
    expect(firstDifference(new Uint8Array(0), new Uint8Array(1))).toBe(0);
    expect(firstDifference(new Uint8Array(9), new Uint8Array(8))).toBe(8);
  });
});

describe('firstNonZero', () => {
  it('finds every single byte of 13 from every start at every alignment in memory', () => {
    for (let alignment = 0; alignment < 4; alignment += 1) {
      for (let start = 0; start <= 13; start += 1) {
        expect(firstNonZero(shiftedCopy(new Uint8Array(13), alignment, 0xff), start)).toBe(-1);
        for (let at = 0; at < 13; at += 1) {
          const bytes = new Uint8Array(13);
          bytes[at] = 1;
          expect(firstNonZero(shiftedCopy(bytes, alignment, 0xff), start)).toBe(at < start ? -1 : at);
        }
      }
    }
  });

  it('finds a byte in whatever block it lies', () => {
    for (const at of [0, 4095, 4096, 8191, 8192, 12287, 12288, 12289]) {
      const bytes = new Uint8Array(3 * 4096 + 2).fill(1, at);
      expect(firstNonZero(bytes)).toBe(at);
      expect(firstNonZero(bytes.fill(0, at + 1))).toBe(at);
      expect(firstNonZero(bytes.fill(0))).toBe(-1);
    }
  });

  it('finds the first of several bytes', () => {
    const bytes = Uint8Array.from({ length: 13 }, (_, index) => index % 2);
    for (let start = 0; start < 12; start += 1) {
      expect(firstNonZero(shiftedCopy(bytes, 3), start)).toBe(start + ((start + 1) % 2));
    }
  });
});

describe('a file that is scanned in pieces', () => {
  const MIB = 2 ** 20;
  const bytes = new Uint8Array(2 * MIB + 5);
  const image: Image = { ...imageIn(v0()), source: memorySource(bytes), fileSize: bytes.length };

  function piecesOf(offset: number, length: number): readonly (readonly [number, number])[] {
    return [...chunksOf(image, { offset, length })].map((piece) => [piece.offset, piece.bytes.length]);
  }

  it.each([
    [3, 0, []],
    [3, 1, [[3, 1]]],
    [3, MIB, [[3, MIB]]],
    [
      3,
      MIB + 1,
      [
        [3, MIB],
        [3 + MIB, 1],
      ],
    ],
    [2 * MIB + 4, 2, [[2 * MIB + 4, 1]]],
    [2 * MIB + 5, 2, []],
    [2 ** 32, 1, []],
  ])('has pieces of at most 1 MiB that end with the file: %i, %i', (offset, length, expected) => {
    expect(piecesOf(offset, length)).toEqual(expected);
  });

  it('gives the offset in the file of the first byte that is set', () => {
    bytes[2 * MIB + 4] = 1;
    expect(firstNonZeroIn(image, { offset: 3, length: 3 * MIB })).toBe(2 * MIB + 4);
    expect(firstNonZeroIn(image, { offset: 3, length: 2 * MIB + 1 })).toBe(null);
    expect(firstNonZeroIn(image, { offset: 2 * MIB + 5, length: 9 })).toBe(null);
  });
});

describe('firstNonZero and toHex', () => {
  it('name the first byte that is set, and write bytes as digits', () => {
    expect(firstNonZero(Uint8Array.of())).toBe(-1);
    expect(firstNonZero(Uint8Array.of(0, 0))).toBe(-1);
    expect(firstNonZero(Uint8Array.of(0, 0, 5))).toBe(2);
    expect(toHex(Uint8Array.of(0, 0xa, 0xff))).toBe('000aff');
  });
});

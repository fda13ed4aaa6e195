import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { U32_LIMIT, alignUp, hasFlags } from '../../../properties/arithmetic.ts';
import { firstDifference, firstNonZero, toHex } from '../../../properties/bytes.ts';

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

/** Bytes that start at a chosen alignment in memory. */
function shiftedCopy(bytes: Uint8Array, alignment: number): Uint8Array {
  const room = new Uint8Array(bytes.length + 8);
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
        expect(firstDifference(shiftedCopy(bytes, left), shiftedCopy(bytes, right))).toBe(-1);
        for (let at = 0; at < 16; at += 1) {
          const other = bytes.slice();
          other[at] = 0xff;
          expect(firstDifference(shiftedCopy(bytes, left), shiftedCopy(other, right))).toBe(at);
        }
      }
    }
  });

  it('takes the end of the shorter array for a difference', () => {
    expect(firstDifference(new Uint8Array(0), new Uint8Array(0))).toBe(-1);
    expect(firstDifference(new Uint8Array(0), new Uint8Array(1))).toBe(0);
    expect(firstDifference(new Uint8Array(9), new Uint8Array(8))).toBe(8);
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

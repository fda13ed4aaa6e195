/** Goal: bytes that are read in blocks are the same bytes, and only few blocks are kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockAccess, memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import type { RandomAccess } from '../../../src/rewriter/admit/random-access.ts';

const BLOCK = 0x1_0000;
/** Blocks that are kept, together 4 MiB. */
const KEPT = 64;

const BYTES = Uint8Array.from({ length: 3 * BLOCK + 1000 }, (_, index) => (index * 0x9e37 + (index >>> 8)) & 0xff);

/** Access in blocks that remembers where each of them was read. */
function counted(bytes: Uint8Array): { readonly access: RandomAccess; readonly reads: (readonly [number, number])[] } {
  const reads: (readonly [number, number])[] = [];
  const access = blockAccess(bytes.length, (buffer, offset) => {
    reads.push([offset, buffer.length]);
    buffer.set(bytes.subarray(offset, offset + buffer.length));
  });
  return { access, reads };
}

/** Access to any length whose bytes follow from their offsets, which counts its reads. */
function endless(length: number): { readonly access: RandomAccess; readonly reads: () => number } {
  let reads = 0;
  const access = blockAccess(length, (buffer, offset) => {
    reads += 1;
    for (let index = 0; index < buffer.length; index += 1) buffer[index] = byteAt(offset + index);
  });
  return { access, reads: () => reads };
}

function byteAt(offset: number): number {
  return (offset + Math.floor(offset / BLOCK)) % 251;
}

const length = fc.oneof(
  fc.constantFrom(4, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 3, BYTES.length),
  fc.integer({ min: 4, max: BYTES.length }),
);
/** An offset near a border of blocks or anywhere, to be cut to the length. */
const offset = fc.oneof(
  fc
    .record({ border: fc.constantFrom(0, 1, 2, 3), distance: fc.integer({ min: -5, max: 5 }) })
    .map(({ border, distance }) => Math.max(0, border * BLOCK + distance)),
  fc.nat(BYTES.length),
);
const reading = fc.record({ offset, width: fc.constantFrom<'u8' | 'u16' | 'u32'>('u8', 'u16', 'u32') });
const WIDTHS = { u8: 1, u16: 2, u32: 4 };

describe('blockAccess', () => {
  it('reads the same values as memoryAccess, across the borders of blocks too', () => {
    fc.assert(
      fc.property(length, fc.array(reading, { minLength: 1, maxLength: 30 }), (size, readings) => {
        const bytes = BYTES.subarray(0, size);
        const { access } = counted(bytes);
        const memory = memoryAccess(bytes);
        expect(access.length).toBe(memory.length);
        for (const { offset: wanted, width } of readings) {
          const at = Math.min(wanted, size - WIDTHS[width]);
          expect({ at, value: access[width](at) }).toEqual({ at, value: memory[width](at) });
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('reads whole blocks, the last one up to the end, each once', () => {
    const { access, reads } = counted(BYTES);
    for (const at of [0, 1, BLOCK - 1, 2 * BLOCK, 3 * BLOCK + 999, 3 * BLOCK, 5]) access.u8(at);
    expect(reads).toEqual([
      [0, BLOCK],
      [2 * BLOCK, BLOCK],
      [3 * BLOCK, 1000],
    ]);
  });

  it('reads nothing before it is asked', () => {
    expect(counted(BYTES).reads).toEqual([]);
  });

  it('keeps at most 64 blocks', () => {
    const { access, reads } = endless(1000 * BLOCK);
    for (let block = 0; block < 1000; block += 1) access.u8(block * BLOCK);
    expect(reads()).toBe(1000);
    for (let block = 999; block >= 0; block -= 1) access.u8(block * BLOCK);
    expect(reads()).toBeGreaterThanOrEqual(2000 - KEPT);
  });

  it('forgets all of them for a block that is one too many', () => {
    const { access, reads } = endless(1000 * BLOCK);
    for (let block = 0; block <= KEPT; block += 1) access.u8(block * BLOCK);
    expect(reads()).toBe(KEPT + 1);
    access.u8(KEPT * BLOCK);
    expect(reads()).toBe(KEPT + 1);
    access.u8(0);
    expect(reads()).toBe(KEPT + 2);
  });

  it('keeps 64 blocks that are asked for again and again', () => {
    const { access, reads } = endless(KEPT * BLOCK);
    for (let round = 0; round < 10; round += 1) {
      for (let block = 0; block < KEPT; block += 1) access.u32(block * BLOCK);
    }
    expect(reads()).toBe(KEPT);
  });

  it('reads up to the last byte that a PE offset can name', () => {
    const size = 0xffff_ffff;
    const { access, reads } = endless(size);
    for (const at of [0x7fff_ffff, 0x8000_0000, 0xfffe_ffff, 0xffff_0000, size - 1]) {
      expect({ at, value: access.u8(at) }).toEqual({ at, value: byteAt(at) });
    }
    const expected = [3, 2, 1, 0].reduce((sum, index) => sum * 0x100 + byteAt(size - 4 + index), 0);
    expect(access.u32(size - 4)).toBe(expected);
    expect(reads()).toBe(4);
  });

  it('takes a reading outside of its length for a fault of ours', () => {
    const { access } = counted(BYTES.subarray(0, 100));
    expect(() => access.u8(100)).toThrow(new RangeError('offset 100 is outside of 100 bytes'));
    expect(() => access.u32(97)).toThrow(RangeError);
    expect(() => access.u8(BLOCK)).toThrow(RangeError);
  });

  it('passes on why a block cannot be read and tries again', () => {
    let fails = true;
    const access = blockAccess(10, (buffer) => {
      if (fails) throw new Error('no disk');
      buffer.fill(9);
    });
    expect(() => access.u8(0)).toThrow('no disk');
    fails = false;
    expect(access.u8(0)).toBe(9);
  });
});

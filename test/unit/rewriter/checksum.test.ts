import { describe, expect, it } from 'vitest';
import { checkSumOf } from '../../../src/rewriter/apply/checksum.ts';
import { append, buildImage, request, u32, withU32 } from './image.ts';

describe('checkSumOf', () => {
  it.each([
    { bytes: [], sum: 0 },
    { bytes: [1], sum: 2 },
    { bytes: [1, 2], sum: 0x203 },
    { bytes: [1, 2, 3], sum: 0x207 },
    { bytes: [0xff, 0xff, 1, 0], sum: 5 },
    { bytes: [0xff, 0xff, 0xff, 0xff], sum: 0x10003 },
    { bytes: Array.from({ length: 64 }, () => 0xff), sum: 0x1003f },
  ])('sums $bytes to $sum', ({ bytes, sum }) => {
    expect(checkSumOf(Uint8Array.from(bytes))).toBe(sum);
  });

  it('sums the published vector V0 to 0xd9f4', () => {
    expect(checkSumOf(buildImage())).toBe(0xd9f4);
  });

  it('does not depend on where the bytes lie in memory', () => {
    for (const length of [0x3200, 0x31ff, 0x20001]) {
      const bytes = new Uint8Array(length + 1).map((_, index) => (index * 31) & 0xff);
      const odd = bytes.subarray(1);
      expect(checkSumOf(odd)).toBe(checkSumOf(odd.slice()));
    }
  });
});

describe('CheckSum of the output', () => {
  it('stays zero when it was zero', () => {
    expect(u32(append(buildImage()), 0x98)).toBe(0);
  });

  it('is computed over the output when it was not zero, even when it was wrong', () => {
    const result = append(withU32(buildImage(), { 0x98: 0xdeadbeef }));
    const stored = u32(result, 0x98);
    expect(stored).not.toBe(0xdeadbeef);
    expect(stored).toBe(checkSumOf(withU32(result, { 0x98: 0 })));
    // The published sum of V1 is 0xd408, and SizeOfInitializedData adds 0x400 to it.
    expect(stored).toBe(0xd808);
  });

  it('counts an odd last byte of an overlay', () => {
    const image = withU32(buildImage({ overlay: Uint8Array.of(1, 2, 3) }), { 0x98: 1 });
    const result = append(image, request());
    expect(result.length % 2).toBe(1);
    expect(u32(result, 0x98)).toBe(checkSumOf(withU32(result, { 0x98: 0 })));
  });
});

import { describe, expect, it } from 'vitest';
import { adler32 } from '../../../../generators/compress/adler32.ts';
import { ascii, scrambled } from './content.ts';

/** RFC 1950 §8.2 word by word: both sums are reduced after each byte. */
function reference(bytes: Uint8Array): number {
  let first = 1;
  let second = 0;
  for (const byte of bytes) {
    first = (first + byte) % 65_521;
    second = (second + first) % 65_521;
  }
  return second * 65_536 + first;
}

describe('Adler-32', () => {
  it('gives the known checksums of short texts', () => {
    const texts = ['', 'a', 'abc', 'message digest', 'abcdefghijklmnopqrstuvwxyz', 'Wikipedia'];
    const sums = [0x00000001, 0x00620062, 0x024d0127, 0x29750586, 0x90860b20, 0x11e60398];
    expect(texts.map((text) => adler32(ascii(text)))).toEqual(sums);
  });

  it.each([3853, 3854, 3855, 7708, 7709, 100_000])('has no overflow in %i bytes of the largest value', (length) => {
    const bytes = new Uint8Array(length).fill(0xff);
    expect(adler32(bytes)).toBe(reference(bytes));
  });

  it('agrees with the plain definition on scrambled bytes', () => {
    for (let length = 0; length < 20_000; length += 977) {
      const bytes = scrambled(length);
      expect(adler32(bytes)).toBe(reference(bytes));
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xxh64 } from '../../../../generators/compress/xxh64.ts';
import { ascii, contents, scrambled } from './content.ts';

/** The buffer of xxHash's own checks: the top byte of a number that is squared in 32 bits, from a prime on. */
function sanityBuffer(length: number): Uint8Array {
  let state = 2_654_435_761;
  return Uint8Array.from({ length }, () => {
    const byte = state >>> 24;
    state = Math.imul(state, state) >>> 0;
    return byte;
  });
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const turn = (value: bigint, count: bigint): bigint => wrap(value << count) | (value >> (64n - count));
const P1 = 11400714785074694791n;
const P2 = 14029467366897019727n;
const P3 = 1609587929392839161n;
const P4 = 9650029242287828579n;
const P5 = 2870177450012600261n;
const round = (lane: bigint, input: bigint): bigint => wrap(turn(wrap(lane + input * P2), 31n) * P1);

/** The algorithm as the specification tells it, in big integers. */
function reference(content: Uint8Array): bigint {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let lanes = [wrap(P1 + P2), P2, 0n, wrap(-P1)];
  let at = 0;
  for (; at + 32 <= content.length; at += 32) {
    const stripe = at;
    lanes = lanes.map((lane, index) => round(lane, view.getBigUint64(stripe + 8 * index, true)));
  }
  let hash = P5;
  if (content.length >= 32) {
    hash = wrap([1n, 7n, 12n, 18n].reduce((sum, count, index) => sum + turn(lanes[index] ?? 0n, count), 0n));
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * P1 + P4);
  }
  hash = wrap(hash + BigInt(content.length));
  for (; at + 8 <= content.length; at += 8) {
    hash = wrap(turn(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  for (; at + 4 <= content.length; at += 4) {
    hash = wrap(turn(hash ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
  }
  for (; at < content.length; at += 1) {
    hash = wrap(turn(hash ^ wrap(BigInt(view.getUint8(at)) * P5), 11n) * P1);
  }
  hash = wrap((hash ^ (hash >> 33n)) * P2);
  hash = wrap((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

describe('XXH64', () => {
  it('gives the digests that xxHash checks itself by', () => {
    const digests = [0, 1, 14, 101].map((length) => xxh64(sanityBuffer(length)).toString(16).padStart(16, '0'));
    expect(digests).toEqual(['ef46db3751d8e999', '4fce394cc88952d8', 'cffa8db881bc3a3d', '0eab543384f878ad']);
  });

  it('gives the known digests of short texts', () => {
    expect(xxh64(ascii('a'))).toBe(0xd24ec4f1a98c6e5bn);
    expect(xxh64(ascii('abc'))).toBe(0x44bc2cf5ad770999n);
    expect(xxh64(ascii('xxhash'))).toBe(0x32dd38952c4bc720n);
  });

  it('agrees with big integers at every length up to three stripes', () => {
    const content = scrambled(96);
    for (let length = 0; length <= 96; length += 1) {
      expect(xxh64(content.subarray(0, length))).toBe(reference(content.subarray(0, length)));
    }
  });

  it('agrees with big integers whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => xxh64(content) === reference(content)),
      { seed: 1, numRuns: 500 },
    );
  });

  it('agrees with big integers where every carry is at work', () => {
    for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
      const content = new Uint8Array(65_535).fill(byte);
      expect(xxh64(content)).toBe(reference(content));
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lzmaLiterals } from '../../../../generators/compress/lzma.ts';
import { byEffort } from '../../../support/effort.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';
import { decodeLiterals } from './lzma-decoder.ts';

/** Properties 0x5d, a dictionary of 64 MiB, an unknown length. */
const HEADER = '5d' + '00000004' + 'ffffffffffffffff';

/** Lengths that are coded bit by bit; when it has to be quick, without those of MiBs. */
const LENGTHS = byEffort({ quick: EDGE_LENGTHS.filter((length) => length < 2 ** 20), full: EDGE_LENGTHS });

function bound(length: number): number {
  return length + Math.ceil(length / 32) + 64;
}

/** Content that goes against the models: each bit is the one that they hold to be less likely. */
function contrary(length: number): Uint8Array {
  const models = new Uint16Array(8 * 256).fill(1024);
  const content = new Uint8Array(length);
  let context = 0;
  for (let offset = 0; offset < length; offset += 1) {
    let node = 1;
    while (node < 256) {
      const model = models[context + node] ?? 0;
      const bit = model > 1024 ? 1 : 0;
      models[context + node] = bit === 0 ? model + ((2048 - model) >> 5) : model - (model >> 5);
      node = 2 * node + bit;
    }
    content[offset] = node - 256;
    context = 256 * ((node - 256) >> 5);
  }
  return content;
}

describe('an LZMA stream', () => {
  it('is what lzma -9 writes of a few bytes that do not repeat', () => {
    expect(hex(lzmaLiterals(ascii('abc')))).toBe(HEADER + '00309888a44a8e9ffff6638000');
    expect(hex(lzmaLiterals(ascii('image')))).toBe(HEADER + '00349b484757107a0ec7fffc2f3000');
    expect(hex(lzmaLiterals(new Uint8Array(1)))).toBe(HEADER + '000041fef7ffffe0008000');
  });

  it('is what lzma -9 writes without content', () => {
    expect(hex(lzmaLiterals(new Uint8Array(0)))).toBe(HEADER + '0083fffbffffc0000000');
  });

  it.each(LENGTHS)('holds %i bytes of content and is not longer than it says', (length) => {
    const content = scrambled(length);
    const bytes = lzmaLiterals(content);
    expect(bytes.length).toBeLessThanOrEqual(bound(length));
    expect(same(decodeLiterals(bytes, length), content)).toBe(true);
  });

  it('holds its content whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(decodeLiterals(lzmaLiterals(content), content.length), content)),
      { seed: 1, numRuns: 300 },
    );
  });

  it('keeps to its bound when every bit is the less likely one', () => {
    for (const length of [1, 10, 100, 1000, 10_000, 300_000]) {
      const content = contrary(length);
      const bytes = lzmaLiterals(content);
      expect(bytes.length).toBeLessThanOrEqual(bound(length));
      expect(same(decodeLiterals(bytes, length), content)).toBe(true);
    }
  });

  it('carries into bytes that are written already', () => {
    // Runs of ones push the coder's low end towards the next byte, so that carries pass through bytes of 0xff.
    for (let seed = 0; seed < 400; seed += 1) {
      const content = Uint8Array.from({ length: 300 }, (_, index) => ((seed * index) % 7 === 0 ? seed % 256 : 0xff));
      expect(same(decodeLiterals(lzmaLiterals(content), content.length), content)).toBe(true);
    }
  });
});

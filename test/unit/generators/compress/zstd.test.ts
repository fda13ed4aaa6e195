import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xxh64 } from '../../../../generators/compress/xxh64.ts';
import { zstdRaw } from '../../../../generators/compress/zstd.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';

type Decompress = (bytes: Uint8Array) => Uint8Array;

/** Node has this since 22.15 and 23.8. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: Decompress };

/** The raw blocks of a frame: RFC 8878 §3.1.1.2, with the header's three bytes taken apart by bits. */
function rawBlocks(frame: Uint8Array): readonly Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let at = 6;
  for (let last = 0; last === 0;) {
    const [low = 0, middle = 0, high = 0] = frame.subarray(at, at + 3);
    last = low & 1;
    expect((low >> 1) & 3).toBe(0);
    const length = (low >> 3) + 32 * middle + 8192 * high;
    expect(length).toBeLessThanOrEqual(131_072);
    blocks.push(frame.subarray(at + 3, at + 3 + length));
    at += 3 + length;
  }
  expect(at).toBe(frame.length - 4);
  return blocks;
}

describe('a zstd frame', () => {
  it('has the descriptor of a frame with checksum and without length, and a window of 8 MiB', () => {
    expect(hex(zstdRaw(ascii('abc')))).toBe('28b52ffd' + '04' + '68' + '190000616263' + '990977ad');
  });

  it('has one empty block without content', () => {
    expect(hex(zstdRaw(new Uint8Array(0)))).toBe('28b52ffd' + '04' + '68' + '010000' + '99e9d851');
  });

  it.each(EDGE_LENGTHS)('holds %i bytes of content in raw blocks and their checksum', (length) => {
    const content = scrambled(length);
    const frame = zstdRaw(content);
    const blocks = rawBlocks(frame);
    expect(blocks).toHaveLength(Math.max(1, Math.ceil(length / 131_072)));
    expect(same(Buffer.concat(blocks), content)).toBe(true);
    const checksum = new DataView(frame.buffer).getUint32(frame.length - 4, true);
    expect(BigInt(checksum)).toBe(xxh64(content) % 2n ** 32n);
  });

  it('holds its content in raw blocks whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(Buffer.concat(rawBlocks(zstdRaw(content))), content)),
      { seed: 1, numRuns: 300 },
    );
  });

  if (zstdDecompressSync === undefined) {
    it('is NOT READ by the zlib of this Node, which has no zstd', () => {
      expect(zlib).not.toHaveProperty('zstdDecompressSync');
    });
  } else {
    it.each(EDGE_LENGTHS)('is read by the zlib of this Node with %i bytes of content', (length) => {
      const content = scrambled(length);
      expect(same(zstdDecompressSync(zstdRaw(content)), content)).toBe(true);
    });

    it('is refused by the zlib of this Node when its checksum is spoilt', () => {
      const frame = zstdRaw(ascii('abc'));
      frame.set([0], frame.length - 1);
      expect(() => zstdDecompressSync(frame)).toThrow();
    });
  }
});

import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipStored } from '../../../../generators/compress/gzip.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';

describe('a gzip stream', () => {
  it('has the header of gzip -n -9, a stored block, the CRC-32 and the length', () => {
    expect(hex(gzipStored(ascii('abc')))).toBe('1f8b0800000000000203' + '010300fcff616263' + 'c2412435' + '03000000');
  });

  it('has one empty block without content', () => {
    expect(hex(gzipStored(new Uint8Array(0)))).toBe('1f8b0800000000000203' + '010000ffff' + '0000000000000000');
  });

  it('marks the last of its blocks and no other', () => {
    const bytes = gzipStored(scrambled(65_536));
    expect(hex(bytes.subarray(10, 15))).toBe('00ffff0000');
    expect(hex(bytes.subarray(15 + 65_535, 20 + 65_535))).toBe('010100feff');
  });

  it.each(EDGE_LENGTHS)('is read by zlib with %i bytes of content', (length) => {
    const content = scrambled(length);
    expect(same(gunzipSync(gzipStored(content)), content)).toBe(true);
  });

  it('is read by zlib whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(gunzipSync(gzipStored(content)), content)),
      { seed: 1, numRuns: 300 },
    );
  });
});

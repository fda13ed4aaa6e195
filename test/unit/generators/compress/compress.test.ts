import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress } from '../../../../generators/compress/compress.ts';
import { COMPRESSIONS } from '../../../../generators/plan/plan.ts';
import { contents, hex, same, scrambled } from './content.ts';

const MAGIC = {
  gzip: '1f8b0800',
  zstd: '28b52ffd',
  zstd22: '28b52ffd',
  lz4: '02214c18',
  lzma: '5d000000',
  lzo: '894c5a4f',
  xzkern: 'fd377a58',
};

describe('a compressed payload', () => {
  it.each(COMPRESSIONS)('of type %s starts with its magic', (type) => {
    expect(hex(compress(type, scrambled(1000)).bytes.subarray(0, 4))).toBe(MAGIC[type]);
  });

  it('has its length behind it, or for gzip as its last word', () => {
    for (const type of COMPRESSIONS) {
      const { bytes, footer } = compress(type, scrambled(1000));
      expect(footer).toBe(type === 'gzip' ? null : 1000);
      if (type === 'gzip') expect(new DataView(bytes.buffer).getUint32(bytes.length - 4, true)).toBe(1000);
    }
  });

  it('is the same bytes each time, wherever in memory the content lies, which stays as it is', () => {
    fc.assert(
      fc.property(contents(), fc.constantFrom(...COMPRESSIONS), (content, type) => {
        const copy = Uint8Array.from(content);
        const { bytes } = compress(type, content);
        expect(same(compress(type, copy).bytes, bytes)).toBe(true);
        expect(same(copy, content)).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('owns its bytes and no more than them', () => {
    for (const type of COMPRESSIONS) {
      const { bytes } = compress(type, scrambled(1000));
      expect(bytes.byteOffset).toBe(0);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adler32 } from '../../../../generators/compress/adler32.ts';
import { lzopStored } from '../../../../generators/compress/lzo.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';

/** Magic; versions of the program, of the library and needed; method, level; flags; mode, time twice, name; checksum. */
const HEADER = '894c5a4f000d0a1a0a' + '104020a00940' + '0309' + '0300000d' + '00000000'.repeat(3) + '00';

/** What the blocks of an lzop file hold, if every block is stored and every checksum right. */
function decode(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  expect(hex(file.subarray(0, 34))).toBe(HEADER);
  expect(view.getUint32(34)).toBe(adler32(file.subarray(9, 34)));
  const parts: Uint8Array[] = [];
  let at = 38;
  for (let length = view.getUint32(at); length !== 0; length = view.getUint32(at)) {
    expect(length).toBeLessThanOrEqual(262_144);
    expect(view.getUint32(at + 4)).toBe(length);
    const part = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 8)).toBe(adler32(part));
    parts.push(part);
    at += 12 + length;
  }
  expect(at + 4).toBe(file.length);
  return Buffer.concat(parts);
}

describe('an lzop file', () => {
  it('is what lzop -9 writes of three bytes from a pipe, but for the time', () => {
    const block = '00000003' + '00000003' + '024d0127' + '616263';
    const bytes = lzopStored(ascii('abc'));
    expect(hex(bytes.subarray(0, 34))).toBe(HEADER);
    expect(hex(bytes.subarray(38))).toBe(block + '00000000');
  });

  it('has a checksum that covers its header from behind the magic', () => {
    // Bytes 9 to 33, summed by hand: 1 + 0x10 + 0x40 + 0x20 + 0xa0 + 0x09 + 0x40 + 0x03 + 0x09 + 0x03 + 0x0d.
    expect(hex(lzopStored(new Uint8Array(0)).subarray(36, 38))).toBe('0176');
  });

  it('has a header and an end mark without content', () => {
    const bytes = lzopStored(new Uint8Array(0));
    expect(bytes).toHaveLength(42);
    expect(hex(bytes.subarray(38))).toBe('00000000');
  });

  it.each([...EDGE_LENGTHS, 262_143, 262_144, 262_145])('holds %i bytes of content', (length) => {
    const content = scrambled(length);
    const file = lzopStored(content);
    expect(file).toHaveLength(42 + 12 * Math.ceil(length / 262_144) + length);
    expect(same(decode(file), content)).toBe(true);
  });

  it('holds its content whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(decode(lzopStored(content)), content)),
      { seed: 1, numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lz4Literals } from '../../../../generators/compress/lz4.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';

const MIB = 2 ** 20;

/** The literals of a block that is one sequence: LZ4 block format. */
function literalsOf(block: Uint8Array): Uint8Array {
  const token = block[0] ?? 0;
  // A last sequence ends with its literals, and its token's half for the match is 0.
  expect(token & 15).toBe(0);
  let at = 1;
  let count = token >> 4;
  if (count === 15) {
    for (let more = 255; more === 255; at += 1) {
      more = block[at] ?? 0;
      count += more;
    }
  }
  expect(block.length).toBe(at + count);
  return block.subarray(at);
}

/** What a legacy frame holds: LZ4 frame format, "Legacy frame". */
function decode(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  expect(view.getUint32(0, true)).toBe(0x184c2102);
  const parts: Uint8Array[] = [];
  let at = 4;
  while (at < frame.length) {
    const length = view.getUint32(at, true);
    parts.push(literalsOf(frame.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  expect(at).toBe(frame.length);
  expect(parts.slice(0, -1).every((part) => part.length === 8 * MIB)).toBe(true);
  expect(parts.at(-1)?.length ?? 0).toBeLessThanOrEqual(8 * MIB);
  return Buffer.concat(parts);
}

describe('an LZ4 legacy frame', () => {
  it('is what lz4 -l -9 writes of three bytes', () => {
    expect(hex(lz4Literals(ascii('abc')))).toBe('02214c18' + '04000000' + '30616263');
  });

  it('is its magic number without content', () => {
    expect(hex(lz4Literals(new Uint8Array(0)))).toBe('02214c18');
  });

  it.each([
    [14, '0f000000e0'],
    [15, '11000000f000'],
    [269, '0f010000f0fe'],
    [270, '11010000f0ff00'],
    [524, '0f020000f0fffe'],
    [525, '11020000f0ffff00'],
  ])('counts %i literals as %s', (length, start) => {
    const frame = lz4Literals(scrambled(length));
    expect(hex(frame.subarray(4, 4 + start.length / 2))).toBe(start);
    expect(frame).toHaveLength(4 + start.length / 2 + length);
  });

  it.each([...EDGE_LENGTHS, 8 * MIB - 1, 8 * MIB])('holds %i bytes of content', (length) => {
    const content = scrambled(length);
    expect(same(decode(lz4Literals(content)), content)).toBe(true);
  });

  it('holds its content whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(decode(lz4Literals(content)), content)),
      { seed: 1, numRuns: 300 },
    );
  });
});

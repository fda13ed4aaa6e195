import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress } from '../../../generators/compress/compress.ts';
import { buildTable } from '../../../src/decoders/zstd/fse.ts';
import { LITERALS_LENGTH, MATCH_LENGTH, OFFSET } from '../../../src/decoders/zstd/sequence-tables.ts';
import { Xxh64 } from '../../../src/decoders/zstd/xxh64.ts';
import { SEED, effort } from '../../support/effort.ts';
import { EDGE_LENGTHS, ascii, contents, same, scrambled } from '../generators/compress/content.ts';
import { block, decode, frame, literalsHeader, verdict } from './zstd-frames.ts';

const SQUARES = ascii(
  Array.from({ length: 40 }, (_, index) => `${index * index} is the square of ${index}, and of no other.\n`).join(''),
);
/** What `zstd -19` writes of these squares when they come through a pipe. */
const LEVEL_19 = Buffer.from(
  'KLUv/QRozQUAkosdFJCrDUDZ8d55d3ttIpG90wWvOw9066cTIhqtnlX3zvyNmvZtOl5wnW6dbR1TPaH6UR1p3bSOsv6sJ6wj1g3Xegl/aNNV85k/6vr2' +
    'RpdvweuUUNGi6mUe1bdHuwKmOBzFlMQMxYhkMEAwQ7GCGZ6lseJwrEFMCE6oESAyZ/u/AbAzkwMR/IvwcTD24ehD1dfxhcB04i88qFO4ZDZcWw/j0lCr' +
    'UrbokUwjI6p9z184y3/VAyihVQECRpPw',
  'base64',
);

/** A tree of the bytes 0 and 1 with a code of one bit each. */
const TREE = [0x80, 0x10];
/** The bytes 0, 1, 1, 0 in that code, behind the mark. */
const STREAM = 0b1_0110;

/** A block of the literals 0, 1, 1, 0, and what follows them. */
function fourLiterals(...sequences: readonly number[]): readonly number[] {
  return block('compressed', [...literalsHeader('compressed', 1, 4, 3), ...TREE, STREAM, ...sequences]);
}

describe('a zstd frame', () => {
  it.each(EDGE_LENGTHS)('gives the %i bytes that its raw blocks hold', (length) => {
    const content = scrambled(length);
    const { bytes } = compress('zstd', content);
    const outcome = decode(bytes);
    expect(outcome.decoding).toEqual({ kind: 'decoded', length, consumed: bytes.length });
    expect(same(outcome.content, content)).toBe(true);
  });

  it('gives its content whatever that is, and says where it ends', () => {
    fc.assert(
      fc.property(contents(), fc.uint8Array({ maxLength: 20 }), (content, behind) => {
        const { bytes } = compress('zstd', content);
        const outcome = decode(Buffer.concat([bytes, behind]));
        expect(outcome.decoding).toEqual({ kind: 'decoded', length: content.length, consumed: bytes.length });
        expect(same(outcome.content, content)).toBe(true);
      }),
      { seed: 1, numRuns: effort(200) },
    );
  });

  it('gives what zstd -19 has compressed', () => {
    const { decoding, content } = decode(LEVEL_19);
    expect(decoding).toEqual({ kind: 'decoded', length: 1664, consumed: 198 });
    expect(same(content, SQUARES)).toBe(true);
  });

  it('is cut short wherever it is cut', () => {
    for (let length = 0; length < LEVEL_19.length; length += 1) {
      expect(verdict(LEVEL_19.subarray(0, length)), `${length} bytes`).toBe('broken: is cut short');
    }
  });

  it('is not decoded to anything else wherever a bit is turned, for it has a checksum', () => {
    let harmless = 0;
    for (let bit = 0; bit < LEVEL_19.length * 8; bit += 1) {
      const bytes = Uint8Array.from(LEVEL_19);
      bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
      const { decoding, content } = decode(bytes);
      if (decoding.kind !== 'decoded') continue;
      harmless += 1;
      expect(same(content, SQUARES), `bit ${bit}`).toBe(true);
    }
    // zstd 1.5.4 decodes these too: the window, bits behind a table, and what the content does not come to use.
    expect(harmless).toBe(33);
  });

  it('ends in a verdict whatever the bytes behind its header are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 1, 2), (bytes, type) => {
        const size = bytes.length;
        const stream = frame([block(type === 0 ? 'compressed' : type === 1 ? 'raw' : 'rle', [...bytes], size)]);
        expect(['decoded', 'broken', 'unverified']).toContain(decode(stream).decoding.kind);
      }),
      { seed: SEED, numRuns: effort(4000) },
    );
  });
});

describe('the header of a frame', () => {
  it.each([
    ['no magic number', Uint8Array.of(0x27, 0xb5, 0x2f, 0xfd), 'broken: does not start with the magic number'],
    ['a skippable frame', Uint8Array.of(0x5f, 0x2a, 0x4d, 0x18), 'broken: starts with a skippable frame'],
    ['a reserved bit', frame([block('raw', [1])], [0x08, 0x68]), 'broken: has a reserved bit set in its frame header'],
    ['a bit without meaning', frame([block('raw', [1])], [0x10, 0x68]), 'decoded'],
    ['a dictionary', frame([block('raw', [1])], [0x01, 0x68, 7]), 'broken: needs a dictionary'],
    ['the dictionary that is none', frame([block('raw', [1])], [0x03, 0x68, 0, 0, 0, 0]), 'decoded'],
    ['the greatest window', frame([block('raw', [1])], [0x00, 0xaf]), 'decoded'],
    [
      'too great a window',
      frame([block('raw', [1])], [0x00, 0xb0]),
      'broken: needs a window of 4294967296 bytes, more than any decoder has',
    ],
    ['the size in one byte', frame([block('raw', [1])], [0x20, 1]), 'decoded'],
    ['the size in eight', frame([block('raw', [1])], [0xe0, 1, 0, 0, 0, 0, 0, 0, 0]), 'decoded'],
    ['a size of nothing', frame([block('raw', [])], [0x20, 0]), 'decoded'],
    [
      'too small a size',
      frame([block('raw', [1, 2])], [0x60, 0, 0]),
      'broken: has 2 bytes of content where it states 256',
    ],
    [
      'too great a content',
      frame([block('raw', [1]), block('raw', [1])], [0x20, 1]),
      'broken: has more content than the 1 bytes that it states',
    ],
    [
      'a size over the limit',
      frame([], [0xe0, 255, 255, 255, 255, 255, 255, 255, 255]),
      'unverified: states a content of 18446744073709551615 bytes, more than 67108864',
    ],
  ])('has %s', (_, stream, expected) => {
    expect(verdict(stream)).toBe(expected);
  });

  it('does not state its content, so that the limit is noticed when it is reached', () => {
    const stream = frame(Array.from({ length: 20 }, () => block('rle', [1], 131_072)));
    expect(verdict(stream, 131_072 * 20)).toBe('decoded');
    expect(verdict(stream, 131_072 * 20 - 1)).toBe('unverified: decompresses to more than 2621439 bytes');
    expect(decode(stream, 1).content).toHaveLength(0);
  });
});

describe('a block', () => {
  it.each([
    ['is of the reserved type', block('reserved', []), 'broken: has a block of the reserved type'],
    ['is as large as allowed', block('rle', [1], 131_072), 'decoded'],
    ['is larger than allowed', block('rle', [1], 131_073), 'broken: has a block that is larger than allowed'],
    ['has nothing but sizes of nothing', block('compressed', [0, 0]), 'decoded'],
    ['has no sequences', block('compressed', [0]), 'broken: has a block that ends too early'],
    ['has a raw literal', block('compressed', [0x08, 65, 0]), 'decoded'],
    ['has fewer raw literals than it says', block('compressed', [0x10, 65]), 'broken: has a block that ends too early'],
    ['has a repeated literal', block('compressed', [0xf5, 0xff, 65, 0]), 'decoded'],
    [
      'has too many literals',
      block('compressed', [0x1d, 0, 0x20, 65, 0]),
      'broken: has more literals than a block may have',
    ],
    [
      'has bytes behind the last sequence',
      block('compressed', [0x08, 65, 0, 0]),
      'broken: has a block with bytes after its sequences',
    ],
    [
      'uses a tree that is not there',
      block('compressed', [...literalsHeader('treeless', 1, 1, 1), 3, 0]),
      'broken: has literals without a prefix code',
    ],
    ['has a tree', fourLiterals(0), 'decoded'],
    [
      'has a stream that is too long',
      block('compressed', [...literalsHeader('compressed', 1, 3, 3), ...TREE, STREAM, 0]),
      'broken: has a bitstream that is too long',
    ],
    [
      'has a stream that is too short',
      block('compressed', [...literalsHeader('compressed', 1, 5, 3), ...TREE, STREAM, 0]),
      'broken: has a bitstream that is too short',
    ],
    [
      'has a stream without a mark',
      block('compressed', [...literalsHeader('compressed', 1, 4, 3), ...TREE, 0, 0]),
      'broken: has a bitstream without a mark at its end',
    ],
    [
      'has weights that leave a gap',
      block('compressed', [...literalsHeader('compressed', 1, 4, 4), 0x82, 0x12, 0x20, STREAM, 0]),
      'broken: has weights that do not make a prefix code',
    ],
    [
      'has too few literals for four streams',
      block('compressed', [...literalsHeader('compressed', 4, 4, 12), ...TREE, 1, 0, 1, 0, 1, 0, 3, 3, 3, 3, 0]),
      'broken: has too few literals for four streams',
    ],
    ['has reserved bits in its modes', fourLiterals(1, 1), 'broken: has a reserved bit set in its sequences'],
    ['repeats no tables', fourLiterals(1, 0xfc, 1), 'broken: repeats a table that it does not have'],
    ['has a code without a meaning', fourLiterals(1, 0x54, 36), 'broken: has a code without a meaning'],
    ['has a table of too great an accuracy', fourLiterals(1, 0x80, 5), 'broken: has a table of too great an accuracy'],
    ['has a sequence', fourLiterals(1, 0x54, 4, 2, 0, 0b101), 'decoded'],
    ['has a match before its start', fourLiterals(1, 0x54, 4, 3, 0, 0b1010), 'broken: has a match beyond its window'],
    ['uses too many literals', fourLiterals(1, 0x54, 5, 0, 0, 1), 'broken: has fewer literals than it uses'],
    ['has an offset of nothing', fourLiterals(1, 0x54, 0, 1, 0, 0b11), 'broken: has a match beyond its window'],
    [
      'has bits behind its sequence',
      fourLiterals(1, 0x54, 4, 2, 0, 0b1001),
      'broken: has a bitstream that is too long',
    ],
    ['lacks bits for its sequence', fourLiterals(1, 0x54, 4, 2, 0, 0b1), 'broken: has a bitstream that is too short'],
    [
      'has a match that is longer than it may be',
      fourLiterals(2, 0x54, 4, 0, 52, 0xff, 0xff, 1),
      'broken: has a block of more content than is allowed',
    ],
  ])('%s', (_, bytes, expected) => {
    expect(verdict(frame([bytes]))).toBe(expected);
  });

  it('takes the tree, the tables and the offsets of the one before', () => {
    const first = fourLiterals(1, 0x54, 4, 2, 0, 0b101);
    const second = block('compressed', [...literalsHeader('treeless', 1, 4, 1), STREAM, 1, 0xfc, 0b101]);
    // The value 5 is the offset 2, and three bytes of it follow the literals.
    expect([...decode(frame([first, second])).content]).toEqual([0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1]);
  });

  it('has four streams of literals', () => {
    const streams = [1, 0, 1, 0, 1, 0, 0b101, 0b110, 0b111, 0b100];
    const bytes = block('compressed', [...literalsHeader('compressed', 4, 8, 12), ...TREE, ...streams, 0]);
    expect([...decode(frame([bytes])).content]).toEqual([0, 1, 1, 0, 1, 1, 0, 0]);
  });

  it('has a code of twelve bits, as the reference implementation allows', () => {
    const tree = [127 + 12, 0x11, 0x23, 0x45, 0x67, 0x89, 0xab];
    const bytes = block('compressed', [...literalsHeader('compressed', 1, 2, 9), ...tree, 0x00, 0x30, 0]);
    expect([...decode(frame([bytes])).content]).toEqual([12, 0]);
  });
});

describe('the predefined tables', () => {
  it.each([
    // RFC 8878, appendix A: symbol, number of bits, base.
    ['literals lengths', LITERALS_LENGTH, 0, [0, 4, 0]],
    ['literals lengths', LITERALS_LENGTH, 1, [0, 4, 16]],
    ['literals lengths', LITERALS_LENGTH, 2, [1, 5, 32]],
    ['literals lengths', LITERALS_LENGTH, 63, [32, 6, 0]],
    ['match lengths', MATCH_LENGTH, 0, [0, 6, 0]],
    ['match lengths', MATCH_LENGTH, 1, [1, 4, 0]],
    ['match lengths', MATCH_LENGTH, 63, [46, 6, 0]],
    ['offsets', OFFSET, 0, [0, 5, 0]],
    ['offsets', OFFSET, 1, [6, 4, 0]],
    ['offsets', OFFSET, 31, [24, 5, 0]],
  ] as const)('of %s are those of the RFC, %#', (_, { predefined }, state, expected) => {
    const { symbols, bits, baselines } = buildTable(predefined);
    expect([symbols[state], bits[state], baselines[state]]).toEqual(expected);
  });

  it('have codes up to the longest literals and matches', () => {
    expect([LITERALS_LENGTH.baselines[35], MATCH_LENGTH.baselines[52]]).toEqual([65_536, 65_539]);
  });
});

describe('the checksum', () => {
  function low(...pieces: readonly Uint8Array[]): number {
    const hash = new Xxh64();
    for (const piece of pieces) hash.update(piece);
    return hash.low();
  }

  it.each([
    ['', 0x51d8e999],
    ['a', 0xa98c6e5b],
    ['abc', 0xad770999],
  ])('is the lower half of XXH64 of "%s"', (text, expected) => {
    expect(low(ascii(text)).toString(16)).toBe(expected.toString(16));
  });

  it('does not depend on the pieces that the content comes in', () => {
    fc.assert(
      fc.property(contents(), fc.nat(), fc.nat(), (content, one, other) => {
        const first = one % (content.length + 1);
        const second = first + (other % (content.length - first + 1));
        const pieces = [content.subarray(0, first), content.subarray(first, second), content.subarray(second)];
        return low(...pieces) === low(content);
      }),
      { seed: 1, numRuns: effort(200) },
    );
  });

  it('is wrong', () => {
    const { bytes } = compress('zstd', ascii('abc'));
    bytes[bytes.length - 1] = 0;
    expect(decode(bytes).decoding).toEqual({ kind: 'broken', reason: 'has a wrong checksum', offset: 12, length: 3 });
  });
});

import { describe, expect, it } from 'vitest';
import { decodeXz } from '../../../src/decoders/xz/index.ts';
import { decoded } from '../../support/decoded.ts';
import { LZMA2, xzStream } from '../../support/xz-stream.ts';
import type { XzBlock } from '../../support/xz-stream.ts';

const END = Buffer.of(0);

const of = (block: Partial<XzBlock>): Buffer => xzStream({ blocks: [{ data: Buffer.from('123456789'), ...block }] });

/** @param beyond what a decoder has to know beyond the plainest streams */
function expectContent(stream: Uint8Array, content: Buffer, ...beyond: readonly string[]): void {
  const { decoding, content: given } = decoded(decodeXz, stream);
  const plain = { kind: 'decoded', length: content.length, consumed: stream.length };
  expect(decoding).toEqual(beyond.length === 0 ? plain : { ...plain, beyond });
  expect(given.equals(content)).toBe(true);
}

/** Machine code as each filter of xz leaves it, and as it was. The one of RISC-V is made by hand. */
const CODE = [
  [
    'x86',
    0x04,
    '9090e817000000e9fcffffffe8f9000000e8e81700e8ff00ffe90601ffffffe8010203040000000000',
    '9090e810000000e9f0ffffffe8e8000000e8e80000e8ff00ffe9e800ffffffe8010203040000000000',
  ],
  [
    'PowerPC',
    0x05,
    '6000000048000105480000014800000d60000000480000ff',
    '60000000480001014bfffff94800000160000000480000ff',
  ],
  [
    'IA-64',
    0x06,
    '0000000000000000000000000000000010000000010000000200000858000050160000000010000000400000400000581700',
    '0000000000000000000000000000000010000000010000000200000848000050160000000010000000400000200000581700',
  ],
  ['ARM', 0x07, '020000eb0100a0e1020000ebffffff0b3a1200eb', '000000eb0100a0e1feffffebffffff0b341200eb'],
  ['ARM-Thumb', 0x08, '00b500f013fa00bf00f004f801f008f800bd7047', '00b500f010fa00bffff7feff01f000f800bd7047'],
  [
    'SPARC',
    0x09,
    '01000000400000114000000140400000bfffffff00000000',
    '01000000400000107fffffff40400000bfffffff00000000',
  ],
  [
    'ARM64',
    0x0a,
    '1f2003d50500009400000090020000940020009021ffff9001000ab0c0035fd6',
    '1f2003d50400009400000090ffffff970020009021ffff9001000ab0c0035fd6',
  ],
  [
    'RISC-V',
    0x0b,
    // A JAL to 0x104; AUIPC and JALR to 0x2800; what looks like such a pair encoded; an AUIPC that is in no pair.
    '13000000' +
      'ef000082' +
      '17710e08' +
      '00002800' +
      '9750341203808067' +
      '97020000' +
      '13000000' +
      '01000000' +
      '0100000000000000',
    '13000000' +
      'ef000010' +
      '97200000' +
      'e780807f' +
      '1731000878563412' +
      '97020000' +
      '13000000' +
      '01000000' +
      '0100000000000000',
  ],
] as const;

/** As xz calls the filter. */
const nameOf = (name: string): string => name.toLowerCase().replace('-', '');

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('a filter', () => {
  it.each(CODE)('of %s is undone', (name, id, encoded, code) => {
    const data = bytesOf(encoded);
    expectContent(of({ data, filters: [[id, 0], LZMA2] }), bytesOf(code), nameOf(name));
  });

  it.each(CODE)(
    'of %s goes on from one chunk to the next, and begins anew with each block',
    (name, id, encoded, code) => {
      const data = bytesOf(encoded);
      const chunks = Buffer.concat([...Array.from(data, (byte, at) => Buffer.of(at === 0 ? 1 : 2, 0, 0, byte)), END]);
      const block = { data, chunks, filters: [[id, 0], LZMA2] };
      const twice = Buffer.concat([bytesOf(code), bytesOf(code)]);
      expectContent(xzStream({ blocks: [block, block] }), twice, nameOf(name));
    },
  );

  it('of ARM begins where it says', () => {
    const filters = [[0x07, 4, 0, 1, 0, 0], LZMA2];
    expectContent(of({ data: bytesOf('460000eb'), filters }), bytesOf('040000eb'), 'arm with a start');
  });

  it.each([1, 4, 256])('of differences adds the byte %i before', (distance) => {
    const content = Buffer.from(Array.from({ length: 600 }, (_, index) => (index * index) & 0xff));
    const data = content.map((byte, at) => byte - (content[at - distance] ?? 0));
    expectContent(of({ data, filters: [[0x03, 1, distance - 1], LZMA2] }), content, 'delta');
  });

  it('comes before another, and is undone after it', () => {
    const data = Buffer.from([4, 1, 1, 0xe5, 0xfc]);
    const filters = [[0x07, 0], [0x03, 1, 0], LZMA2];
    expectContent(of({ data, filters }), bytesOf('020506ebe7'), 'arm+delta');
  });

  it('is told once, and each set of filters of a block by itself', () => {
    const data = bytesOf('00');
    const block = (...filters: readonly (readonly number[])[]): XzBlock => ({ data, filters: [...filters, LZMA2] });
    const blocks = [block([0x04, 0]), block([0x04, 0]), block([0x04, 0], [0x04, 0]), block([0x03, 1, 0]), block()];
    expectContent(xzStream({ blocks }), Buffer.alloc(5), 'x86', 'x86+x86', 'delta');
  });

  it.each([
    ['uses the filter 0xc, which is not supported', [[0x0c, 0], LZMA2]],
    ['uses the filter 0x3fffffffffffffff, which is not supported', [[...Array<number>(8).fill(0xff), 0x3f, 0], LZMA2]],
    ['uses the filter 0x6 in an unsupported way', [[0x06, 4, 8, 0, 0, 0], LZMA2]],
    ['uses the filter 0x4 in an unsupported way', [[0x04, 1, 0], LZMA2]],
    ['uses the filter 0x3 in an unsupported way', [[0x03, 0], LZMA2]],
    ['uses the filter 0x21 in an unsupported way', [[0x21, 1, 41]]],
    ['uses the filter 0x21 in an unsupported way', [[0x21, 0]]],
  ])('that is not verified: %s', (reason, filters) => {
    expect(decoded(decodeXz, of({ filters })).decoding).toEqual({ kind: 'unverified', why: 'form', reason });
  });

  it.each([
    ['has its filters in an invalid order', [LZMA2, LZMA2]],
    ['has its filters in an invalid order', [LZMA2, [0x04, 0]]],
    ['has its filters in an invalid order', [[0x04, 0]]],
    ['has a filter with an invalid id', [[...Array<number>(8).fill(0x80), 0x40, 0], LZMA2]],
    ['has a block header with a malformed number', [[0x84, 0x00, 0], LZMA2]],
    ['has a block header with a malformed number', [[...Array<number>(9).fill(0x84), 1], LZMA2]],
    ['has a block header with more in it than its size', [[0x04, 100], LZMA2]],
  ])('that is broken: %s', (reason, filters) => {
    expect(decoded(decodeXz, of({ filters })).decoding).toMatchObject({ kind: 'broken', reason });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress } from '../../../generators/compress/compress.ts';
import { decodeXz } from '../../../src/decoders/xz/index.ts';
import { decoded } from '../../support/decoded.ts';
import type { Decoded } from '../../support/decoded.ts';
import { SEED, effort } from '../../support/effort.ts';
import { CHUNK, TEXT, XZ_STREAM } from '../../support/lzma-vectors.ts';
import { stored, vli, xzStream } from '../../support/xz-stream.ts';
import type { XzBlock } from '../../support/xz-stream.ts';

const decode = (stream: Uint8Array, limit?: number): Decoded => decoded(decodeXz, stream, limit);

/** What the CRC64 of these digits is, is in its catalogues. */
const DIGITS = Buffer.from('123456789');
const CRC64 = Buffer.from('995dc9bbdf1939fa', 'hex').reverse();

const of = (block: Partial<XzBlock>): Buffer => xzStream({ blocks: [{ data: DIGITS, ...block }] });

/** @param beyond what a decoder has to know beyond the plainest streams */
function expectContent(stream: Uint8Array, content: Buffer, ...beyond: readonly string[]): void {
  const { decoding, content: given } = decode(stream);
  const plain = { kind: 'decoded', length: content.length, consumed: stream.length };
  expect(decoding).toEqual(beyond.length === 0 ? plain : { ...plain, beyond });
  expect(given.equals(content)).toBe(true);
}

/** A chunk of the text: its control byte, with the highest bits of its size, and its properties where it has them. */
function chunk(control: number, properties: readonly number[] = [0x5d], data = CHUNK, size = TEXT.length): Buffer {
  const sizes = [(size - 1) >> 8, (size - 1) & 0xff, (data.length - 1) >> 8, (data.length - 1) & 0xff];
  return Buffer.concat([Buffer.of(control, ...sizes, ...properties), data]);
}

const END = Buffer.of(0);

/** Stored data after which the chunk fits: it ends with a byte of the same kind as none, at a multiple of four. */
const LINE = Buffer.from('kernel\n\n');
const EVEN = Buffer.from('\n\n');

/** A chunk of stored data that keeps the dictionary. */
const kept = (data: Buffer): Buffer => Buffer.concat([Buffer.of(2, 0, data.length - 1), data]);

describe('a stream of xz', () => {
  it.each([0, 1, 2, 1000, 70_000])('gives %i bytes that the generators encoded', (length) => {
    const content = Buffer.from(Array.from({ length }, (_, index) => (index * index) & 0xff));
    expectContent(compress('xzkern', content).bytes, content);
  });

  it('gives what xz encoded, whatever follows it', () => {
    expectContent(XZ_STREAM, TEXT);
    const { decoding } = decode(Buffer.concat([XZ_STREAM, XZ_STREAM]));
    expect(decoding).toEqual({ kind: 'decoded', length: TEXT.length, consumed: XZ_STREAM.length });
  });

  it('may have no block, one without content, and many', () => {
    expectContent(xzStream({ blocks: [] }), Buffer.of());
    expectContent(of({ data: Buffer.of() }), Buffer.of());
    const blocks = Array.from({ length: 200 }, () => ({ data: DIGITS }));
    expectContent(xzStream({ blocks, checkId: 1 }), Buffer.concat(blocks.map(({ data }) => data)));
  });

  it.each([
    ['CRC32', 1, undefined],
    ['CRC64', 4, CRC64],
    ['SHA-256', 10, undefined],
  ])('has the check %s', (name, checkId, check) => {
    const stream = xzStream({ blocks: [{ data: DIGITS, ...(check === undefined ? {} : { check }) }], checkId });
    expectContent(stream, DIGITS, ...(name === 'CRC32' ? [] : [name]));
    const at = 12 + 12 + 16;
    stream[at] = (stream[at] ?? 0) ^ 1;
    const broken = { kind: 'broken', reason: `has a wrong ${name}`, offset: at, length: DIGITS.length };
    expect(decode(stream).decoding).toEqual(broken);
  });

  it.each([
    [2, 4],
    [5, 8],
    [7, 16],
    [12, 32],
    [15, 64],
  ])('may have the check %i, which nobody knows', (checkId, size) => {
    expectContent(
      xzStream({ blocks: [{ data: DIGITS, check: Buffer.alloc(size, 1) }], checkId }),
      DIGITS,
      `check ${checkId}`,
    );
  });

  it('may state the sizes of its blocks', () => {
    expectContent(of({ flags: 0xc0, sizes: [...vli(13), ...vli(9)] }), DIGITS);
  });

  it('may have a dictionary of 4 GiB, of which it takes no more than it needs', () => {
    expectContent(of({ filters: [[0x21, 1, 40]] }), DIGITS, 'a dictionary of 4 GiB');
  });
});

describe('chunks of LZMA2', () => {
  it.each([
    ['LZMA data once and again', [chunk(0xe0), chunk(0xe0), END], [TEXT, TEXT]],
    ['a state that is reset', [chunk(0xe0), kept(EVEN), chunk(0xa0, []), END], [TEXT, EVEN, TEXT]],
    ['stored data before LZMA data', [stored(LINE).subarray(0, -1), chunk(0xc0), END], [LINE, TEXT]],
    ['stored data that keeps the dictionary', [chunk(0xe0), kept(LINE), END], [TEXT, LINE]],
  ])('may be %s', (_, chunks, contents) => {
    const content = Buffer.concat(contents);
    expectContent(of({ data: content, chunks: Buffer.concat(chunks) }), content);
  });

  it.each([
    ['has an LZMA2 chunk of an unknown kind', [Buffer.of(1, 0, 0, 65, 3)]],
    ['has a first LZMA2 chunk that does not reset the dictionary', [Buffer.of(2, 0, 0, 65, 0)]],
    ['has a first LZMA2 chunk that does not reset the dictionary', [chunk(0xc0), END]],
    ['has an LZMA2 chunk that lacks properties', [stored(DIGITS).subarray(0, -1), chunk(0x80, []), END]],
    ['has an LZMA2 chunk with impossible properties', [chunk(0xe0, [225]), END]],
    ['has an LZMA2 chunk with impossible properties', [chunk(0xe0, [4 + 9]), END]],
    ['has an LZMA2 chunk with less data than its content needs', [chunk(0xe0, [0x5d], CHUNK.subarray(0, -9)), END]],
    [
      'has an LZMA2 chunk with more data than its content needs',
      [chunk(0xe0, [0x5d], Buffer.concat([CHUNK, END])), END],
    ],
    ['has more content than it states', [chunk(0xe0, [0x5d], CHUNK, 500), END]],
    ['has an LZMA2 chunk with more content than it states', [chunk(0xe0, [0x5d], CHUNK, 504), END]],
  ])('broken: %s', (reason, chunks) => {
    expect(decode(of({ chunks: Buffer.concat(chunks) })).decoding).toMatchObject({ kind: 'broken', reason });
  });
});

describe('a stream that is not of xz', () => {
  const usual = of({});
  const changed = (at: number): Buffer => {
    const stream = Buffer.from(usual);
    stream.writeUInt8(stream.readUInt8(at) ^ 1, at);
    return stream;
  };
  const blocks = [{ data: DIGITS }];
  const record = [...vli(12 + 13), ...vli(9)];

  it.each([
    ['does not begin as an xz stream', changed(0)],
    ['has a header with a wrong CRC32', changed(8)],
    ['has a block header with a wrong CRC32', changed(15)],
    ['has a block with a padding that is not zero', changed(12 + 12 + 14)],
    ['has an index with a wrong CRC32', changed(usual.length - 13)],
    ['has a footer with a wrong CRC32', changed(usual.length - 12)],
    ['does not end as an xz stream', changed(usual.length - 1)],
    ['has a block with more data than it states', of({ flags: 0x40, sizes: vli(12) })],
    ['has a block with less data than it states', of({ flags: 0x40, sizes: vli(14) })],
    ['has a block with an impossible size of its data', of({ flags: 0x40, sizes: vli(0) })],
    [
      'has a block with an impossible size of its data',
      of({ flags: 0x40, sizes: [...Array<number>(8).fill(0xff), 0x7f] }),
    ],
    ['has a block with a wrong size of its content', of({ flags: 0x80, sizes: vli(8) })],
    ['has an index with another number of blocks', xzStream({ blocks, index: [0, 2, ...record, ...record, 0, 0] })],
    ['has an index with other sizes', xzStream({ blocks, index: [0, 1, ...vli(12 + 14), ...vli(9)] })],
    ['has an index with other sizes', xzStream({ blocks, index: [0, 1, ...vli(12 + 13), ...vli(8)] })],
    [
      'has an index with a padding that is not zero',
      xzStream({ blocks: [{ data: TEXT }], index: [0, 1, ...vli(12 + 958), ...vli(954), 0, 1] }),
    ],
    ['has a footer with a wrong size of the index', xzStream({ blocks, backwardSize: 12 })],
    ['has a footer whose flags differ from the header', xzStream({ blocks, footerFlags: 1 })],
  ])('%s', (reason, stream) => {
    expect(decode(stream).decoding).toMatchObject({ kind: 'broken', reason });
  });

  it('is cut short wherever it is cut', () => {
    for (const stream of [XZ_STREAM, xzStream({ blocks, checkId: 10 })]) {
      for (let end = 0; end < stream.length; end += 1) {
        const { decoding, content } = decode(stream.subarray(0, end));
        expect(decoding).toEqual({ kind: 'broken', reason: 'is cut short', offset: end, length: content.length });
      }
    }
  });

  it('is found wherever a bit is changed', () => {
    const stream = xzStream({ blocks, checkId: 1 });
    for (let at = 0; at < stream.length * 8; at += 1) {
      const other = Buffer.from(stream);
      other.writeUInt8(other.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(decode(other).decoding.kind, `bit ${at}`).toBe('broken');
    }
  });
});

describe('a stream of xz that is not verified', () => {
  it.each([
    ['has flags that are not supported', xzStream({ blocks: [{ data: DIGITS }], checkId: 16 })],
    ['has a block with flags that are not supported', of({ flags: 4 })],
    ['has a block header with fields that are not supported', of({ ending: [1] })],
    ['states a content of 954 bytes, more than 953', of({ flags: 0x80, sizes: vli(954) })],
    ['decompresses to more than 953 bytes', XZ_STREAM],
  ])('%s', (reason, stream) => {
    const why = /content|decompresses/.test(reason) ? 'length' : 'form';
    expect(decode(stream, 953).decoding).toEqual({ kind: 'unverified', why, reason });
  });

  it('is longer than the limit by all its blocks together', () => {
    const stream = xzStream({ blocks: [{ data: DIGITS }, { data: DIGITS, flags: 0x80, sizes: vli(9) }] });
    expect(decode(stream, 18).decoding.kind).toBe('decoded');
    const reason = 'states a content of 18 bytes, more than 17';
    expect(decode(stream, 17).decoding).toEqual({ kind: 'unverified', why: 'length', reason });
  });
});

describe('any chunks', () => {
  it('come to an end', () => {
    const law = fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(224), (bytes, properties) => {
      const data = Buffer.concat([Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, properties, 0), bytes]);
      const { decoding, content } = decode(of({ chunks: data }), 10_000);
      expect(content.length).toBeLessThanOrEqual(10_000);
      if (decoding.kind !== 'unverified') expect(decoding.length).toBe(content.length);
    });
    fc.assert(law, { numRuns: effort(1000), seed: SEED });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress } from '../../../generators/compress/compress.ts';
import { decodeLzma } from '../../../src/decoders/lzma/index.ts';
import { decoded } from '../../support/decoded.ts';
import type { Decoded } from '../../support/decoded.ts';
import { SEED, effort } from '../../support/effort.ts';
import { CHUNK, LZMA_STREAMS, TEXT } from '../../support/lzma-vectors.ts';

const decode = (stream: Uint8Array, limit?: number): Decoded => decoded(decodeLzma, stream, limit);

/** lc 3, lp 0, pb 2. */
const USUAL = 0x5d;
const UNKNOWN = 2n ** 64n - 1n;

interface Header {
  readonly properties?: number;
  readonly dictionary?: number;
  readonly size?: bigint;
}

function headed({ properties = USUAL, dictionary = 65536, size = UNKNOWN }: Header, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt8(properties);
  header.writeUInt32LE(dictionary, 1);
  header.writeBigUInt64LE(size, 5);
  return Buffer.concat([header, data]);
}

const [[, marked] = ['', Buffer.alloc(0)]] = LZMA_STREAMS;
const data = marked.subarray(13);
const size = BigInt(TEXT.length);
/** The range coder at its start, with nothing in it. */
const NOTHING = Buffer.alloc(5);

describe('a stream of LZMA', () => {
  it.each([0, 1, 2, 1000, 70_000])('gives %i bytes that the generators encoded', (length) => {
    const content = Buffer.from(Array.from({ length }, (_, index) => (index * index) & 0xff));
    const { bytes } = compress('lzma', content);
    const result = decode(bytes);
    expect(result.decoding).toEqual({ kind: 'decoded', length, consumed: bytes.length });
    expect(result.content.equals(content)).toBe(true);
  });

  it.each(LZMA_STREAMS)('gives what xz encoded with %s', (_, stream) => {
    const decoding = { kind: 'decoded', length: TEXT.length, consumed: stream.length };
    expect(decode(stream)).toEqual({ decoding, content: TEXT });
    expect(decode(Buffer.concat([stream, Buffer.of(1, 2, 3)]))).toEqual({ decoding, content: TEXT });
  });

  it('may state its size, with a marker and without', () => {
    for (const part of [data, CHUNK]) {
      const stream = headed({ size }, part);
      const decoding = { kind: 'decoded', length: TEXT.length, consumed: stream.length };
      expect(decode(stream)).toEqual({ decoding, content: TEXT });
    }
    expect(decode(headed({ size: 0n }, NOTHING)).decoding).toEqual({ kind: 'decoded', length: 0, consumed: 18 });
  });

  it('is cut short wherever it is cut', () => {
    for (const stream of [marked, headed({ size }, CHUNK)]) {
      for (let end = 0; end < stream.length; end += 1) {
        const { decoding, content } = decode(stream.subarray(0, end));
        expect(decoding).toEqual({ kind: 'broken', reason: 'is cut short', offset: end, length: content.length });
        expect(TEXT.subarray(0, content.length).equals(content)).toBe(true);
      }
    }
  });

  it.each([1, 3 * 2 ** 15, 2 ** 16, 2 ** 32 - 1])('may have a dictionary of %i bytes', (dictionary) => {
    expect(decode(headed({ dictionary }, data)).content.equals(TEXT)).toBe(true);
  });
});

describe('a stream that is not of LZMA', () => {
  it.each([
    ['has no LZMA properties in its first byte', headed({ properties: 225 }, data)],
    ['has LZMA data that does not begin with a zero', headed({}, Buffer.concat([Buffer.of(1), data.subarray(1)]))],
    ['has more content than it states', headed({ size: size - 1n }, data)],
    ['has more content than it states', headed({ size: size - 30n }, data)],
    ['has an end marker before the end that it states', headed({ size: size + 1n }, data)],
    ['does not end where its marker is', Buffer.concat([marked.subarray(0, -1), Buffer.of((marked.at(-1) ?? 0) ^ 1)])],
    ['is cut short', headed({}, CHUNK)],
    // The first bit of the code says that it is a match; the next that it is a new one, or the last again.
    ['has a match that reaches too far back', headed({}, Buffer.concat([Buffer.of(0, 0x80), Buffer.alloc(20)]))],
    ['begins with a match', headed({}, Buffer.concat([Buffer.of(0, 0xff), Buffer.alloc(20)]))],
  ])('%s', (reason, stream) => {
    expect(decode(stream).decoding).toMatchObject({ kind: 'broken', reason });
  });

  it('gives what came before the fault, and how long it was', () => {
    const { decoding, content } = decode(headed({ size: size - 30n }, data));
    expect(decoding).toMatchObject({ kind: 'broken', length: TEXT.length - 30 });
    expect(content.equals(TEXT.subarray(0, -30))).toBe(true);
  });
});

describe('a stream of LZMA that is not verified', () => {
  it.each([
    ['states a content of 954 bytes, more than 953', headed({ size }, data)],
    ['states a content of 18446744073709551614 bytes, more than 953', headed({ size: UNKNOWN - 1n }, data)],
    ['decompresses to more than 953 bytes', marked],
    ['has LZMA properties that xz does not support', headed({ properties: 4 + 9 }, data)],
    ['states a dictionary of 0 bytes, which xz does not accept', headed({ dictionary: 0 }, data)],
    ['states a dictionary of 5000 bytes, which xz does not accept', headed({ dictionary: 5000 }, data)],
  ])('%s', (reason, stream) => {
    const why = /content|decompresses/.test(reason) ? 'length' : 'form';
    expect(decode(stream, 953).decoding).toEqual({ kind: 'unverified', why, reason });
  });

  it('is one byte longer than the limit, and not as long', () => {
    expect(decode(marked, TEXT.length).decoding.kind).toBe('decoded');
    expect(decode(headed({ size }, data), TEXT.length).decoding.kind).toBe('decoded');
  });
});

describe('any bytes', () => {
  it('come to an end', () => {
    const anyData = fc.uint8Array({ maxLength: 300 });
    const length = fc.option(fc.bigInt(0n, 5000n), { nil: UNKNOWN });
    const law = fc.property(fc.nat(224), length, anyData, (properties, stated, bytes) => {
      const stream = headed({ properties, size: stated }, Buffer.concat([Buffer.of(0), bytes]));
      const { decoding, content } = decode(stream, 10_000);
      expect(content.length).toBeLessThanOrEqual(10_000);
      if (decoding.kind !== 'unverified') expect(decoding.length).toBe(content.length);
    });
    fc.assert(law, { numRuns: effort(1000), seed: SEED });
  });
});

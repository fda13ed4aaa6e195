import { deflateRawSync, gzipSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGzip } from '../../../src/decoders/gzip/index.ts';
import { decoded } from '../../support/decoded.ts';
import { effort } from '../../support/effort.ts';

const CONTENT = Buffer.from('a kernel of a kernel '.repeat(40));
/** Contents that each kind of block is made for. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.string({ maxLength: 9 }), fc.integer({ min: 0, max: 9000 }))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);
const settings = fc.record({ level: fc.integer({ min: 0, max: 9 }), strategy: fc.integer({ min: 0, max: 4 }) });

function header(flags: number, ...rest: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), ...rest]);
}

const MEMBER = gzipSync(CONTENT).subarray(10);

describe('decodeGzip', () => {
  it('decodes what zlib makes, to its end', () => {
    fc.assert(
      fc.property(contents, settings, (content, options) => {
        const stream = gzipSync(content, options);
        const { decoding, content: given } = decoded(decodeGzip, Buffer.concat([stream, Buffer.of(0, 1, 2)]));
        expect(decoding).toEqual({ kind: 'decoded', length: content.length, consumed: stream.length });
        expect(given.equals(content)).toBe(true);
      }),
      { seed: 1, numRuns: effort(400) },
    );
  });

  it('says of a damaged stream what zlib says', () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 2 });
    let broken = 0;
    fc.assert(
      fc.property(contents, settings, damages, fc.option(fc.nat(), { freq: 3 }), (content, options, flips, cut) => {
        let stream: Buffer = gzipSync(content, options);
        for (const [at, bits] of flips) stream = flipped(stream, at % stream.length, bits);
        if (cut !== null) stream = stream.subarray(0, cut % stream.length);
        const { decoding, content: given } = decoded(decodeGzip, stream);
        const expected = byZlib(stream);
        if (expected === null) expect(decoding.kind === 'decoded' && decoding.consumed === stream.length).toBe(false);
        else
          expect({ decoding, same: given.equals(expected) }).toMatchObject({
            decoding: { kind: 'decoded' },
            same: true,
          });
        if (decoding.kind === 'broken') broken += 1;
      }),
      { seed: 2, numRuns: effort(2000) },
    );
    expect(broken).toBeGreaterThan(effort(1000));
  });

  it.each([
    ['a name', header(8, Buffer.from('vmlinux\0'), MEMBER)],
    ['a comment and extra bytes', header(4 + 16, Buffer.of(3, 0, 1, 2, 3), Buffer.from('ours\0'), MEMBER)],
    ['a CRC of the header', header(2, Buffer.from(headerSum(header(2))), MEMBER)],
  ])('reads a header with %s', (_what, stream) => {
    expect(gunzipSync(stream).equals(CONTENT)).toBe(true);
    expect(decoded(decodeGzip, stream)).toEqual({
      decoding: { kind: 'decoded', length: CONTENT.length, consumed: stream.length },
      content: CONTENT,
    });
  });

  it.each([
    ['no gzip stream', Buffer.from('MZ'), 'does not start like gzip', 0],
    ['another method', flipped(gzipSync(CONTENT), 2), 'has an unknown compression method', 2],
    ['a reserved flag', flipped(gzipSync(CONTENT), 3, 0x40), 'has reserved flags', 3],
    ['a cut header', Buffer.of(0x1f, 0x8b, 8, 0, 0), 'is cut short', 5],
    ['a name without an end', header(8, Buffer.from('vmlinux')), 'is cut short', 17],
    ['a wrong CRC of the header', header(2, Buffer.of(1, 2), MEMBER), 'has a wrong CRC16 of the header', 10],
    ['a wrong CRC32', flipped(gzipSync(CONTENT), -8), 'has a wrong CRC32', gzipSync(CONTENT).length - 8],
    ['a wrong ISIZE', flipped(gzipSync(CONTENT), -1), 'has a wrong ISIZE', gzipSync(CONTENT).length - 4],
    ['a block of no type', header(0, Buffer.of(7)), 'has an invalid type of block', 11],
    [
      'a stored block of two lengths',
      header(0, Buffer.of(1, 1, 0, 1, 0)),
      'has an invalid length of a stored block',
      11,
    ],
    ['a block without an end', header(0, deflateRawSync(CONTENT).subarray(0, 12)), 'is cut short', 22],
  ])('says what is wrong with %s, and where', (_what, stream, reason, offset) => {
    expect(decoded(decodeGzip, stream).decoding).toMatchObject({ kind: 'broken', reason, offset });
  });

  it('gives up when there is more content than is wanted', () => {
    const stream = gzipSync(Buffer.alloc(2 ** 20));
    expect(decoded(decodeGzip, stream, 2 ** 20).decoding.kind).toBe('decoded');
    expect(decoded(decodeGzip, stream, 2 ** 20 - 1).decoding).toEqual({
      kind: 'unverified',
      why: 'length',
      reason: 'decompresses to more than 1048575 bytes',
    });
  });
});

function byZlib(stream: Buffer): Buffer | null {
  try {
    return gunzipSync(stream);
  } catch {
    return null;
  }
}

/** The low half of the CRC32 of bytes, by the last bytes of an empty member around them. */
function headerSum(bytes: Buffer): Buffer {
  return gzipSync(bytes).subarray(-8, -6);
}

/** A copy of bytes with some bits of one flipped. @param at from the end where it is negative */
function flipped(bytes: Uint8Array, at: number, bits = 1): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ bits;
  return copy;
}

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressPayload } from '../../../properties/bytes/decompress.ts';
import type { ByteSource, Image } from '../../../src/reader/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { clean, compressed, inner } from '../../vectors/base-images.ts';

/** No consumer takes more than 512 MiB. */
const LIMIT = 536_870_912;
const STREAM = gzipSync(Uint8Array.of(1, 2, 3));

/** An image whose payload is said to have `length` bytes, all of which `slice` gives. */
function posed(length: number, slice: ByteSource['slice'] = () => STREAM): Image {
  const image = imageIn(clean());
  const payloadSize = { ...image.zbootHeader.payloadSize, value: length };
  return { ...image, zbootHeader: { ...image.zbootHeader, payloadSize }, source: { ...image.source, slice } };
}

describe('decompressPayload', () => {
  it('gives the bytes of a gzip stream, and the same ones when asked again', () => {
    const image = imageIn(clean());
    const result = decompressPayload(image);
    expect(result).toEqual({ kind: 'bytes', bytes: Buffer.from(inner()) });
    expect(decompressPayload(image)).toBe(result);
  });

  it('decompresses up to 512 MiB', () => {
    const reason = 'payloads of more than 512 MiB are not decompressed';
    expect(decompressPayload(posed(LIMIT))).toEqual({ kind: 'bytes', bytes: Buffer.of(1, 2, 3) });
    expect(decompressPayload(posed(LIMIT + 1))).toEqual({ kind: 'unsupported', reason });
  });

  it('decompresses what is longer than its buffers, and nothing at all', () => {
    const long = new Uint8Array(2 ** 18 + 1).fill(7);
    const ofBytes = (bytes: Uint8Array) => decompressPayload(posed(9, () => gzipSync(bytes)));
    expect(ofBytes(long)).toEqual({ kind: 'bytes', bytes: Buffer.from(long) });
    expect(ofBytes(new Uint8Array(0))).toEqual({ kind: 'bytes', bytes: Buffer.alloc(0) });
  });

  it('says which type it does not decompress', () => {
    const reason = 'payloads of type "zstd" are not decompressed';
    expect(decompressPayload(imageIn(compressed('zstd', [])))).toEqual({ kind: 'unsupported', reason });
  });

  it('says what zlib says of a broken stream, and that there is nothing to say of any other failure', () => {
    const broken = (code: string) => ({ kind: 'broken', reason: `gzip stream does not decompress (${code})` });
    expect(decompressPayload(posed(9, () => STREAM.subarray(0, 9)))).toEqual(broken('Z_BUF_ERROR'));
    expect(decompressPayload(posed(3, () => STREAM.subarray(0, 3)))).toEqual(broken('Z_BUF_ERROR'));
    expect(decompressPayload(posed(9, () => new Uint8Array(9)))).toEqual(broken('Z_DATA_ERROR'));
    const liesAboutLength = Buffer.from(STREAM).fill(0xff, STREAM.length - 4);
    expect(decompressPayload(posed(9, () => liesAboutLength))).toEqual(broken('Z_DATA_ERROR'));
    const failing = (): never => {
      throw new Error('the disk is gone');
    };
    expect(decompressPayload(posed(9, failing))).toEqual(broken('unknown error'));
  });
});

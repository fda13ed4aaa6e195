import type { Decoding, Sink } from './decoding.ts';
import { decodeGzip } from './gzip/index.ts';
import { decodeLz4 } from './lz4/index.ts';
import { decodeLzma } from './lzma/index.ts';
import { decodeLzo } from './lzo/index.ts';
import { decodeXz } from './xz/index.ts';
import { decodeZstd } from './zstd/index.ts';

/**
 * Decodes the first stream of some bytes and verifies the checksums that it has. It never throws, whatever the bytes are,
 * and takes the memory of the stream's window plus a constant.
 *
 * @param stream a whole stream, and perhaps more
 * @param sink gets the content, in chunks that are lent
 * @param limit the most bytes that the content may have; a longer one is `unverified`
 */
export type Decode = (stream: Uint8Array, sink: Sink, limit: number) => Decoding;

/** A decoder for each compression type. [Linux, Makefile.zboot; 6.1 has all of them and writes `zstd22` and `xzkern`] */
const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', decodeGzip],
  ['lz4', decodeLz4],
  ['lzma', decodeLzma],
  ['lzo', decodeLzo],
  ['xz', decodeXz],
  ['xzkern', decodeXz],
  ['zstd', decodeZstd],
  ['zstd22', decodeZstd],
]);

/** The decoder of a compression type, as the zboot header names it; `undefined` for a type that is unknown. */
export function decoderOf(compressionType: string): Decode | undefined {
  return DECODERS.get(compressionType);
}

import type { Decode } from './decode.ts';
import { gunzip } from './gunzip.ts';
import { unzstd } from './unzstd.ts';

/** One way in which kernels are compressed. */
export interface CompressionType {
  /** The program that decompresses such a stream from its standard input to its standard output. */
  readonly program: string;
  /** Null for the types that Linux has written until 6.12 only; no maintained package has all of them. */
  readonly decode: Decode | null;
}

const ZSTD: CompressionType = { program: 'zstd -dc', decode: unzstd };
const XZ: CompressionType = { program: 'xz -dc', decode: null };

/** By the name in the zboot header. [Linux, drivers/firmware/efi/libstub/Makefile.zboot; 6.1 writes `zstd22`] */
export const COMPRESSION_TYPES: ReadonlyMap<string, CompressionType> = new Map([
  ['gzip', { program: 'gzip -dc', decode: gunzip }],
  ['zstd', ZSTD],
  ['zstd22', ZSTD],
  ['xz', XZ],
  ['xzkern', XZ],
  ['lzma', { program: 'xz --format=lzma -dc', decode: null }],
  ['lz4', { program: 'lz4 -dc', decode: null }],
  ['lzo', { program: 'lzop -dc', decode: null }],
]);

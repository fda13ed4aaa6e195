import type { Compression } from '../plan/plan.ts';
import { gzipStored } from './gzip.ts';
import { lz4Literals } from './lz4.ts';
import { lzmaLiterals } from './lzma.ts';
import { lzopStored } from './lzo.ts';
import { xzStored } from './xz.ts';
import { zstdRaw } from './zstd.ts';

/** A compressed kernel and what follows it in the file. */
export interface CompressedPayload {
  /** The bytes that the zboot header's offset and size describe. */
  readonly bytes: Uint8Array;
  /** The decompressed length in a word after the payload; null for gzip, which ends with that word itself. */
  readonly footer: number | null;
}

const ENCODERS: Readonly<Record<Compression, (content: Uint8Array) => Uint8Array>> = {
  gzip: gzipStored,
  zstd: zstdRaw,
  zstd22: zstdRaw,
  lz4: lz4Literals,
  lzma: lzmaLiterals,
  lzo: lzopStored,
  xzkern: xzStored,
};

/**
 * Brings the content into the form that Linux's zboot build gives it, drivers/firmware/efi/libstub/Makefile.zboot:
 * decompressors and tools read it, but its bytes are the same with every version of every library.
 *
 * @param content 0 to 64 MiB; time and memory are linear in it
 */
export function compress(type: Compression, content: Uint8Array): CompressedPayload {
  return { bytes: ENCODERS[type](content), footer: type === 'gzip' ? null : content.length };
}

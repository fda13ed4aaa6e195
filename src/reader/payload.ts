import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import type { Image } from './model.ts';

/** Bytes of the little-endian word with the decompressed length. [Linux, drivers/firmware/efi/libstub/zboot.lds] */
const LENGTH_WORD = 4;

/** The compressed kernel as the zboot header places it; may reach beyond the end of the file. */
export function payloadSpan({ zbootHeader: { payloadOffset, payloadSize } }: Image): Span {
  return { offset: payloadOffset.value, length: payloadSize.value };
}

/**
 * Where the decompressed length stands: behind the payload, or for gzip in its last bytes, which are ISIZE.
 * [Linux, drivers/firmware/efi/libstub/Makefile.zboot, ZBOOT_SIZE_LEN; RFC 1952 §2.3.1]
 */
export function lengthSpan(image: Image): Span {
  const payload = payloadSpan(image);
  const end = endOf(payload);
  const isize = image.zbootHeader.compressionType.value === 'gzip';
  return { offset: isize ? Math.max(payload.offset, end - LENGTH_WORD) : end, length: LENGTH_WORD };
}

/**
 * How streams of each type start, in hexadecimal: what their formats want, and of LZMA what the kernel's build writes.
 * [RFC 1952; RFC 8878; xz 2.1.1; lz4 legacy frame; lzop; Linux, Makefile.zboot]
 */
const STARTS: ReadonlyMap<string, string> = new Map([
  ['gzip', '1f8b08'],
  ['zstd', '28b52ffd'],
  ['zstd22', '28b52ffd'],
  ['xz', 'fd377a585a00'],
  ['xzkern', 'fd377a585a00'],
  ['lzma', '5d0000'],
  ['lz4', '02214c18'],
  ['lzo', '894c5a4f'],
]);

/**
 * Whether the payload starts as streams of its compression type do: the cheapest proof that its offset still leads to it.
 * `null` for a type that is unknown.
 */
export function startsAsItsType(image: Image): boolean | null {
  const start = STARTS.get(image.zbootHeader.compressionType.value);
  if (start === undefined) return null;
  const bytes = image.source.slice(payloadSpan(image).offset, start.length / 2);
  return Buffer.from(bytes).toString('hex') === start;
}

/** The decompressed length that the image states, in bytes; null where the file ends before it. */
export function statedLength(image: Image): number | null {
  const { offset, length } = lengthSpan(image);
  const bytes = image.source.slice(offset, length);
  if (bytes.length < length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, length).getUint32(0, true);
}

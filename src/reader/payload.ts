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

/** The decompressed length that the image states, in bytes; null where the file ends before it. */
export function statedLength(image: Image): number | null {
  const { offset, length } = lengthSpan(image);
  const bytes = image.source.slice(offset, length);
  if (bytes.length < length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, length).getUint32(0, true);
}

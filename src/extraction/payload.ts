import { isZboot } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { endOf, formatSpan, hex } from '../results/index.ts';
import type { Span } from '../results/index.ts';

/** Bytes of the little-endian word with the decompressed length. [Linux, drivers/firmware/efi/libstub/zboot.lds] */
const LENGTH_WORD = 4;

/** The compressed kernel as the zboot header places it; may reach beyond the end of the file. */
export function payloadSpan({ zbootHeader: { payloadOffset, payloadSize } }: Image): Span {
  return { offset: payloadOffset.value, length: payloadSize.value };
}

/** Why the image has no payload to take, as a sentence without its full stop; null when it has one in the file. */
export function payloadFault(image: Image): string | null {
  const { magic, payloadOffset, payloadSize } = image.zbootHeader;
  if (!isZboot(image)) {
    return (
      `there is no zboot header, for the 4 bytes at ${hex(magic.offset)} are not "zimg", and so no payload; ` +
      'name a kernel built with CONFIG_EFI_ZBOOT, such as vmlinuz.efi'
    );
  }
  const zero = [payloadOffset, payloadSize].find(({ value }) => value === 0);
  if (zero !== undefined) {
    return `${zero.path} at ${hex(zero.offset)} is 0, so there is no payload; "zbootkit check" tells what else is wrong`;
  }
  const span = payloadSpan(image);
  if (endOf(span) <= image.fileSize) return null;
  return (
    `the payload at ${formatSpan(span)} reaches beyond the end of the file at ${hex(image.fileSize)}; ` +
    `fetch the file again if it was cut short, else its fields at ${hex(payloadOffset.offset)} and ` +
    `${hex(payloadSize.offset)} are stale`
  );
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

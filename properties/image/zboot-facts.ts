/** What the zboot header of an image says, in the terms that rules use. */
import { isZboot, payloadSpan } from '../../src/reader/index.ts';
import type { Image, Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { withRawData } from './facts.ts';
import { perImage } from './per-image.ts';

/** `0x818223cd`: the mark of a Linux EFI image at offset 0x38. Linux 6.1 leaves it zero. [Linux, zboot-header.S] */
export const LINUX_PE_MAGIC = 0x818223cd;

/** Bytes of the little-endian length that follows a payload of any compression but gzip. [Linux, Makefile.zboot] */
const FOOTER_SIZE = 4;

/** The reason that rules on the payload give for an image without one. */
export function withoutZboot(image: Image): string | undefined {
  return isZboot(image) ? undefined : 'the image has no zboot header';
}

/** The two header fields that place the payload. */
export function payloadFields(image: Image): Span {
  return { offset: image.zbootHeader.payloadOffset.offset, length: 8 };
}

/** Bytes after the payload that belong to it. */
export function footerSize(image: Image): number {
  return image.zbootHeader.compressionType.value === 'gzip' ? 0 : FOOTER_SIZE;
}

/** Every section whose data holds the whole payload. */
export const payloadHolders: (image: Image) => readonly Section[] = perImage((image) => {
  const payload = payloadSpan(image);
  return withRawData(image).filter(({ rawData }) => contains(rawData, payload));
});

/** The one section that holds the payload, or `null` when none or several do. */
export function payloadSection(image: Image): Section | null {
  const [first, second] = payloadHolders(image);
  return first !== undefined && second === undefined ? first : null;
}

/** First bytes of a payload by compression type, in hexadecimal. Measured on kernels of all six types. */
export const PAYLOAD_MAGIC: Readonly<Record<string, string>> = {
  gzip: '1f8b08',
  lz4: '02214c18',
  lzma: '5d0000',
  lzo: '894c5a4f',
  xzkern: 'fd377a585a00',
  zstd: '28b52ffd',
  zstd22: '28b52ffd',
};

/** The reason of rules on the payload's bytes when there are none to look at. */
export function withoutPayload(image: Image): string | undefined {
  return (
    withoutZboot(image) ?? (endOf(payloadSpan(image)) > image.fileSize ? 'the payload is not in the file' : undefined)
  );
}

/** The reason of rules on the payload's section when it has none. */
export function withoutPayloadSection(image: Image): string | undefined {
  return withoutZboot(image) ?? (payloadSection(image) === null ? 'the payload is not in one section' : undefined);
}

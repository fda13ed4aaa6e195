import { isZboot, payloadSpan } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { endOf, formatSpan, hex } from '../results/index.ts';

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

import { isZboot, payloadSpan, startsAsItsType } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { endOf, formatSpan, hex } from '../results/index.ts';
import { kernelElsewhere } from './whereabouts.ts';

/** Why the image has no payload to take, as a sentence without its full stop; null when it has one in the file. */
export function payloadFault(image: Image): string | null {
  const { magic, payloadOffset, payloadSize } = image.zbootHeader;
  if (!isZboot(image)) {
    const gone = `there is no zboot header: the 4 bytes at ${hex(magic.offset)} are not "zimg"`;
    const lost = kernelElsewhere(image);
    return lost === null
      ? `${gone}, and hence no payload; name a kernel built with CONFIG_EFI_ZBOOT, such as vmlinuz.efi`
      : `${gone}, but ${lost}; name the original image, before its header was overwritten`;
  }
  const zero = [payloadOffset, payloadSize].find(({ value }) => value === 0);
  if (zero !== undefined) {
    const elsewhere = kernelElsewhere(image);
    const none = elsewhere === null ? 'so there is no payload' : `but ${elsewhere}`;
    return `${zero.path} at ${hex(zero.offset)} is 0, ${none}; "zbootkit check" shows what else is wrong`;
  }
  const span = payloadSpan(image);
  if (endOf(span) <= image.fileSize) return null;
  const beyond = `the payload at ${formatSpan(span)} extends beyond the end of the file at ${hex(image.fileSize)}`;
  const elsewhere = startsAsItsType(image) === true ? null : kernelElsewhere(image);
  if (elsewhere !== null) {
    return `${beyond}, but ${elsewhere}; its fields at ${hex(payloadOffset.offset)} and ${hex(payloadSize.offset)} are stale`;
  }
  return (
    `${beyond}; fetch the file again if it was cut short; otherwise its fields at ${hex(payloadOffset.offset)} and ` +
    `${hex(payloadSize.offset)} are stale`
  );
}

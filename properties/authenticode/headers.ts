import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { refusal } from './hash-input.ts';
import type { HashRefusal } from './hash-input.ts';
import type { LeftOut } from './left-out.ts';

/** The bytes before CheckSum, and those between it and the certificate directory. */
export function frontOf({ checkSum, directory }: LeftOut): readonly [Span, Span] {
  return [{ offset: 0, length: checkSum.offset }, between(endOf(checkSum), directory.offset)];
}

/** `[start, end)`; its length is negative when it ends before it starts. */
export function between(start: number, end: number): Span {
  return { offset: start, length: end - start };
}

/** The headers up to SizeOfHeaders in pieces, without what is left out. [Authenticode, steps 3 to 9] */
export function headerRanges(image: Image, out: LeftOut): readonly Span[] | HashRefusal {
  const { sizeOfHeaders } = image.optionalHeader;
  if (sizeOfHeaders.value > image.fileSize) return refusal('SizeOfHeaders is past the end of the file', sizeOfHeaders);
  const rest = between(endOf(out.directory), sizeOfHeaders.value);
  if (rest.length < 0) return refusal('SizeOfHeaders ends inside the headers', sizeOfHeaders);
  return [...frontOf(out), rest];
}

/** Whether all of these are ranges and none of them is the reason for which there are none. */
export function isRefusal(ranges: readonly Span[] | HashRefusal): ranges is HashRefusal {
  return 'kind' in ranges;
}

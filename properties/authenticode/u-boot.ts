import type { Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { U32_LIMIT } from '../bytes/arithmetic.ts';
import { keptFirst } from './first-come.ts';
import { between, frontOf } from './headers.ts';
import { refusal } from './hash-input.ts';
import type { HashInput, HashRefusal } from './hash-input.ts';
import { leftOut } from './left-out.ts';
import type { LeftOut } from './left-out.ts';
import { PADDING_UNIT } from './specification.ts';

/** Bytes of the head of a certificate. [PE format, The Attribute Certificate Table (Image Only)] */
const CERTIFICATE_HEAD = 8;

/**
 * What U-Boot hashes. It pads the file with zeros to a multiple of 8 bytes, rounds the data of each section up to
 * FileAlignment, drops a range that overlaps an earlier one, and hashes what is left in the order of the file. Nothing
 * keeps a rounded section from extending past the end of the file. [U-Boot, efi_image_loader.c, efi_image_parse]
 */
export function byUBoot(image: Image): HashInput | HashRefusal {
  const out = leftOut(image);
  const { offset, length } = out.certificates;
  const end = Math.ceil(image.fileSize / PADDING_UNIT) * PADDING_UNIT;
  if (length > 0 && (offset + length) % U32_LIMIT > end) {
    return refusal('the certificates extend past the end of the file', out.directory);
  }
  if (length > 0 && length < CERTIFICATE_HEAD) {
    return refusal('the certificate table is too small for a certificate', out.directory);
  }
  const kept = keptFirst(claimedRanges(image, out, end));
  return {
    kind: 'hashed',
    ranges: kept.map((range) => within(range, 0, image.fileSize)).filter((range) => range.length > 0),
    padding: lengthWithin(kept, image.fileSize, end),
    behindFile: lengthWithin(kept, end, Infinity),
  };
}

/** Every range in the order in which it is claimed: headers, sections by address, and what is left. */
function claimedRanges({ optionalHeader, sections }: Image, out: LeftOut, end: number): readonly Span[] {
  const { sizeOfHeaders, fileAlignment } = optionalHeader;
  const ranges: Span[] = [...frontOf(out), between(endOf(out.directory), sizeOfHeaders.value)];
  let sum = sizeOfHeaders.value;
  for (const { rawData } of byAddress(sections)) {
    if (rawData.length === 0) continue;
    const length = rounded(rawData.length, fileAlignment.value);
    ranges.push({ offset: rawData.offset, length });
    sum += length;
  }
  if (sum + out.certificates.length < end) ranges.push(between(sum, end - out.certificates.length));
  return ranges.filter(({ length }) => length >= 0);
}

/** Rounds up as 32-bit code does for powers of two: 0 for an alignment of 0, and a size near 4 GiB wraps to 0. */
function rounded(size: number, alignment: number): number {
  return ((size + alignment - 1) & ~(alignment - 1)) >>> 0;
}

/** The sections by their addresses, those at one address in the order of the table. */
function byAddress(sections: readonly Section[]): readonly Section[] {
  const isSorted = sections.every((section, index) => {
    const previous = sections[index - 1];
    return previous === undefined || previous.virtualAddress.value <= section.virtualAddress.value;
  });
  return isSorted ? sections : [...sections].sort((a, b) => a.virtualAddress.value - b.virtualAddress.value);
}

/** The part of a range in `[start, end)`; of negative length where there is none. */
function within(range: Span, start: number, end: number): Span {
  const offset = Math.max(range.offset, start);
  return { offset, length: Math.min(endOf(range), end) - offset };
}

function lengthWithin(ranges: readonly Span[], start: number, end: number): number {
  return ranges.reduce((sum, range) => sum + Math.max(0, within(range, start, end).length), 0);
}

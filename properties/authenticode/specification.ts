import type { Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import { between, headerRanges, isRefusal } from './headers.ts';
import { refusal } from './hash-input.ts';
import type { HashInput, HashRefusal } from './hash-input.ts';
import { hasCertificateDirectory, leftOut } from './left-out.ts';

/** Signers write and hash a file in units of so many bytes. [sbsigntools, image.c] */
export const PADDING_UNIT = 8;

/**
 * What the specification and EDK2 hash: the headers, the data of the sections in the order of the file, and from the sum
 * of these lengths on whatever is left before the certificates. Sections at one place keep the order of the table.
 * [Authenticode, Calculating the PE Image Hash]
 */
export function bySpecification(image: Image): HashInput | HashRefusal {
  const out = leftOut(image);
  const headers = headerRanges(image, out);
  if (isRefusal(headers)) return headers;
  const { fileSize } = image;
  const ranges = [...headers];
  let sum = image.optionalHeader.sizeOfHeaders.value;
  for (const { rawData, sizeOfRawData } of inFileOrder(image)) {
    if (endOf(rawData) > fileSize)
      return refusal('the data of a section extends past the end of the file', sizeOfRawData);
    ranges.push(rawData);
    sum += rawData.length;
  }
  const end = fileSize - out.certificates.length;
  if (sum > end) return refusal('headers, data and certificates add up to more than the file', image.sectionTable);
  ranges.push(between(sum, end));
  return { kind: 'hashed', ranges, padding: 0, behindFile: 0 };
}

/**
 * What sbsign hashes: the same, and zeros up to a multiple of 8 bytes of what is signed. It wants a certificate
 * directory. [sbsigntools, image.c; shim, pe.c, for files without certificates]
 */
export function padded(image: Image): HashInput | HashRefusal {
  if (!hasCertificateDirectory(image)) return withoutDirectory(image);
  const input = bySpecification(image);
  if (input.kind === 'refused') return input;
  return { ...input, padding: paddingFor(image.fileSize - leftOut(image).certificates.length) };
}

/** The zeros that signers hash after so many bytes. */
export function paddingFor(length: number): number {
  return (PADDING_UNIT - (length % PADDING_UNIT)) % PADDING_UNIT;
}

/** The refusal of a program that has nowhere to put a signature. */
export function withoutDirectory({ optionalHeader }: Image): HashRefusal {
  return refusal('there is no certificate directory', optionalHeader.numberOfRvaAndSizes);
}

/** Sections with data by its place in the file, those at one place in the order of the table. */
function inFileOrder({ sections }: Image): readonly Section[] {
  const filled = sections.filter(({ rawData }) => rawData.length > 0);
  const offsets = filled.map(({ rawData }) => rawData.offset);
  const isSorted = offsets.every((offset, index) => index === 0 || offset >= (offsets[index - 1] ?? 0));
  return isSorted ? filled : filled.sort((a, b) => a.rawData.offset - b.rawData.offset);
}

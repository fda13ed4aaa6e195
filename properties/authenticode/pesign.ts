import type { Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import { between, headerRanges, isRefusal } from './headers.ts';
import { refusal } from './hash-input.ts';
import type { HashInput, HashRefusal } from './hash-input.ts';
import { certificateDirectory, leftOutWith } from './left-out.ts';

/**
 * What pesign hashes: as the specification has it, but the last section of the table stays last, for the sort leaves it
 * out. It never asks NumberOfRvaAndSizes, and where the sections are more than the file it hashes them all the same.
 * [pesign, cms_pe_common.c, generate_digest]
 */
export function byPesign(image: Image): HashInput | HashRefusal {
  const { sections, optionalHeader, fileSize, coffHeader } = image;
  if (sections.length === 0) return refusal('there are no sections', coffHeader.numberOfSections);
  const out = leftOutWith(image, certificateDirectory(image));
  const headers = headerRanges(image, out);
  if (isRefusal(headers)) return headers;
  const ranges = [...headers];
  let sum = optionalHeader.sizeOfHeaders.value;
  for (const { rawData, sizeOfRawData } of allButLastSorted(sections)) {
    if (rawData.length === 0) continue;
    if (endOf(rawData) > fileSize)
      return refusal('the data of a section extends past the end of the file', sizeOfRawData);
    ranges.push(rawData);
    sum += rawData.length;
  }
  if (fileSize > sum) {
    const rest = between(sum, fileSize - out.certificates.length);
    if (rest.length < 0)
      return refusal('headers, data and certificates add up to more than the file', image.sectionTable);
    ranges.push(rest);
  }
  return { kind: 'hashed', ranges, padding: 0, behindFile: 0 };
}

/** The sections by their place in the file, but for the last of the table, which stays last. */
function allButLastSorted(sections: readonly Section[]): readonly Section[] {
  const last = sections.length - 1;
  const isSorted = sections.every((section, index) => {
    const previous = sections[index - 1];
    return previous === undefined || index === last || previous.rawData.offset < section.rawData.offset;
  });
  if (isSorted) return sections;
  const sorted = sections.slice(0, last).map(placed).sort(byPlace);
  return [...sorted.map(({ section }) => section), ...sections.slice(last)];
}

/** What pesign sorts by, read once for each section: tables have up to 65,535 of them. */
interface Placed {
  readonly section: Section;
  readonly numbers: readonly [offset: number, address: number];
  readonly name: string;
  readonly sizes: readonly [memory: number, file: number];
}

function placed(section: Section): Placed {
  const { rawData, virtualAddress, name, virtualSize } = section;
  return {
    section,
    numbers: [rawData.offset, virtualAddress.value],
    name: name.value,
    sizes: [virtualSize.value, rawData.length],
  };
}

/** The order that pesign gives to two sections. [pesign, util.h, compare_shdrs] */
function byPlace(a: Placed, b: Placed): number {
  return (
    a.numbers[0] - b.numbers[0] ||
    a.numbers[1] - b.numbers[1] ||
    byText(a.name, b.name) ||
    a.sizes[0] - b.sizes[0] ||
    a.sizes[1] - b.sizes[1]
  );
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

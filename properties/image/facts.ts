/** Small questions about one image that several rules ask. */
import type { Clash, Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { perImage } from './per-image.ts';

/** Magic of a 32-bit optional header. [PE format, Optional Header (Image Only)] */
const MAGIC_PE32 = 0x10b;
/** Smallest page that firmware protects. [UEFI specification, EFI_PAGE_SIZE] */
export const PAGE_SIZE = 4096;

/** Whether the optional header is that of a 32-bit image. */
export function isPe32(image: Image): boolean {
  return image.optionalHeader.magic.value === MAGIC_PE32;
}

/** Bytes of the optional header before its data directories. */
export function fixedSizeOf(image: Image): number {
  return isPe32(image) ? 96 : 112;
}

/** The section table's end, a file offset. */
export function tableEnd(image: Image): number {
  return endOf(image.sectionTable);
}

/** Sections that have bytes in the file, in table order. */
export const withRawData: (image: Image) => readonly Section[] = perImage(({ sections }) => {
  const full = sections.filter(({ rawData }) => rawData.length > 0);
  // Mostly it is all of them, of which there is a list already.
  return full.length === sections.length ? sections : full;
});

/** The offset of the first byte of any section's data, or `null` when no section has any. */
export function firstRawData(image: Image): number | null {
  return rawDataBounds(image).first;
}

/** Both ends of all sections' data. */
const rawDataBounds: (image: Image) => { readonly first: number | null; readonly end: number } = perImage((image) => {
  let [first, end] = [Infinity, 0];
  for (const { rawData } of withRawData(image)) {
    first = Math.min(first, rawData.offset);
    end = Math.max(end, endOf(rawData));
  }
  return { first: first === Infinity ? null : first, end };
});

/** The offset after the last byte of any section's data, or the end of the headers when no section has any. */
export function rawDataEnd(image: Image): number {
  const start = Math.max(image.optionalHeader.sizeOfHeaders.value, tableEnd(image));
  return Math.max(start, rawDataBounds(image).end);
}

/** Whether the image's data ends inside a block of FileAlignment. */
export function endsInsideBlock(image: Image): boolean {
  return rawDataEnd(image) % image.optionalHeader.fileAlignment.value !== 0;
}

/** Whether one of the parts that clash is symbols or debug data: they can be kept as they are, and are hashed as what they are in. */
export function isHarmless({ first, second }: Clash): boolean {
  const kinds = [first.kind, second.kind];
  return kinds.includes('symbol-table') || kinds.includes('claimed-slack');
}

/** The address after the last one that any section takes. */
export function addressEnd(image: Image): number {
  return image.sections.reduce((high, { extent }) => Math.max(high, endOf(extent)), 0);
}

/**
 * The address after the last one that any of these sections takes. Addresses ascend strictly, so that a section without
 * extent still has its own to itself.
 */
export function firstFreeAddress(sections: readonly Section[]): number {
  return sections.reduce((high, { extent }) => Math.max(high, extent.offset + Math.max(1, extent.length)), 0);
}

/**
 * The first address that nothing of an image takes: no section, not the headers, and not what SizeOfImage reserves after
 * the sections, for loaders allocate it and the program may use it.
 */
export function firstAddressAfter({ sections, optionalHeader }: Image): number {
  const { sizeOfHeaders, sizeOfImage } = optionalHeader;
  return Math.max(firstFreeAddress(sections), sizeOfHeaders.value, sizeOfImage.value);
}

/** Sections in the order of their addresses; table order among equals. */
export const byAddress: (image: Image) => readonly Section[] = perImage(({ sections }) => {
  const isOrdered = sections.every((section, index) => {
    const before = sections[index - 1];
    return before === undefined || before.extent.offset <= section.extent.offset;
  });
  if (isOrdered) return sections;
  return sections
    .map((section) => ({ section, address: section.extent.offset }))
    .sort((a, b) => a.address - b.address)
    .map(({ section }) => section);
});

/** The header field that gives a section its place in the file. */
export function rawField(section: Section): Span {
  return { offset: section.sizeOfRawData.offset, length: 8 };
}

/** The header fields that give a section its addresses. */
export function addressField(section: Section): Span {
  return { offset: section.virtualSize.offset, length: 8 };
}

/** How findings name a section: by its place in the table, for names may repeat. */
export function nameOf(section: Section): string {
  return `sections[${section.index}] ${JSON.stringify(section.name.value)}`;
}

/** The reason of rules on multiples of FileAlignment for an image in which it is 0. */
export function withoutFileAlignment({ optionalHeader }: Image): string | undefined {
  return optionalHeader.fileAlignment.value === 0 ? 'FileAlignment is 0' : undefined;
}

/** The reason of rules on multiples of SectionAlignment for an image in which it is 0. */
export function withoutSectionAlignment({ optionalHeader }: Image): string | undefined {
  return optionalHeader.sectionAlignment.value === 0 ? 'SectionAlignment is 0' : undefined;
}

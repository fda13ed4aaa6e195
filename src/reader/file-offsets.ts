import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import type { Section } from './model.ts';

/**
 * The section from which an address is loaded: the first that takes it, or where none does, the first whose data is
 * longer than its addresses and reaches there.
 */
export function holderOf(address: number, sections: readonly Section[]): Section | undefined {
  const reaches = ({ virtualAddress }: Section, length: number): boolean => {
    const distance = address - virtualAddress.value;
    return distance >= 0 && distance < length;
  };
  return (
    sections.find((section) => reaches(section, section.extent.length)) ??
    sections.find((section) => reaches(section, section.rawData.length))
  );
}

/** An address that is looked for, and its place in the answer. */
interface Wanted {
  readonly address: number;
  readonly place: number;
}

/**
 * The file offsets of many addresses, each as `fileOffsetOf` has it, in time that does not grow with the product of
 * addresses and sections: an image may have very many of both.
 */
export function fileOffsetsOf(
  addresses: readonly number[],
  sections: readonly Section[],
  sizeOfHeaders: number,
): readonly (number | null)[] {
  const offsets = addresses.map((address): number | null => (address < sizeOfHeaders ? address : null));
  const wanted: Wanted[] = addresses.map((address, place) => ({ address, place }));
  wanted.sort((a, b) => a.address - b.address);
  for (const { extent, rawData } of wanted.length === 0 ? [] : sections) {
    for (const { address, place } of takeFrom(wanted, extent)) {
      const distance = address - extent.offset;
      // What a section takes beyond its data is zero in memory, whatever else of the file might belong there.
      offsets[place] = distance < rawData.length ? rawData.offset + distance : null;
    }
  }
  for (const { extent, rawData } of wanted.length === 0 ? [] : sections) {
    for (const { address, place } of takeFrom(wanted, { offset: extent.offset, length: rawData.length })) {
      offsets[place] = rawData.offset + address - extent.offset;
    }
  }
  return offsets;
}

/** Removes the addresses that lie in a range from a list in their order, and gives them. */
function takeFrom(wanted: Wanted[], range: Span): readonly Wanted[] {
  const first = countBelow(wanted, range.offset);
  const end = countBelow(wanted, endOf(range));
  return end > first ? wanted.splice(first, end - first) : [];
}

/** How many of a list in the order of addresses lie below a limit. */
function countBelow(wanted: readonly Wanted[], limit: number): number {
  let [low, high] = [0, wanted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((wanted[middle]?.address ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { Image } from '../../reader/index.ts';
import type { PlacedColumn } from './column.ts';
import { SECTIONS_DRAWN } from './limits.ts';
import { element, pixels } from '../../page/index.ts';
import { loadedLength } from './memory-column.ts';

/** The room between the columns. */
export interface LinkPlace {
  readonly left: number;
  readonly right: number;
}

/** For the headers and each drawn section, the way of its bytes from the file to its addresses. */
export function linkMarkup(
  { sections, optionalHeader, fileSize }: Image,
  file: PlacedColumn,
  memory: PlacedColumn,
  place: LinkPlace,
): readonly string[] {
  const drawn = sections.slice(0, SECTIONS_DRAWN);
  const ways = [
    { offset: 0, address: 0, length: Math.min(optionalHeader.sizeOfHeaders.value, fileSize) },
    ...drawn.map((section) => ({
      offset: section.rawData.offset,
      address: section.extent.offset,
      length: Math.min(loadedLength(section), Math.max(0, fileSize - section.rawData.offset)),
    })),
  ];
  return ways
    .filter(({ length }) => length > 0)
    .map(({ offset, address, length }) => {
      const corners = [
        [place.left, file.axis.yOf(offset)],
        [place.right, memory.axis.yOf(address)],
        [place.right, memory.axis.yOf(address + length)],
        [place.left, file.axis.yOf(offset + length)],
      ];
      const points = corners.map((corner) => corner.map(pixels).join(',')).join(' ');
      return element('polygon', { points, class: 'link' });
    });
}

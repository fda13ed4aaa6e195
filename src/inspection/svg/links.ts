import type { Image } from '../../reader/index.ts';
import { linkBand } from '../../page/drawing/index.ts';
import type { PlacedColumn } from '../../page/drawing/index.ts';
import { SECTIONS_DRAWN } from './limits.ts';
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
    .map(({ offset, address, length }) =>
      linkBand(
        { x: place.left, top: file.axis.yOf(offset), bottom: file.axis.yOf(offset + length) },
        { x: place.right, top: memory.axis.yOf(address), bottom: memory.axis.yOf(address + length) },
        'link',
      ),
    );
}

/** Where the bytes of an image start and end, at the edges where rules on it would not show the difference. */
import { describe, expect, it } from 'vitest';
import { endsInsideBlock, firstRawData, rawDataEnd, tableEnd } from '../../../properties/image/facts.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { AT, clean, headersOnly } from '../../vectors/base-images.ts';
import { setU32 } from '../../vectors/patch.ts';

const RAW_END = 0x3200;

/** {@link clean} whose data ends `distance` bytes further on than the file does. */
function ending(distance: number) {
  return imageIn(setU32(clean(), AT.data.sizeOfRawData, 0x200 + distance));
}

describe('the end of the data', () => {
  it('is the end of the last section in the file', () => {
    expect(rawDataEnd(imageIn(clean()))).toBe(RAW_END);
    expect(firstRawData(imageIn(clean()))).toBe(0x1000);
  });

  it('is the end of the headers where no section has data, and of the table where that is longer', () => {
    const image = imageIn(headersOnly());
    expect(rawDataEnd(image)).toBe(0xe00);
    expect(rawDataEnd(imageIn(setU32(headersOnly(), AT.sizeOfHeaders, 0)))).toBe(tableEnd(image));
    expect(firstRawData(image)).toBe(null);
  });

  it.each([
    [-1, true],
    [0, false],
    [1, true],
    [0x200, false],
  ])('%i bytes behind the end of a block, is inside one: %s', (distance, expected) => {
    expect(endsInsideBlock(ending(distance))).toBe(expected);
  });
});

/** Where the bytes of an image start and end, at the edges where rules on it would not show the difference. */
import { describe, expect, it } from 'vitest';
import {
  endsInsideBlock,
  firstRawData,
  gapsAreBelowOneBlock,
  rawDataEnd,
  tableEnd,
} from '../../../properties/image/facts.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { AT, IDEAL_AT, clean, headersOnly, ideal } from '../../vectors/base-images.ts';
import { setU32, setWords } from '../../vectors/patch.ts';

const RAW_END = 0x3200;

/** {@link clean} whose data ends `distance` bytes further on than the file does. */
function ending(distance: number) {
  return imageIn(setU32(clean(), AT.data.sizeOfRawData, 0x200 + distance));
}

/** {@link clean} with `distance` bytes between the data of its sections, or the table in the other order. */
function apart(distance: number) {
  return imageIn(setU32(clean(), AT.data.pointerToRawData, 0x3000 + distance));
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

describe('gaps between the data of sections', () => {
  it.each([
    [-0x200, true],
    [0, true],
    [0x1ff, true],
    [0x200, false],
    [0x201, false],
  ])('of %i bytes are below a block of 0x200: %s', (distance, expected) => {
    expect(gapsAreBelowOneBlock(apart(distance))).toBe(expected);
  });

  it('are looked for in the order of the file', () => {
    const swapped = [
      [AT.text.pointerToRawData, 0x1200],
      [AT.data.pointerToRawData, 0x1000],
    ] as const;
    expect(gapsAreBelowOneBlock(imageIn(setWords(clean(), ...swapped)))).toBe(true);
    const distant = setWords(
      clean(),
      ...swapped.map(([at, offset]) => [at, offset === 0x1200 ? 0x1400 : offset] as const),
    );
    expect(gapsAreBelowOneBlock(imageIn(distant))).toBe(false);
  });

  it('are all looked at', () => {
    const last = setU32(ideal(), IDEAL_AT.sbom.pointerToRawData, 0x7000);
    expect(gapsAreBelowOneBlock(imageIn(last))).toBe(false);
    expect(gapsAreBelowOneBlock(imageIn(headersOnly()))).toBe(true);
  });
});

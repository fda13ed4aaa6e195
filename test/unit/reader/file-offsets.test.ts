/** Goal: looking for many addresses at once finds what looking for each finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileOffsetOf, fileOffsetsOf } from '../../../src/reader/index.ts';
import { AT, patched } from './annotated.ts';
import { imageOf } from './model.ts';

const small = fc.integer({ min: 0, max: 12 });
const section = fc.record({ virtualSize: small, virtualAddress: small, sizeOfRawData: small });

describe('the file offsets of many addresses', () => {
  it('are those of each, however sections overlap', () => {
    const inputs = fc.record({
      sections: fc.tuple(section, section),
      sizeOfHeaders: small,
      addresses: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
    });
    const property = fc.property(inputs, ({ sections, sizeOfHeaders, addresses }) => {
      const words: Record<number, number> = {};
      for (const [index, { virtualSize, virtualAddress, sizeOfRawData }] of sections.entries()) {
        const header = AT.sectionTable + 40 * index;
        words[header + 8] = virtualSize;
        words[header + 12] = virtualAddress;
        words[header + 16] = sizeOfRawData;
      }
      const image = imageOf(patched(words));
      const found = fileOffsetsOf(addresses, image.sections, sizeOfHeaders);
      expect(found).toEqual(addresses.map((address) => fileOffsetOf(address, image.sections, sizeOfHeaders)));
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it('are none for no addresses', () => {
    expect(fileOffsetsOf([], imageOf(patched({})).sections, 0x200)).toEqual([]);
  });
});

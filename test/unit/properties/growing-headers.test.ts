/** Headers without room: when there is a way to make some, and what they would come to lie at. */
import { describe, expect, it } from 'vitest';
import { refusalGrounds } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { AT, withoutZboot } from '../../vectors/base-images.ts';
import { REQUEST, inInput } from '../../vectors/calls.ts';
import { setWords } from '../../vectors/patch.ts';

const GROWTH = 'images whose headers have to grow';
const CAPTURED = 'addresses that point to where headers grow';

type Grounds = ReturnType<typeof refusalGrounds>;

/** An image whose headers end with its section table, with some words changed. */
function groundsOf(...words: readonly (readonly [number, number])[]): Grounds {
  const tight = setWords(withoutZboot(), [AT.sizeOfHeaders, AT.tableEnd], ...words);
  return refusalGrounds(readImage(tight), [REQUEST]);
}

describe('an address in front of the sections', () => {
  const policiesWith = (addressOfEntryPoint: number): readonly string[] => {
    const found = groundsOf([AT.addressOfEntryPoint, addressOfEntryPoint]);
    return found.kind === 'may' ? found.policies : [found.kind];
  };

  it.each([
    ['the last byte of the headers', AT.tableEnd - 1, []],
    ['the first byte behind the headers', AT.tableEnd, [CAPTURED]],
    ['the last byte in front of the sections', 0xfff, [CAPTURED]],
    ['the first byte of the sections', 0x1000, []],
  ])('is a reason of its own to decline to grow the headers over it: %s', (_, address, more) => {
    expect(policiesWith(address).filter((policy) => [GROWTH, CAPTURED].includes(policy))).toEqual([GROWTH, ...more]);
  });
});

describe('a gap behind the headers', () => {
  const HEADER_END = AT.tableEnd + 40;
  /** The grounds for sections that start at some address, and at some offset in the file. */
  const gap = (address: number, offset: number): Grounds =>
    groundsOf([AT.text.virtualAddress, address], [AT.text.pointerToRawData, offset]);

  it('is room for a header as long as it, though not for a block of FileAlignment', () => {
    expect(gap(HEADER_END, HEADER_END)).toMatchObject({ kind: 'may' });
  });

  it.each([
    ['address', HEADER_END - 1, HEADER_END],
    ['offset', HEADER_END, HEADER_END - 1],
  ])('is none when it is a byte too short, by the first %s', (_, address, offset) => {
    expect(gap(address, offset)).toEqual({
      kind: 'must',
      because: 'the headers have no room and cannot grow below the first section',
      at: inInput(AT.sizeOfHeaders),
    });
  });
});

/** Goal: relocations are read as far as they are well formed and in the file, and where they end is said. */
import { describe, expect, it } from 'vitest';
import { relocationBlocks, relocationEntries } from '../../../src/reader/index.ts';
import type { ByteSource, Image, RelocationBlock, RelocationEnd } from '../../../src/reader/index.ts';
import { AT, PE32_PLUS, patched } from './annotated.ts';
import { imageOf } from './model.ts';

const DIRECTORY = 0xf0;
/** Where the second section has its data and its address, and how much of either. */
const DATA = 0x400;
const ADDRESS = 0x4000;
const VIRTUAL_SIZE = AT.sectionTable + 40 + 8;
const RAW_SIZE = AT.sectionTable + 40 + 16;

type Words = Readonly<Record<number, number>>;

/** The image with a directory of relocations and other words. */
function relocated(address: number, size: number, words: Words = {}): Image {
  return imageOf(patched({ [DIRECTORY]: address, [DIRECTORY + 4]: size, ...words }));
}

function walk(image: Image): { readonly blocks: readonly RelocationBlock[]; readonly end: RelocationEnd | null } {
  const blocks: RelocationBlock[] = [];
  const steps = relocationBlocks(image);
  let step = steps.next();
  while (step.done !== true) {
    blocks.push(step.value);
    step = steps.next();
  }
  return { blocks, end: step.value };
}

/** Two blocks of 12 and 8 bytes. */
const TWO: Words = { [DATA]: 0x2000, [DATA + 4]: 12, [DATA + 8]: 0xa0103004, [DATA + 12]: 0x3000, [DATA + 16]: 8 };

describe('the blocks of relocations', () => {
  it('are none without a directory', () => {
    expect(walk(relocated(0, 0))).toEqual({ blocks: [], end: null });
    expect(walk(relocated(ADDRESS, 0))).toEqual({ blocks: [], end: null });
    expect(walk(imageOf(patched({ [AT.numberOfRvaAndSizes]: 5 })))).toEqual({ blocks: [], end: null });
  });

  it('follow each other up to the end of the directory', () => {
    const { blocks, end } = walk(relocated(ADDRESS, 20, TWO));
    const plain = blocks.map(({ index, span, pageRva, blockSize }) => ({ index, span, pageRva, blockSize }));
    expect(plain).toEqual([
      {
        index: 0,
        span: { offset: DATA, length: 12 },
        pageRva: { offset: DATA, length: 4, path: 'relocationBlocks[0].pageRva', value: 0x2000 },
        blockSize: { offset: DATA + 4, length: 4, path: 'relocationBlocks[0].blockSize', value: 12 },
      },
      {
        index: 1,
        span: { offset: DATA + 12, length: 8 },
        pageRva: { offset: DATA + 12, length: 4, path: 'relocationBlocks[1].pageRva', value: 0x3000 },
        blockSize: { offset: DATA + 16, length: 4, path: 'relocationBlocks[1].blockSize', value: 8 },
      },
    ]);
    expect(end).toEqual({ reason: 'complete' });
  });

  it.each([0, 4, 7, 10, 24, 0xfffffffc])('end before a block whose size is %i', (size) => {
    const { blocks, end } = walk(relocated(ADDRESS, 32, { ...TWO, [DATA + 16]: size }));
    expect(blocks).toHaveLength(1);
    expect(end).toMatchObject({ reason: 'block-size', blockSize: { offset: DATA + 16, value: size }, room: 20 });
  });

  it('end with a last block of any even size, as many EFI programs have it', () => {
    expect(walk(relocated(ADDRESS, 22, { ...TWO, [DATA + 16]: 10 }))).toMatchObject({
      blocks: [{ span: { length: 12 } }, { span: { offset: DATA + 12, length: 10 } }],
      end: { reason: 'complete' },
    });
    const odd = walk(relocated(ADDRESS, 23, { ...TWO, [DATA + 16]: 11 }));
    expect(odd.end).toMatchObject({ reason: 'block-size', blockSize: { value: 11 }, room: 11 });
  });

  it.each([1, 4, 7])('end before a rest of %i bytes', (rest) => {
    const { blocks, end } = walk(relocated(ADDRESS, 20 + rest, TWO));
    expect(blocks).toHaveLength(2);
    expect(end).toEqual({ reason: 'rest', rest: { offset: DATA + 20, length: rest } });
  });

  it.each([
    ['a head', 12 + 4],
    ['a head and less than the size that it states', 12 + 8],
    ['nothing of it', 12],
  ])('end before a block of which the file has %s', (_, rawSize) => {
    const words = { ...TWO, [DATA + 16]: 12, [RAW_SIZE]: rawSize };
    const { blocks, end } = walk(relocated(ADDRESS, 24, words));
    expect(blocks).toHaveLength(1);
    expect(end).toEqual({ reason: 'no-data', address: ADDRESS + 12 });
  });

  it('end where the section ends in memory and in the file, for what follows is another', () => {
    const words = { ...TWO, [DATA + 16]: 12, [RAW_SIZE]: 12, [VIRTUAL_SIZE]: 12 };
    expect(walk(relocated(ADDRESS, 24, words)).end).toEqual({ reason: 'other-region', address: ADDRESS + 12 });
    const larger = { ...words, [RAW_SIZE]: 16 };
    expect(walk(relocated(ADDRESS, 24, larger)).end).toEqual({ reason: 'other-region', address: ADDRESS + 12 });
  });

  it('end where the file ends', () => {
    const second = AT.sectionTable + 40;
    const words = { [second + 16]: 0x1000, [second + 20]: PE32_PLUS.bytes.length - 8, [second + 8]: 0x1000 };
    const { blocks, end } = walk(relocated(ADDRESS, 24, words));
    expect(blocks).toHaveLength(0);
    expect(end).toMatchObject({ reason: 'block-size', room: 24 });
    const { end: outside } = walk(relocated(ADDRESS + 8, 24, words));
    expect(outside).toEqual({ reason: 'no-data', address: ADDRESS + 8 });
  });

  it.each([
    ['in no section', 0x3000],
    ['behind the image', 0xfffffff0],
    ['in memory that has no bytes in the file', ADDRESS + 0x400],
  ])('are none at an address %s', (_, address) => {
    const { blocks, end } = walk(relocated(address, 20, { [VIRTUAL_SIZE]: 0x800 }));
    expect(blocks).toEqual([]);
    expect(end).toEqual({ reason: 'no-data', address });
  });

  it('may lie in the headers, which are loaded at their own offsets', () => {
    const { blocks, end } = walk(relocated(0x160, 8, { [0x160]: 0x2000, [0x164]: 8 }));
    expect(blocks.map(({ span }) => span)).toEqual([{ offset: 0x160, length: 8 }]);
    expect(end).toEqual({ reason: 'complete' });
    expect(walk(relocated(0x1fc, 8)).end).toEqual({ reason: 'other-region', address: 0x1fc });
    expect(walk(relocated(0, 8)).end).toMatchObject({ reason: 'block-size', blockSize: { offset: 4 } });
  });

  it('are read in pieces that add up to the bytes that exist, however small they are', () => {
    const count = 20_000;
    const file = new Uint8Array(DATA + 8 * count);
    file.set(patched({ [DIRECTORY]: ADDRESS, [DIRECTORY + 4]: 0xfffffff8, [RAW_SIZE]: 8 * count }));
    file.fill(0, DATA);
    for (let index = 0; index < count; index += 1) file[DATA + 8 * index + 4] = 8;
    let fetched = 0;
    const source: ByteSource = {
      length: file.length,
      slice: (offset, length) => {
        fetched += length;
        return file.subarray(offset, offset + length);
      },
    };
    const image = imageOf(source);
    fetched = 0;
    const { blocks, end } = walk(image);
    expect(blocks).toHaveLength(count);
    expect(blocks.at(-1)?.span).toEqual({ offset: DATA + 8 * (count - 1), length: 8 });
    expect(end).toEqual({ reason: 'other-region', address: ADDRESS + 8 * count });
    expect(fetched).toBe(8 * count);
  });
});

describe('the relocations of a block', () => {
  /** What the entries of one block are, given as 16-bit words; the page is at 0x2000. */
  function entriesOf(...words: readonly number[]): unknown[] {
    const size = 8 + 2 * words.length;
    const file = patched({ [DIRECTORY]: ADDRESS, [DIRECTORY + 4]: size, [DATA]: 0x2000, [DATA + 4]: size });
    const view = new DataView(file.buffer);
    for (const [index, word] of words.entries()) view.setUint16(DATA + 8 + 2 * index, word, true);
    const image = imageOf(file);
    return walk(image).blocks.flatMap((block) =>
      [...relocationEntries(image, block)].map(({ at, type, address, parameter }) => [at, type, address, parameter]),
    );
  }

  const at = (offset: number, length: number): object => ({ offset: DATA + 8 + offset, length });

  it('have a type of 4 bits and an offset of 12 in the page', () => {
    expect(entriesOf(0xafff, 0x3000, 0, 0xf123)).toEqual([
      [at(0, 2), 10, 0x2fff, null],
      [at(2, 2), 3, 0x2000, null],
      [at(4, 2), 0, 0x2000, null],
      [at(6, 2), 15, 0x2123, null],
    ]);
  });

  it('take the next entry as a parameter with type 4', () => {
    expect(entriesOf(0x4010, 0xa123, 0x4020, 0x4030)).toEqual([
      [at(0, 4), 4, 0x2010, 0xa123],
      [at(4, 4), 4, 0x2020, 0x4030],
    ]);
  });

  it('have no parameter at the end of the block', () => {
    expect(entriesOf(0x3000, 0x4010)).toEqual([
      [at(0, 2), 3, 0x2000, null],
      [at(2, 2), 4, 0x2010, null],
    ]);
  });

  it('are none in a block that is a head', () => {
    expect(entriesOf()).toEqual([]);
  });
});

/** Goal: a file read in blocks is that file, whatever is asked of it, and little of it is read and kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileError, blocksOf } from '../../../src/files/index.ts';
import type { FileBlocks, InputFile } from '../../../src/files/index.ts';

const BLOCK = 65_536;
/** Blocks that are kept. */
const KEPT = 64;

/** What a file was asked for, in order. */
type Ask = readonly ['read', number, number] | readonly ['confirm'] | readonly ['close'];

interface Watched {
  readonly blocks: FileBlocks;
  readonly asked: Ask[];
}

/** The byte of a file at an offset: no two blocks that are near each other are equal. */
function byteAt(offset: number): number {
  return (offset * 7 + Math.floor(offset / BLOCK) * 31 + 1) % 256;
}

/** A file in memory and what it was asked for; `reading` comes before each read and may fail. */
function watch(length: number, reading: () => void = () => undefined): Watched {
  const asked: Ask[] = [];
  const file: InputFile = {
    path: 'in',
    descriptor: -1,
    length,
    mode: 0o644,
    read(buffer, offset) {
      asked.push(['read', offset, buffer.length]);
      reading();
      if (offset + buffer.length > length) throw new Error('the file was read beyond its end');
      for (let index = 0; index < buffer.length; index += 1) buffer[index] = byteAt(offset + index);
    },
    confirmUnchanged() {
      asked.push(['confirm']);
    },
    close() {
      asked.push(['close']);
    },
  };
  return { blocks: blocksOf(file), asked };
}

/** The bytes of a file from one offset to another. */
function bytesBetween(start: number, end: number): Uint8Array {
  return Uint8Array.from({ length: Math.max(0, end - start) }, (_, index) => byteAt(start + index));
}

/** Looks at one byte of each block. */
function lookAt({ blocks: { source } }: Watched, indexes: readonly number[]): void {
  for (const index of indexes) source.slice(index * BLOCK + 7, 1);
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('a file in blocks', () => {
  it('gives what the file holds where it is asked, and fewer bytes where the file ends', () => {
    const length = 3 * BLOCK + 100;
    const { source } = watch(length).blocks;
    expect(source.length).toBe(length);
    const near = fc
      .constantFrom(0, BLOCK, 2 * BLOCK, 3 * BLOCK, length)
      .chain((offset) => fc.integer({ min: -3, max: 3 }).map((step) => Math.max(0, offset + step)));
    fc.assert(
      fc.property(fc.oneof(near, fc.nat(length + 10)), fc.oneof(near, fc.nat(300)), (offset, wanted) => {
        const expected = bytesBetween(offset, Math.min(offset + wanted, length));
        expect(Buffer.compare(source.slice(offset, wanted), expected)).toBe(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each<[string, number, number, Ask[]]>([
    ['the first byte', 0, 1, [['read', 0, BLOCK]]],
    ['a whole block', BLOCK, BLOCK, [['read', BLOCK, BLOCK]]],
    ['the last byte of a block', 2 * BLOCK - 1, 1, [['read', BLOCK, BLOCK]]],
    ['the last two bytes of a block', 2 * BLOCK - 2, 2, [['read', BLOCK, BLOCK]]],
    ['bytes of two blocks', 2 * BLOCK - 1, 2, [['read', 2 * BLOCK - 1, 2]]],
    ['a block and a byte', BLOCK, BLOCK + 1, [['read', BLOCK, BLOCK + 1]]],
    ['the short block at the end', 2 * BLOCK + 5, 1000, [['read', 2 * BLOCK, 10]]],
    ['nothing', 5, 0, []],
    ['nothing of what is no block', 2 * BLOCK + 10, 1, []],
    ['what lies behind the end', 3 * BLOCK, BLOCK, []],
  ])('reads for %s no more than a block or what was asked for', (_what, offset, wanted, reads) => {
    const watched = watch(2 * BLOCK + 10);
    watched.blocks.source.slice(offset, wanted);
    expect(watched.asked).toEqual(reads);
  });

  it('reads a block once for all that lies in it', () => {
    const watched = watch(4 * BLOCK);
    for (const offset of [0, 100, BLOCK - 1, BLOCK, 2 * BLOCK - 1]) watched.blocks.source.slice(offset, 1);
    watched.blocks.source.slice(BLOCK, BLOCK);
    expect(watched.asked).toEqual([
      ['read', 0, BLOCK],
      ['read', BLOCK, BLOCK],
    ]);
  });

  it('keeps nothing of a slice that no one block holds, and drops nothing for it', () => {
    const watched = watch((KEPT + 10) * BLOCK);
    lookAt(watched, numbersTo(KEPT));
    watched.asked.length = 0;
    for (let count = 0; count < 2; count += 1) watched.blocks.source.slice(1, BLOCK);
    lookAt(watched, numbersTo(KEPT));
    expect(watched.asked).toEqual([
      ['read', 1, BLOCK],
      ['read', 1, BLOCK],
    ]);
  });
});

describe('the blocks that are kept of a file', () => {
  it('are 64', () => {
    const watched = watch((KEPT + 1) * BLOCK);
    lookAt(watched, numbersTo(KEPT));
    expect(watched.asked).toHaveLength(KEPT);
    lookAt(watched, numbersTo(KEPT));
    expect(watched.asked).toHaveLength(KEPT);
  });

  it('are, when there is one more, all but the one that was unused for longest', () => {
    const watched = watch((KEPT + 1) * BLOCK);
    lookAt(watched, numbersTo(KEPT));
    // The second is now the one unused for longest.
    lookAt(watched, [0, KEPT]);
    watched.asked.length = 0;
    lookAt(watched, [...numbersTo(KEPT + 1).filter((index) => index !== 1), 1]);
    expect(watched.asked).toEqual([['read', BLOCK, BLOCK]]);
  });
});

describe('confirmation of a file in blocks', () => {
  it('is that of the file, and so is its end', () => {
    const { blocks, asked } = watch(10);
    blocks.confirmUnchanged();
    blocks.close();
    expect(asked).toEqual([['confirm'], ['close']]);
  });

  it('tells of the first read that failed, whoever took it for a mistake of its own', () => {
    const failures = [new FileError('the first'), new FileError('the second')];
    let reads = 0;
    const { blocks, asked } = watch(10 * BLOCK, () => {
      const failure = failures[reads];
      reads += 1;
      if (failure !== undefined) throw failure;
    });
    const { source } = blocks;
    expect(() => source.slice(0, 1)).toThrow(failures[0]);
    expect(() => source.slice(1, BLOCK)).toThrow(failures[1]);
    // What could not be read is not kept as if it could.
    expect(source.slice(0, 1)).toEqual(bytesBetween(0, 1));
    expect(() => {
      blocks.confirmUnchanged();
    }).toThrow(failures[0]);
    expect(asked).not.toContainEqual(['confirm']);
  });

  it('does not tell of a failure that is not of the file', () => {
    const failure = new RangeError('a mistake');
    const { blocks, asked } = watch(10, () => {
      throw failure;
    });
    expect(() => blocks.source.slice(0, 1)).toThrow(failure);
    blocks.confirmUnchanged();
    expect(asked.at(-1)).toEqual(['confirm']);
  });
});

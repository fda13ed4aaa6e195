import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InputFile } from '../../../src/files/index.ts';
import { FileError, blocksOf } from '../../../src/files/index.ts';
import { openImage } from '../../../src/cli/image-source.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const BLOCK = 2 ** 16;

/** A file in which every byte is its offset divided by 256, and the reads that were made of it. */
function counted(length: number): { readonly file: InputFile; readonly reads: [offset: number, length: number][] } {
  const reads: [number, number][] = [];
  const file: InputFile = {
    path: 'image',
    descriptor: -1,
    length,
    mode: 0o644,
    read(buffer, offset) {
      reads.push([offset, buffer.length]);
      for (const index of buffer.keys()) buffer[index] = Math.floor((offset + index) / 256);
    },
    confirmUnchanged: () => undefined,
    close: () => undefined,
  };
  return { file, reads };
}

describe('an image that is read in blocks', () => {
  it('is read once where a block holds what is asked for, and right whatever is asked for', () => {
    const { file, reads } = counted(3 * BLOCK);
    const { source } = blocksOf(file);
    expect(source.length).toBe(3 * BLOCK);
    expect([...source.slice(0x100, 2), ...source.slice(0x2ff, 2)]).toEqual([1, 1, 2, 3]);
    expect([...source.slice(BLOCK + 0x400, 1)]).toEqual([4]);
    expect(reads).toEqual([
      [0, BLOCK],
      [BLOCK, BLOCK],
    ]);
  });

  it('is read by itself where no block holds what is asked for', () => {
    const { file, reads } = counted(3 * BLOCK);
    const { source } = blocksOf(file);
    expect([...source.slice(BLOCK - 1, 2)]).toEqual([255, 0]);
    expect(source.slice(0x100, 2 * BLOCK)).toHaveLength(2 * BLOCK);
    expect(reads).toEqual([
      [BLOCK - 1, 2],
      [0x100, 2 * BLOCK],
    ]);
  });

  it('ends where the file ends', () => {
    const { file, reads } = counted(BLOCK + 10);
    const { source } = blocksOf(file);
    expect(source.slice(BLOCK + 4, 100)).toHaveLength(6);
    expect(source.slice(BLOCK + 10, 4)).toHaveLength(0);
    expect(source.slice(2 ** 40, 4)).toHaveLength(0);
    expect(reads).toEqual([[BLOCK, 10]]);
  });

  it('keeps 64 blocks and drops the one that is unused for longest', () => {
    const { file, reads } = counted(100 * BLOCK);
    const { source } = blocksOf(file);
    for (let index = 0; index < 64; index += 1) source.slice(index * BLOCK, 1);
    source.slice(0, 1);
    source.slice(64 * BLOCK, 1);
    expect(reads).toHaveLength(65);
    source.slice(0, 1);
    expect(reads).toHaveLength(65);
    source.slice(BLOCK, 1);
    expect(reads.at(-1)).toEqual([BLOCK, BLOCK]);
  });

  it('remembers a read that failed, which a rule would take for its own mistake', () => {
    const failure = new FileError('image: the image cannot be read: the device failed.');
    const file: InputFile = {
      ...counted(100).file,
      read: () => {
        throw failure;
      },
    };
    const image = blocksOf(file);
    expect(() => image.source.slice(0, 4)).toThrow(failure);
    expect(() => {
      image.confirmUnchanged();
    }).toThrow(failure);
  });
});

describe('an image that is opened', () => {
  it('is the file, and confirmed while nobody changes it', async () => {
    writeFileSync(temp('image'), 'MZ and more');
    const image = await openImage(temp('image'), 'image');
    expect(Buffer.from(image.source.slice(0, 6)).toString()).toBe('MZ and');
    image.confirmUnchanged();
    image.close();
  });

  it.each([
    [
      'grows',
      () => {
        appendFileSync(temp('image'), 'x');
      },
    ],
    [
      'shrinks',
      () => {
        truncateSync(temp('image'), 3);
      },
    ],
  ])('is not confirmed when it %s while it is read', async (_, change) => {
    writeFileSync(temp('image'), 'MZ and more');
    const image = await openImage(temp('image'), 'original image');
    image.source.slice(0, 2);
    change();
    expect(() => {
      image.confirmUnchanged();
    }).toThrow(`${temp('image')}: the original image cannot be read: it changed while being read`);
    image.close();
  });

  it.each(['/dev/null', '/dev/zero'])('is no device: %s', async (path) => {
    await expect(openImage(path, 'image')).rejects.toThrow('it is not a regular file');
  });
});

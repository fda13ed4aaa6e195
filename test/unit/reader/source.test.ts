/** Goal: the reader fetches headers and no data, changes nothing, and does not care where in memory the bytes lie. */
import { describe, expect, it } from 'vitest';
import { fileOffsetOf, memorySource, readImage } from '../../../src/reader/index.ts';
import type { ByteSource, Image } from '../../../src/reader/index.ts';
import type { Span } from '../../../src/results/index.ts';
import { AT, PE32_PLUS, patched } from './annotated.ts';
import { plain } from '../../support/structure-fields.ts';
import { codesOf, imageOf } from './model.ts';

const GIB = 2 ** 30;

/** A file of any size that has the given bytes at its start and zeros behind them, and tells what is fetched of it. */
function sparseSource(head: Uint8Array, length: number): ByteSource & { readonly fetched: Span[] } {
  const fetched: Span[] = [];
  return {
    length,
    fetched,
    slice(offset, wanted) {
      const size = Math.max(0, Math.min(wanted, length - offset));
      fetched.push({ offset, length: size });
      if (size > GIB) throw new Error(`asked for ${size} bytes at once`);
      const bytes = new Uint8Array(size);
      if (offset < head.length) bytes.set(head.subarray(offset, offset + size));
      return bytes;
    },
  };
}

/** A model without what depends on where the bytes came from, and with sections that can be compared. */
function withoutSource(image: Image): object {
  const { source, sections, ...rest } = image;
  expect(source.length).toBe(image.fileSize);
  return { ...rest, sections: sections.map(plain) };
}

describe('a source of 4 GiB', () => {
  const raw = AT.sectionTable + 16;
  const head = patched({
    // Nearly all of the file is the data of the second section.
    [raw + 40]: 0xfffffa00,
    [AT.certificateDirectory]: 0xfffffff0,
  });
  const source = sparseSource(head, 4 * GIB);
  const image = imageOf(source);

  it('is read without its data', () => {
    const total = source.fetched.reduce((sum, { length }) => sum + length, 0);
    expect(total).toBeLessThan(1024);
    const behindHeaders = source.fetched.filter(({ offset }) => offset >= 0x150);
    expect(behindHeaders).toEqual([
      { offset: 0x200, length: 28 },
      { offset: 0xfffffff0, length: 8 },
    ]);
  });

  it('has a region map to its last byte', () => {
    expect(image.sections[1]?.rawData).toEqual({ offset: 0x400, length: 0xfffffa00 });
    expect(image.regionMap.regions.at(-1)).toEqual({
      kind: 'certificate-table',
      owner: 'certificateTable',
      offset: 0xfffffff0,
      length: 0x10,
    });
    expect(image.regionMap.regions.at(-2)).toMatchObject({ kind: 'overlay', offset: 0xfffffe00, length: 0x1f0 });
    expect(codesOf(image)).toEqual(['certificate-walk-stopped']);
  });

  it('is read without its data when every directory claims all of it', () => {
    const greedy = sparseSource(
      patched({
        [raw]: 0xfffffc00,
        [AT.debugDirectory + 4]: 0xfffffff0,
        [AT.certificateDirectory + 4]: 0xfffff9f0,
        [AT.pointerToSymbolTable]: 0x1000,
        [AT.numberOfSymbols]: 1000,
      }),
      4 * GIB,
    );
    expect(codesOf(imageOf(greedy))).toEqual(['debug-directory-cut', 'certificate-walk-stopped']);
    expect(greedy.fetched.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(64 * 1024);
  });
});

describe('bytes in memory', () => {
  it('are not changed', () => {
    const file = PE32_PLUS.bytes.slice();
    readImage(file);
    expect(Buffer.compare(file, PE32_PLUS.bytes)).toBe(0);
  });

  it.each([1, 2, 3, 5, 7])('may start at an odd place of their buffer: %i', (start) => {
    const { bytes } = PE32_PLUS;
    const buffer = new Uint8Array(bytes.length + 16).fill(0xee);
    buffer.set(bytes, start);
    const image = imageOf(buffer.subarray(start, start + bytes.length));
    expect(withoutSource(image)).toEqual(withoutSource(imageOf(bytes)));
  });

  it('may be a Node buffer', () => {
    const image = imageOf(Buffer.from(PE32_PLUS.bytes));
    expect(withoutSource(image)).toEqual(withoutSource(imageOf(PE32_PLUS.bytes)));
  });

  it('give the same model twice', () => {
    expect(withoutSource(imageOf(PE32_PLUS.bytes))).toEqual(withoutSource(imageOf(PE32_PLUS.bytes)));
  });

  it('are cut where they end', () => {
    const source = memorySource(Uint8Array.of(1, 2, 3));
    expect([...source.slice(1, 5)]).toEqual([2, 3]);
    expect([...source.slice(3, 1)]).toEqual([]);
    expect([...source.slice(0xffffffff, 0xffffffff)]).toEqual([]);
  });
});

describe('65535 sections', () => {
  it('are read in the order of their table', () => {
    const count = 65535;
    const file = new Uint8Array(0x100 + 40 * count);
    file.set(patched({ [AT.machine]: 0xffffaa64 }).subarray(0, 0x100));
    const view = new DataView(file.buffer);
    for (let index = 0; index < count; index += 1) view.setUint32(0x100 + 40 * index + 12, 0x1000 * (index + 1), true);
    const { sections, sectionTable } = imageOf(file);
    expect(sectionTable).toEqual({ offset: 0x100, length: 40 * count });
    expect(sections).toHaveLength(count);
    expect(sections.every(({ index, virtualAddress }) => virtualAddress.value === 0x1000 * (index + 1))).toBe(true);
    expect(sections.at(-1)?.virtualAddress.path).toBe('sections[65534].virtualAddress');
  });
});

describe('the file offset of an address', () => {
  const { sections } = imageOf(PE32_PLUS.bytes);

  it.each([
    [0, 0],
    [0x1ff, 0x1ff],
    [0x200, null],
    [0x1fff, null],
    [0x2000, 0x200],
    [0x21ff, 0x3ff],
    [0x2200, null],
    [0x4000, 0x400],
    [0xffffffff, null],
  ])('of %i is %s', (address, offset) => {
    expect(fileOffsetOf(address, sections, 0x200)).toBe(offset);
  });

  it('is that of the section which takes the address, and not of one whose data is longer than its addresses', () => {
    const second = AT.sectionTable + 40;
    const padded = imageOf(patched({ [second + 12]: 0x2180 })).sections;
    expect([0x213f, 0x217f, 0x2180, 0x21ff].map((address) => fileOffsetOf(address, padded, 0x200))).toEqual([
      0x33f, 0x37f, 0x400, 0x47f,
    ]);
  });

  it('is none where a section takes more addresses than it has data, whatever else would reach there', () => {
    const second = AT.sectionTable + 40;
    const longer = {
      [AT.sectionTable + 8]: 0x300,
      [AT.sectionTable + 16]: 0x100,
      [second + 12]: 0x2080,
      [second + 8]: 1,
    };
    const covered = imageOf(patched(longer)).sections;
    expect([0x20ff, 0x2100, 0x2200].map((address) => fileOffsetOf(address, covered, 0x4000))).toEqual([
      0x2ff,
      null,
      null,
    ]);
  });
});

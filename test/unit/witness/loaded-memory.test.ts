// What firmware makes of an image, worked out by hand for images of a few bytes.
import { describe, expect, it } from 'vitest';
import { memorySource, readImage } from '../../../src/reader/index.ts';
import { CoveredMemory } from '../../witness/firmware/covered-memory.ts';
import { EDK2 } from '../../witness/firmware/edk2-memory.ts';
import type { Loader } from '../../witness/firmware/loader.ts';
import { U_BOOT } from '../../witness/firmware/u-boot-memory.ts';

/** One section: virtual size, address, raw size, pointer. */
type SectionNumbers = readonly [number, number, number, number];

interface Made {
  readonly sections: readonly SectionNumbers[];
  readonly imageBase?: bigint;
  readonly characteristics?: number;
  /** Directories by their numbers, each with address and size. */
  readonly directories?: Readonly<Record<number, readonly [number, number]>>;
  /** Words of 32 bits by file offset. */
  readonly words?: Readonly<Record<number, number>>;
}

const [PE, OPTIONAL, TABLE] = [0x40, 0x58, 0x58 + 112 + 7 * 8];
const [SIZE_OF_HEADERS, SIZE_OF_IMAGE, FILE_LENGTH] = [0x200, 0x6000, 0x800];
const BASE_FIELD = OPTIONAL + 24;

/** A file whose byte at every offset from 0x200 on tells the offset, and whose headers are what is asked for. */
function made({ sections, imageBase = 0n, characteristics = 2, directories = {}, words = {} }: Made): Uint8Array {
  const file = Uint8Array.from({ length: FILE_LENGTH }, (_, at) => (at < SIZE_OF_HEADERS ? 0 : (at >> 4) & 0xff));
  const view = new DataView(file.buffer);
  const put = (at: number, value: number): void => {
    view.setUint32(at, value, true);
  };
  put(0, 0x5a4d);
  put(0x3c, PE);
  put(PE, 0x4550);
  view.setUint16(PE + 4, 0xaa64, true);
  view.setUint16(PE + 6, sections.length, true);
  view.setUint16(PE + 20, TABLE - OPTIONAL, true);
  view.setUint16(PE + 22, characteristics, true);
  view.setUint16(OPTIONAL, 0x20b, true);
  view.setBigUint64(BASE_FIELD, imageBase, true);
  put(OPTIONAL + 32, 0x1000);
  put(OPTIONAL + 36, 0x200);
  put(OPTIONAL + 56, SIZE_OF_IMAGE);
  put(OPTIONAL + 60, SIZE_OF_HEADERS);
  put(OPTIONAL + 108, 7);
  for (const [index, [address, size]] of Object.entries(directories)) {
    put(OPTIONAL + 112 + 8 * Number(index), address);
    put(OPTIONAL + 116 + 8 * Number(index), size);
  }
  sections.forEach(([virtualSize, address, rawSize, pointer], index) => {
    [virtualSize, address, rawSize, pointer].forEach((value, field) => {
      put(TABLE + 40 * index + 8 + 4 * field, value);
    });
  });
  for (const [at, value] of Object.entries(words)) put(Number(at), value);
  return file;
}

function loadedAt(
  base: bigint,
  wanted: Made,
  loader: Loader = EDK2,
): { readonly memory: CoveredMemory; readonly size: number } {
  const file = made(wanted);
  const reading = readImage(memorySource(file));
  if (!reading.ok) throw new Error(reading.fault.code);
  return { memory: loader.memory(reading.image, file, base), size: loader.size(reading.image, file) };
}

/** Ranges as half-open pairs, in hexadecimal. */
function rangesOf({ ranges }: CoveredMemory): readonly string[] {
  return ranges.map(({ address, length }) => `${address.toString(16)}..${(address + length).toString(16)}`);
}

describe('the memory of an image in EDK2', () => {
  it('has the headers, and of each section the raw data with zeros up to VirtualSize', () => {
    const { memory, size } = loadedAt(0n, { sections: [[0x300, 0x1000, 0x200, 0x200]] });
    expect(rangesOf(memory)).toEqual(['0..200', '1000..1300']);
    expect(memory.read(0x1000, 4)).toBe(0x20202020n);
    expect(memory.read(0x11fc, 8)).toBe(0x3f3f3f3fn);
    expect(size).toBe(SIZE_OF_IMAGE);
  });

  it('has all raw data where VirtualSize is 0, and no more than VirtualSize where that is less', () => {
    const sections: SectionNumbers[] = [
      [0, 0x1000, 0x200, 0x200],
      [0x10, 0x2000, 0x200, 0x400],
      [0x20, 0x3000, 0, 0],
    ];
    const { memory } = loadedAt(0n, { sections });
    expect(rangesOf(memory)).toEqual(['0..200', '1000..1200', '2000..2010', '3000..3020']);
    expect(memory.read(0x3000, 8)).toBe(0n);
  });

  it('has of two sections at one address the bytes of the later one', () => {
    const sections: SectionNumbers[] = [
      [0x200, 0x1000, 0x200, 0x400],
      [0x8, 0x1004, 0, 0],
    ];
    const { memory } = loadedAt(0n, { sections });
    expect([memory.read(0x1000, 8), memory.read(0x1008, 8)]).toEqual([0x40404040n, 0x40404040_00000000n]);
  });

  it('has the base in the headers, unless the relocations are stripped', () => {
    const wanted: Made = { sections: [], imageBase: 0x1000n };
    expect(loadedAt(0x7000_1000n, wanted).memory.read(BASE_FIELD, 8)).toBe(0x7000_1000n);
    expect(loadedAt(0x7000_1000n, { ...wanted, characteristics: 3 }).memory.read(BASE_FIELD, 8)).toBe(0x1000n);
  });

  it('has the distance to the base added in the places that relocations name, as wide as their types say', () => {
    // A block for the page at 0x1000 with five entries, at file offset 0x200: no-op, high half, low half, 32 and 64 bits.
    const words = { 0x200: 0x1000, 0x204: 18, 0x208: 0x1100_0000, 0x20c: 0x3120_2110, 0x210: 0xa130 };
    const wanted: Made = {
      sections: [[0x200, 0x1000, 0x200, 0x200]],
      imageBase: 0x1_0000n,
      directories: { 5: [0x1000, 18] },
      words: { ...words, 0x300: 0, 0x310: 0xffff_ffff, 0x320: 0xffff_ffff, 0x324: 0, 0x330: 0xffff_ffff, 0x334: 0 },
    };
    const { memory } = loadedAt(0x2_1234_5678n, wanted);
    expect([0x1100, 0x1110, 0x1120, 0x1130].map((at) => memory.read(at, 8)?.toString(16))).toEqual([
      '3030303000001233',
      '31313131ffff5677',
      '12335677',
      '312335677',
    ]);
    expect(loadedAt(0x1_0000n, wanted).memory.read(0x1120, 4)).toBe(0xffff_ffffn);
  });

  it('has CodeView data without an address after the last section of the table, and their address in the entry', () => {
    // A debug entry at 0x1000 of memory, for 8 bytes at file offset 0x600; the section with it has the higher address.
    const wanted: Made = {
      sections: [
        [0x200, 0x1000, 0x200, 0x200],
        [0x300, 0x3000, 0x200, 0x400],
      ],
      directories: { 6: [0x1000, 28] },
      words: { 0x20c: 2, 0x210: 8, 0x214: 0, 0x218: 0x600 },
    };
    const { memory, size } = loadedAt(0n, wanted);
    expect(rangesOf(memory)).toEqual(['0..200', '1000..1200', '3000..3308']);
    expect(memory.read(0x3300, 8)).toBe(0x60606060_60606060n);
    expect(memory.read(0x1014, 4)).toBe(0x3300n);
    expect(size).toBe(SIZE_OF_IMAGE + 8);
    const loaded = loadedAt(0n, { ...wanted, words: { ...wanted.words, 0x214: 0x1100 } });
    expect([rangesOf(loaded.memory), loaded.size]).toEqual([['0..200', '1000..1200', '3000..3300'], SIZE_OF_IMAGE]);
  });

  it('has nothing beyond its size', () => {
    const { memory } = loadedAt(0n, { sections: [[0xffff_0000, 0x5000, 0, 0]] });
    expect(rangesOf(memory)).toEqual(['0..200', '5000..6000']);
  });
});

describe('the memory of an image in U-Boot', () => {
  /** A DOS header, PE headers, as much again as the optional header has, and the section headers. */
  const headersWith = (sections: number): number => 64 + 248 + (TABLE - OPTIONAL) + 40 * sections;

  it('has as many bytes as the headers can have, and of each section the raw data with zeros up to VirtualSize', () => {
    const sections: SectionNumbers[] = [
      [0x300, 0x2000, 0x200, 0x200],
      [0, 0x1000, 0x200, 0x400],
    ];
    const { memory, size } = loadedAt(0n, { sections }, U_BOOT);
    expect(rangesOf(memory)).toEqual([`0..${headersWith(2).toString(16)}`, '1000..1200', '2000..2300']);
    expect(memory.read(0x21fc, 8)).toBe(0x3f3f3f3fn);
    expect(size).toBe(0x2300);
  });

  it('has of two sections at one address the bytes of the earlier one', () => {
    const sections: SectionNumbers[] = [
      [0x8, 0x1004, 0, 0],
      [0x200, 0x1000, 0x200, 0x400],
    ];
    const { memory } = loadedAt(0n, { sections }, U_BOOT);
    expect([memory.read(0x1000, 8), memory.read(0x1008, 8)]).toEqual([0x40404040n, 0x40404040_00000000n]);
  });

  it('has the distance to the base where relocations say, but not the base in the headers', () => {
    const wanted: Made = {
      sections: [[0x200, 0x1000, 0x200, 0x200]],
      imageBase: 0x1_0000n,
      directories: { 5: [0x1000, 10] },
      words: { 0x200: 0x1000, 0x204: 10, 0x208: 0xa100, 0x300: 5, 0x304: 0 },
    };
    const { memory } = loadedAt(0x3_0000n, wanted, U_BOOT);
    expect([memory.read(0x1100, 8), memory.read(BASE_FIELD, 8)]).toEqual([0x2_0005n, 0x1_0000n]);
  });
});

describe('memory of which ranges are written', () => {
  it('neither reads nor writes a number of which some was never written', () => {
    const memory = new CoveredMemory([{ address: 0x10, bytes: Uint8Array.of(1, 2, 3, 4), length: 6 }]);
    memory.write(0x14, 4, 0xffff_ffffn);
    memory.add(0x13, 2, 0x1ffn);
    expect([memory.read(0xe, 4), memory.read(0x10, 4), memory.read(0x13, 2), memory.read(0x14, 4)]).toEqual([
      null,
      0x0303_0201n,
      0x0203n,
      null,
    ]);
  });
});

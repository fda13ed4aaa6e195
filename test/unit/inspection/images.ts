/**
 * Images made field by field, with every kind of region, with clashes, and with names that would act on a terminal or
 * break out of a document.
 */
import { readImage } from '../../../src/reader/index.ts';
import { inspectImage } from '../../../src/inspection/model/index.ts';
import type { Inspection } from '../../../src/inspection/model/index.ts';

/** A section header in the order of its fields; the name has one character for each byte. */
export interface HeaderSpec {
  readonly name: string;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly characteristics?: number;
}

/** An image and the numbers that are written over it, by their file offsets. */
export interface ImageSpec {
  readonly magic?: 0x10b | 0x20b;
  readonly zimg?: string;
  readonly peOffset?: number;
  readonly directories?: number;
  readonly sections: readonly HeaderSpec[];
  readonly sizeOfHeaders?: number;
  readonly sizeOfImage?: number;
  readonly payload?: readonly [offset: number, size: number];
  readonly length: number;
  readonly words?: Readonly<Record<number, number>>;
  readonly texts?: Readonly<Record<number, string>>;
}

/** File offsets of an image's headers. */
export function landmarks({ magic = 0x20b, peOffset = 0x40, directories = 7 }: Partial<ImageSpec> = {}): {
  readonly coff: number;
  readonly optional: number;
  readonly directory: number;
  readonly table: number;
} {
  const optional = peOffset + 24;
  const directory = optional + (magic === 0x10b ? 96 : 112);
  return { coff: peOffset + 4, optional, directory, table: directory + 8 * directories };
}

/** What a gzip payload starts with. [RFC 1952] */
const GZIP_START = [0x1f, 0x8b, 0x08];

export function imageOf(spec: ImageSpec): Uint8Array {
  const { magic = 0x20b, zimg = 'zimg', peOffset = 0x40, directories = 7, sections } = spec;
  const { coff, optional, table } = landmarks(spec);
  const image = Buffer.alloc(spec.length);
  const [payloadOffset, payloadSize] = spec.payload ?? [0x240, 0x80];
  image.write('MZ', 0, 'latin1');
  image.write(zimg, 4, 'latin1');
  image.writeUInt32LE(payloadOffset, 8);
  image.writeUInt32LE(payloadSize, 12);
  image.write('gzip', 24, 'latin1');
  if (payloadOffset + GZIP_START.length <= image.length) image.set(GZIP_START, payloadOffset);
  image.writeUInt32LE(0x818223cd, 56);
  image.writeUInt32LE(peOffset, 60);
  image.write('PE', peOffset, 'latin1');
  image.writeUInt16LE(0xaa64, coff);
  image.writeUInt16LE(sections.length, coff + 2);
  image.writeUInt16LE(table - optional, coff + 16);
  image.writeUInt16LE(0x0206, coff + 18);
  image.writeUInt16LE(magic, optional);
  for (const [at, value] of [
    [16, 0x1010],
    [32, 0x1000],
    [36, 0x200],
    [56, spec.sizeOfImage ?? 0x4000],
    [60, spec.sizeOfHeaders ?? 0x200],
    [magic === 0x10b ? 92 : 108, directories],
  ] as const) {
    image.writeUInt32LE(value, optional + at);
  }
  image.writeUInt16LE(10, optional + 68);
  image.writeUInt16LE(0x0100, optional + 70);
  for (const [index, section] of sections.entries()) {
    const at = table + 40 * index;
    image.write(section.name, at, 8, 'latin1');
    image.writeUInt32LE(section.virtualSize, at + 8);
    image.writeUInt32LE(section.virtualAddress, at + 12);
    image.writeUInt32LE(section.sizeOfRawData, at + 16);
    image.writeUInt32LE(section.pointerToRawData, at + 20);
    image.writeUInt32LE(section.characteristics ?? 0x60000020, at + 36);
  }
  for (const [at, value] of Object.entries(spec.words ?? {})) image.writeUInt32LE(value, Number(at));
  for (const [at, text] of Object.entries(spec.texts ?? {})) image.write(text, Number(at), 'latin1');
  return new Uint8Array(image);
}

export const TEXT: HeaderSpec = {
  name: '.text',
  virtualSize: 0x400,
  virtualAddress: 0x1000,
  sizeOfRawData: 0x400,
  pointerToRawData: 0x200,
};
export const DATA: HeaderSpec = {
  name: '.data',
  virtualSize: 0x1800,
  virtualAddress: 0x2000,
  sizeOfRawData: 0x200,
  pointerToRawData: 0x600,
  characteristics: 0xc0000040,
};

/** Two sections and nothing else. */
export const PLAIN = imageOf({ sections: [TEXT, DATA], length: 0x800 });

const FULL_PLACES = landmarks({ peOffset: 0x80 });

/** A stub, debug data in the slack and in a section, a gap, symbols, an overlay, two certificates, a long name. */
export const FULL = imageOf({
  peOffset: 0x80,
  sections: [
    TEXT,
    { ...DATA, name: '/4', pointerToRawData: 0x800 },
    {
      name: '.bss',
      virtualSize: 0x900,
      virtualAddress: 0x4000,
      sizeOfRawData: 0,
      pointerToRawData: 0,
      characteristics: 0xc0500080,
    },
  ],
  sizeOfImage: 0x5000,
  length: 0xa80,
  words: {
    [FULL_PLACES.coff + 4]: 1_700_000_000,
    [FULL_PLACES.coff + 8]: 0xa00,
    [FULL_PLACES.coff + 12]: 1,
    [FULL_PLACES.directory + 8 * 4]: 0xa40,
    [FULL_PLACES.directory + 8 * 4 + 4]: 0x40,
    [FULL_PLACES.directory + 8 * 6]: 0x1000,
    [FULL_PLACES.directory + 8 * 6 + 4]: 84,
    // EX_DLLCHARACTERISTICS in the slack, CODEVIEW in the first section, a type that nobody knows without data.
    [0x200 + 12]: 20,
    [0x200 + 16]: 4,
    [0x200 + 24]: 0x1d0,
    [0x1d0]: 0x40,
    [0x21c + 12]: 2,
    [0x21c + 16]: 0x20,
    [0x21c + 24]: 0x300,
    [0x238 + 12]: 99,
    [0xa12]: 4 + 8,
    [0xa40]: 0x18,
    [0xa44]: 0x00020200,
    [0xa58]: 0x28,
    [0xa5c]: 0x0ef00100,
    [FULL_PLACES.table + 24]: 0x680,
    [FULL_PLACES.table + 32]: 0x0003_0002,
  },
  texts: { 0x300: 'NB10', 0x310: '/boot/a\xe9', 0xa16: '.config' },
  payload: [0x380, 0x80],
});

const HOSTILE_PLACES = landmarks();

/** Sections on top of each other and of the headers, beyond the file, far away, and with names that are meant to harm. */
export const HOSTILE = imageOf({
  sections: [
    { name: '<&">\x1b[3', virtualSize: 0x2000, virtualAddress: 0x1000, sizeOfRawData: 0x400, pointerToRawData: 0x240 },
    { name: '', virtualSize: 0x1000, virtualAddress: 0x2000, sizeOfRawData: 0x400, pointerToRawData: 0x400 },
    {
      name: "\xff\x9b'--> ",
      virtualSize: 0x1800,
      virtualAddress: 0x1800,
      sizeOfRawData: 0x200,
      pointerToRawData: 0x100,
    },
    {
      name: '/999',
      virtualSize: 0xffff_f000,
      virtualAddress: 0x8000_0000,
      sizeOfRawData: 0x200,
      pointerToRawData: 0x900,
      characteristics: 0xf1ff_1717,
    },
    { name: '.far', virtualSize: 0, virtualAddress: 0xa000_0000, sizeOfRawData: 0xffff_ffff, pointerToRawData: 0xc00 },
    { name: '.eof', virtualSize: 0x100, virtualAddress: 0x100, sizeOfRawData: 0x200, pointerToRawData: 0xfff0_0000 },
  ],
  sizeOfImage: 0x3000,
  payload: [0x700, 0x3000],
  length: 0x1000,
  words: {
    [HOSTILE_PLACES.coff + 8]: 0xf00,
    [HOSTILE_PLACES.coff + 12]: 5000,
    [HOSTILE_PLACES.coff]: 0x0006_1234,
    [HOSTILE_PLACES.optional + 108]: 0xffff_ffff,
    [HOSTILE_PLACES.optional + 68]: 0x8011_0063,
    [HOSTILE_PLACES.directory + 8 * 4]: 0xe00,
    [HOSTILE_PLACES.directory + 8 * 4 + 4]: 0x40,
    [HOSTILE_PLACES.directory + 8 * 6]: 0x7000_0000,
    [HOSTILE_PLACES.directory + 8 * 6 + 4]: 28,
  },
});

/** A 32-bit image without a zboot header and without sections. */
export const BARE = imageOf({ magic: 0x10b, zimg: '', directories: 0, sections: [], length: 0x200 });

/** So many sections, in the file and in memory one behind the other. */
export function crowd(count: number): Uint8Array {
  const sizeOfHeaders = Math.ceil((landmarks().table + 40 * count) / 0x200) * 0x200;
  const base = Math.ceil(sizeOfHeaders / 0x1000) * 0x1000;
  const sections = Array.from({ length: count }, (_, index) => ({
    name: `.s${index}`,
    virtualSize: 0x800,
    virtualAddress: base + 0x1000 * index,
    sizeOfRawData: 0x200,
    pointerToRawData: sizeOfHeaders + 0x200 * index,
  }));
  return imageOf({
    sections,
    sizeOfHeaders,
    sizeOfImage: base + 0x1000 * count,
    payload: [sizeOfHeaders, 0x100],
    length: sizeOfHeaders + 0x200 * count,
  });
}

/** What is told of an image in memory. */
export function inspected(image: Uint8Array, path = 'in.efi'): Inspection {
  const reading = readImage(image);
  if (!reading.ok) throw new Error(reading.fault.path);
  return inspectImage(path, reading.image);
}

/** The images by what they are called in tests. */
export const SAMPLES = { plain: PLAIN, full: FULL, hostile: HOSTILE, bare: BARE } as const;

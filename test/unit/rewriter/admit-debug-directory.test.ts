/** Where the entries of a debug directory are found by its address, and when they are all there is to know. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import type { DebugDirectory } from '../../../src/rewriter/admit/debug-directory.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import type { SectionSpec } from './image.ts';
import { TEXT, buildImage, withDebug, withU32 } from './image.ts';

/** The words of the directory's entry among the seven of an image. */
const [ADDRESS, SIZE] = [0xf8, 0xfc];
/** Bytes of one entry, and where its pointer is in it. */
const [ENTRY, POINTER_AT] = [28, 24];

function debugOf(image: Uint8Array): DebugDirectory {
  const admission = admitImage(memoryAccess(image), {});
  if ('kind' in admission) throw new Error(`refused: ${admission.code}: ${admission.detail}`);
  return admission.debug;
}

/** The directory that is named at an address, and how much of it is known. */
function named(image: Uint8Array, address: number, size: number): DebugDirectory {
  return debugOf(withU32(image, { [ADDRESS]: address, [SIZE]: size }));
}

/** File offsets at which the entries are found. */
function found(image: Uint8Array, address: number, size: number): readonly number[] {
  return named(image, address, size).entries.map(({ fieldOffset }) => fieldOffset - POINTER_AT);
}

const NOTHING: DebugDirectory = { known: 'whole', entries: [] };
const UNKNOWN: DebugDirectory = { known: 'partly', entries: [] };

/** `.text` is addresses and data [0x1000, 0x3000); of the addresses [0x3000, 0x4800) of `.data` 0x200 bytes are in the file. */
const image = buildImage({ directoryCount: 7 });

/**
 * `.one` at [0x1000, 0x2000) has data for twice as long, over the addresses of `.two`; `.two` at [0x2000, 0x3000) has data
 * for three times as long, up to [0x5000).
 */
const ONE: SectionSpec = { ...TEXT, name: '.one', virtualSize: 0x1000 };
const TWO: SectionSpec = {
  ...TEXT,
  name: '.two',
  virtualSize: 0x1000,
  virtualAddress: 0x2000,
  sizeOfRawData: 0x3000,
  pointerToRawData: 0x3000,
};
const overlapping = buildImage({
  directoryCount: 7,
  sections: [ONE, TWO],
  sizeOfImage: 0x5000,
  payloadOffset: 0x1000,
  payloadSize: 0x100,
});

/** File offset of the VirtualSize of `.two`. */
const TWO_VIRTUAL_SIZE = 0x130;

describe('a debug directory', () => {
  it('is read entry by entry, with every field that names bytes', () => {
    const entries = [
      { sizeOfData: 0x10, pointerToRawData: 0x1200, addressOfRawData: 0x1201 },
      { sizeOfData: 0x20, pointerToRawData: 0x2200 },
    ];
    expect(debugOf(withDebug(image, { offset: 0x1100, address: 0x1100 }, entries))).toEqual({
      known: 'whole',
      entries: [
        { index: 0, fieldOffset: 0x1118, pointerToRawData: 0x1200, sizeOfData: 0x10, addressOfRawData: 0x1201 },
        { index: 1, fieldOffset: 0x1134, pointerToRawData: 0x2200, sizeOfData: 0x20, addressOfRawData: 0 },
      ],
    });
  });

  it.each([
    ['has no entry in the headers', debugOf(buildImage({ directoryCount: 6 }))],
    ['has no address', named(image, 0, ENTRY)],
    ['has no size', named(image, 0x1100, 0)],
    ['has an address that leads nowhere, and no size', named(image, 0x9000, 0)],
  ])('is none when it %s', (_, debug) => {
    expect(debug).toEqual(NOTHING);
  });

  it.each([
    ['behind the image', 0x9000],
    ['where its section has no data', 0x3200],
    ['far behind the data of its section', 0x4700],
  ])('of which no byte is in the file is not known: %s', (_, address) => {
    expect(named(image, address, ENTRY)).toEqual(UNKNOWN);
  });

  it.each([
    ['one entry and a byte', 29, [0x1100]],
    ['one entry less a byte', 27, []],
    ['two entries less a byte', 55, [0x1100]],
  ])('of %s is known in part', (_, size, offsets) => {
    expect(found(image, 0x1100, size)).toEqual(offsets);
    expect(named(image, 0x1100, size).known).toBe('partly');
  });
});

describe('the place of a debug directory', () => {
  it.each([
    ['the headers', 0x1000],
    ['a section', 0x3000],
    ['data that is shorter than the addresses of its section', 0x3200],
  ])('may be at the end of %s, and no entry that goes on behind it is read', (_, end) => {
    expect(named(image, end - ENTRY, ENTRY)).toMatchObject({ known: 'whole', entries: [{ index: 0 }] });
    expect(found(image, end - ENTRY, ENTRY)).toEqual([end - ENTRY]);
    expect(found(image, end - ENTRY, 2 * ENTRY)).toEqual([end - ENTRY]);
    expect(named(image, end - ENTRY + 1, ENTRY)).toEqual(UNKNOWN);
  });

  it('may be at the start of a section, right behind the headers', () => {
    expect(found(image, 0x1000, 2 * ENTRY)).toEqual([0x1000, 0x1000 + ENTRY]);
  });

  it.each([
    ['the section that has the address, before one with data beyond its addresses', 0x2000, 0x3000],
    ['data beyond the addresses of its section, right behind such data of another', 0x3000, 0x4000],
    ['the last bytes of such data', 0x5000 - ENTRY, 0x6000 - ENTRY],
  ])('is %s', (_, address, offset) => {
    expect(found(overlapping, address, ENTRY)).toEqual([offset]);
  });

  it('is the first such data in the table, when no section has the address', () => {
    const shorter = withU32(overlapping, { [TWO_VIRTUAL_SIZE]: 0x800 });
    expect(found(shorter, 0x27ff, ENTRY)).toEqual([0x37ff]);
    expect(found(shorter, 0x2800, ENTRY)).toEqual([0x2800]);
  });
});

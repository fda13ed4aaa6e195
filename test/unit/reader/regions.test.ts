/** Goal: the region map accounts for every byte of the file exactly once, whatever is claimed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapRegions } from '../../../src/reader/regions.ts';
import type { Landmarks, Region } from '../../../src/reader/regions.ts';
import { AT, PE32_PLUS, patched } from './annotated.ts';
import { imageOf } from './model.ts';

const SIZE = 60;

const landmarks: fc.Arbitrary<Landmarks> = fc.record({
  fileSize: fc.nat(SIZE),
  peHeaderOffset: fc.nat(SIZE + 20),
  sizeOfHeaders: fc.nat(SIZE + 20),
  dataEnd: fc.nat(SIZE + 20),
});
const claims: fc.Arbitrary<Region[]> = fc
  .array(fc.tuple(fc.nat(SIZE + 20), fc.nat(30)), { maxLength: 8, size: 'max' })
  .map((drawn) =>
    drawn.map(([offset, length], index) => ({ kind: 'section-data', owner: `claim ${index}`, offset, length })),
  );

/** The claims in file order, the first of two that start together first. */
function inFileOrder(all: readonly Region[]): Region[] {
  return all.filter(({ length }) => length > 0).toSorted((a, b) => a.offset - b.offset);
}

/** What each byte is, found one by one: the first claim in file order that has it, else what the landmarks make of it. */
function naiveOwners(all: readonly Region[], marks: Landmarks): string[] {
  const ordered = inFileOrder(all);
  return Array.from({ length: marks.fileSize }, (_, byte) => {
    const claim = ordered.find(({ offset, length }) => offset <= byte && byte < offset + length);
    if (claim !== undefined) return claim.owner;
    if (byte < marks.peHeaderOffset) return 'dos-stub';
    if (byte < marks.sizeOfHeaders) return 'header-slack';
    return byte < marks.dataEnd ? 'gap' : 'overlay';
  });
}

function owners(regions: readonly Region[]): string[] {
  return regions.flatMap(({ kind, owner, length }) => new Array<string>(length).fill(owner === 'none' ? kind : owner));
}

/** Claims that share a byte of the file with one that comes before them in file order. */
function naiveLosers(all: readonly Region[], { fileSize }: Landmarks): string[] {
  const ordered = inFileOrder(all);
  return ordered
    .filter((claim, rank) =>
      ordered.slice(0, rank).some(({ offset, length }) => claim.offset < Math.min(fileSize, offset + length)),
    )
    .map(({ owner }) => owner);
}

describe('the region map', () => {
  it('gives every byte to the claim that a byte-by-byte search gives it to', () => {
    fc.assert(
      fc.property(claims, landmarks, (all, marks) => {
        const { regions } = mapRegions(all, marks);
        expect(owners(regions)).toEqual(naiveOwners(all, marks));
        let end = 0;
        for (const { offset, length } of regions) {
          expect(offset).toBe(end);
          expect(length).toBeGreaterThan(0);
          end = offset + length;
        }
        expect(end).toBe(marks.fileSize);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('reports every claim that finds bytes of the file taken, with a claim that has them', () => {
    fc.assert(
      fc.property(claims, landmarks, (all, marks) => {
        const { clashes } = mapRegions(all, marks);
        expect(clashes.map(({ second }) => second.owner)).toEqual(naiveLosers(all, marks));
        for (const { first, second } of clashes) {
          expect(all).toContain(first);
          expect(first.offset).toBeLessThanOrEqual(second.offset);
          expect(first.offset + first.length).toBeGreaterThan(second.offset);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('does not depend on the order of claims that start apart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(SIZE), { maxLength: 8, size: 'max' }), landmarks, (offsets, marks) => {
        const all = offsets.map((offset): Region => ({ kind: 'gap', owner: `at ${offset}`, offset, length: 9 }));
        expect(mapRegions(all, marks)).toEqual(mapRegions(all.toReversed(), marks));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('the regions of an image', () => {
  it('tell a header gap, which no signature covers, from slack', () => {
    const image = imageOf(patched({ [AT.sizeOfHeaders]: 0x180, [AT.debugDirectory + 4]: 0 }));
    expect(image.regionMap.regions.slice(3, 5)).toEqual([
      { kind: 'header-slack', owner: 'none', offset: 0x150, length: 0x30 },
      { kind: 'gap', owner: 'none', offset: 0x180, length: 0x80 },
    ]);
  });

  it('have an overlay behind all data', () => {
    const file = new Uint8Array(0x61d);
    file.set(patched({ [AT.certificateDirectory + 4]: 0 }));
    expect(imageOf(file).regionMap.regions.at(-1)).toEqual({
      kind: 'overlay',
      owner: 'none',
      offset: 0x600,
      length: 0x1d,
    });
  });

  it('have a stub in front of the PE headers', () => {
    const file = new Uint8Array(0x1f0);
    file.set(PE32_PLUS.bytes.subarray(0, 64));
    file.set(PE32_PLUS.bytes.subarray(0x40, 0x150), 0x88);
    new DataView(file.buffer).setUint32(AT.peHeaderOffset, 0x88, true);
    expect(imageOf(file).regionMap.regions[1]).toEqual({ kind: 'dos-stub', owner: 'none', offset: 0x40, length: 0x48 });
  });

  it('keep section data in file order while the sections keep the order of their table', () => {
    const first = AT.sectionTable + 20;
    const image = imageOf(patched({ [first]: 0x400, [first + 40]: 0x200 }));
    expect(image.sections.map(({ index, rawData }) => [index, rawData.offset])).toEqual([
      [0, 0x400],
      [1, 0x200],
    ]);
    const data = image.regionMap.regions.filter(({ kind }) => kind === 'section-data');
    expect(data.map(({ owner }) => owner)).toEqual(['sections[1]', 'sections[0]']);
  });

  it('are cut where the file ends, near 4 GiB too', () => {
    const first = AT.sectionTable + 16;
    const image = imageOf(patched({ [first]: 0xffffffff, [first + 40]: 0x10, [first + 44]: 0xfffffff8 }));
    expect(image.sections[0]?.rawData).toEqual({ offset: 0x200, length: 0xffffffff });
    expect(image.sections[1]?.rawData).toEqual({ offset: 0xfffffff8, length: 0x10 });
    expect(image.regionMap.regions.at(-1)).toMatchObject({ owner: 'sections[0]', offset: 0x200, length: 0x410 });
  });
});

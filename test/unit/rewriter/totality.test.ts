/**
 * Goal: whatever the bytes, the rewriter answers, and a rewritten file still holds what the input held.
 * Method: change, cut and re-point the headers of valid images at random, from a fixed seed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { buildImage, request, sectionHeaderOffset, tightImage, u16, u32, withDebug } from './image.ts';

const debugged = withDebug(buildImage({ directoryCount: 7 }), { offset: 0x1100, address: 0x1100 }, [
  { sizeOfData: 4, pointerToRawData: 0x150 },
  { sizeOfData: 16, pointerToRawData: 0x1300, addressOfRawData: 0x1300 },
]);
const bases = [
  buildImage(),
  tightImage({ overlay: new Uint8Array(13).fill(1) }),
  debugged,
  buildImage({ magic: 0x10b }),
];

/** Values at which 32-bit arithmetic and the layout of the base images change their mind. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 27, 28, 0x148, 0x150, 0x1ff, 0x200, 0x1000, 0x3200, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.nat(0x6000),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const change = fc.record({ offset: fc.nat(0x5f), word });
const mutated = fc
  .record({ base: fc.constantFrom(...bases), changes: fc.array(change, { maxLength: 4 }), cut: fc.nat(0x4000) })
  .map(({ base, changes, cut }) => {
    const image = base.slice();
    const view = new DataView(image.buffer);
    for (const { offset, word: value } of changes) view.setUint32(4 * offset, value, true);
    return cut < image.length && changes.length === 0 ? image.subarray(0, cut) : image;
  });

function expectKept(before: Uint8Array, after: Uint8Array): void {
  const shift = u32(after, 8) - u32(before, 8);
  const [start, size] = [u32(before, 8), u32(before, 12)];
  const payload = before.subarray(start, start + size);
  expect(Buffer.compare(after.subarray(start + shift, start + shift + size), payload)).toBe(0);
  expect(u16(after, u32(after, 0x3c) + 6)).toBe(u16(before, u32(before, 0x3c) + 6) + 1);
  for (let index = 0; index < u16(before, u32(before, 0x3c) + 6); index += 1) {
    const header = sectionHeaderOffset(before, index);
    expect(u32(after, header + 12)).toBe(u32(before, header + 12));
    if (u32(before, header + 16) > 0) expect(u32(after, header + 20)).toBe(u32(before, header + 20) + shift);
  }
}

describe('appendSections', () => {
  it('answers for any change to the headers, and keeps payload and sections when it rewrites', () => {
    const counts = { rewritten: 0, refused: 0 };
    fc.assert(
      fc.property(mutated, (image) => {
        const result = appendSections(image, [request()]);
        counts[result.kind] += 1;
        if (result.kind === 'rewritten') expectKept(image, result.bytes);
      }),
      { seed: 1, numRuns: 20_000 },
    );
    expect(Math.min(counts.rewritten, counts.refused)).toBeGreaterThan(2000);
  });

  it('answers for bytes that were never an image', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600, size: 'max' }), (bytes) => {
        expect(appendSections(bytes, [request()]).kind).toBe('refused');
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

/** Goal: segments say the same bytes however they are put together. The model is arrays of bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import type { RandomAccess } from '../../../src/rewriter/admit/random-access.ts';
import type { Patch } from '../../../src/rewriter/plan/patches.ts';
import { compose, outputSource, overlay } from '../../../src/rewriter/plan/segment.ts';
import type { Segment } from '../../../src/rewriter/plan/segment.ts';
import { effort } from '../../support/effort.ts';

const IMAGE = Uint8Array.from({ length: 60 }, (_, index) => 1 + index);
const CONTENTS = [
  Uint8Array.from({ length: 20 }, (_, index) => 100 + index),
  Uint8Array.from({ length: 31 }, (_, index) => 200 + index),
];

/** What segments say, byte by byte. */
function render(segments: readonly Segment[], image: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (const segment of segments) {
    expect(segment.offset).toBe(bytes.length);
    expect(segment.length).toBeGreaterThan(0);
    for (let index = 0; index < segment.length; index += 1) bytes.push(byteOf(segment, index, image));
  }
  return Uint8Array.from(bytes);
}

function byteOf(segment: Segment, index: number, image: Uint8Array): number {
  const missing = 0xeeee;
  switch (segment.kind) {
    case 'image':
      return image[segment.from + index] ?? missing;
    case 'content':
      return CONTENTS[segment.request]?.[segment.from + index] ?? missing;
    case 'bytes':
      expect(segment.bytes).toHaveLength(segment.length);
      return segment.bytes[index] ?? missing;
    case 'zeros':
      return 0;
  }
}

/** Bytes that are never asked for what they do not have. */
function strictAccess(bytes: Uint8Array): RandomAccess {
  return {
    ...memoryAccess(bytes),
    read(buffer, offset) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + buffer.length).toBeLessThanOrEqual(bytes.length);
      buffer.set(bytes.subarray(offset, offset + buffer.length));
    },
  };
}

/** A segment that does not know its offset yet. */
type Piece = (offset: number) => Segment;

/** Where in so many bytes a run of 1 to 12 of them lies. */
function run(length: number): fc.Arbitrary<{ readonly from: number; readonly length: number }> {
  return fc
    .record({ from: fc.nat(length - 1), wanted: fc.integer({ min: 1, max: 12 }) })
    .map(({ from, wanted }) => ({ from, length: Math.min(wanted, length - from) }));
}

function piece(imageLength: number): fc.Arbitrary<Piece> {
  const made = fc.uint8Array({ minLength: 1, maxLength: 9 });
  return fc.oneof(
    { weight: 3, arbitrary: run(imageLength).map((found): Piece => (offset) => ({ kind: 'image', offset, ...found })) },
    ...CONTENTS.map(({ length }, request) => ({
      weight: 1,
      arbitrary: run(length).map((found): Piece => (offset) => ({ kind: 'content', offset, request, ...found })),
    })),
    {
      weight: 1,
      arbitrary: made.map((bytes): Piece => (offset) => ({ kind: 'bytes', offset, length: bytes.length, bytes })),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 9 }).map((length): Piece => (offset) => ({ kind: 'zeros', offset, length })),
    },
  );
}

/** Segments of any kinds, from the first byte of an output on and without a hole. */
function segmentsOver(imageLength: number): fc.Arbitrary<readonly Segment[]> {
  return fc.array(piece(imageLength), { minLength: 1, maxLength: 12 }).map((pieces) => {
    const segments: Segment[] = [];
    let offset = 0;
    for (const place of pieces) {
      const segment = place(offset);
      segments.push(segment);
      offset += segment.length;
    }
    return segments;
  });
}

/** Patches that do not overlap, in any order, inside of so many bytes. */
function patchesIn(length: number): fc.Arbitrary<readonly Patch[]> {
  const wish = fc.record({
    gap: fc.nat(10),
    width: fc.constantFrom<2 | 4>(2, 4),
    value: fc.nat(0xffff_ffff),
    key: fc.nat(),
  });
  return fc.array(wish, { maxLength: 8 }).map((wishes) => {
    let end = 0;
    const patches: { readonly key: number; readonly patch: Patch }[] = [];
    for (const { gap, width, value, key } of wishes) {
      const offset = end + gap;
      end = offset + width;
      if (end > length) break;
      patches.push({ key, patch: { field: 'field', offset, width, oldValue: 0, newValue: value % 0x100 ** width } });
    }
    return patches.sort((left, right) => left.key - right.key).map(({ patch }) => patch);
  });
}

function patched(bytes: Uint8Array, patches: readonly Patch[]): Uint8Array {
  const copy = bytes.slice();
  for (const { offset, width, newValue } of patches) {
    for (let index = 0; index < width; index += 1) copy[offset + index] = Math.floor(newValue / 0x100 ** index) % 0x100;
  }
  return copy;
}

const first = segmentsOver(IMAGE.length);

describe('overlay', () => {
  it('says what the segments say, with the patches over it', () => {
    const drawn = first.chain((segments) =>
      fc.record({ segments: fc.constant(segments), patches: patchesIn(render(segments, IMAGE).length) }),
    );
    fc.assert(
      fc.property(drawn, ({ segments, patches }) => {
        const expected = patched(render(segments, IMAGE), patches);
        expect([...render(overlay(segments, patches), IMAGE)]).toEqual([...expected]);
      }),
      { seed: 1, numRuns: effort(2000) },
    );
  });

  it('changes nothing without patches', () => {
    fc.assert(
      fc.property(first, (segments) => {
        expect(overlay(segments, [])).toEqual(segments);
      }),
      { seed: 1, numRuns: effort(200) },
    );
    expect(overlay([], [])).toEqual([]);
  });

  it('takes patches at the very start, at the very end and side by side', () => {
    const segments: readonly Segment[] = [{ kind: 'zeros', offset: 0, length: 8 }];
    const patch = (offset: number): Patch => ({ field: '', offset, width: 2, oldValue: 0, newValue: 0x0201 });
    expect([...render(overlay(segments, [patch(6), patch(0), patch(2)]), IMAGE)]).toEqual([1, 2, 1, 2, 0, 0, 1, 2]);
  });
});

describe('compose', () => {
  it('says what the second step makes of the output of the first', () => {
    const drawn = first.chain((segments) =>
      fc.record({ one: fc.constant(segments), two: segmentsOver(render(segments, IMAGE).length) }),
    );
    fc.assert(
      fc.property(drawn, ({ one, two }) => {
        const expected = render(two, render(one, IMAGE));
        expect([...render(compose(one, two), IMAGE)]).toEqual([...expected]);
      }),
      { seed: 1, numRuns: effort(2000) },
    );
  });

  it('gives the same for three steps in either order of composing', () => {
    const drawn = first
      .chain((one) => fc.record({ one: fc.constant(one), two: segmentsOver(render(one, IMAGE).length) }))
      .chain(({ one, two }) => {
        const length = render(compose(one, two), IMAGE).length;
        return fc.record({ one: fc.constant(one), two: fc.constant(two), three: segmentsOver(length) });
      });
    fc.assert(
      fc.property(drawn, ({ one, two, three }) => {
        const left = compose(compose(one, two), three);
        const right = compose(one, compose(two, three));
        expect([...render(left, IMAGE)]).toEqual([...render(right, IMAGE)]);
      }),
      { seed: 1, numRuns: effort(500) },
    );
  });
});

describe('outputSource', () => {
  it('reads what will be written', () => {
    const image = memoryAccess(IMAGE);
    const contents = CONTENTS.map(memoryAccess);
    fc.assert(
      fc.property(first, fc.nat(), (segments, wanted) => {
        const bytes = render(segments, IMAGE);
        const source = outputSource(segments, image, contents);
        const expected = memoryAccess(bytes);
        expect(source.length).toBe(bytes.length);
        expect(Array.from(bytes, (_, at) => source.u8(at))).toEqual([...bytes]);
        for (const [width, size] of [
          ['u16', 2],
          ['u32', 4],
        ] as const) {
          if (bytes.length < size) continue;
          const at = wanted % (bytes.length - size + 1);
          expect(source[width](at)).toBe(expected[width](at));
        }
      }),
      { seed: 1, numRuns: effort(1000) },
    );
  });

  it('fills a buffer with any run of it', () => {
    const contents = CONTENTS.map(strictAccess);
    fc.assert(
      fc.property(first, fc.nat(), fc.nat(), (segments, from, wanted) => {
        const bytes = render(segments, IMAGE);
        const start = from % bytes.length;
        const buffer = new Uint8Array(1 + (wanted % (bytes.length - start))).fill(0xee);
        outputSource(segments, strictAccess(IMAGE), contents).read(buffer, start);
        expect([...buffer]).toEqual([...bytes.subarray(start, start + buffer.length)]);
      }),
      { seed: 1, numRuns: effort(1000) },
    );
  });

  it('has nothing to read without segments', () => {
    const source = outputSource([], memoryAccess(IMAGE), []);
    expect(source.length).toBe(0);
    expect(() => source.u8(0)).toThrow(new RangeError('offset 0 is outside of the output'));
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { miscountedBytes } from '../../../properties/authenticode/coverage.ts';
import { keptFirst } from '../../../properties/authenticode/first-come.ts';
import { divergence } from '../../../properties/authenticode/hash-input.ts';
import type { HashInput } from '../../../properties/authenticode/hash-input.ts';
import { endOf, overlaps } from '../../../src/results/index.ts';
import type { Span } from '../../../src/results/index.ts';
import { inputOf } from '../../support/authenticode.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { AT, clean, signed } from '../../vectors/base-images.ts';

/** Ranges that often share bytes, often touch and are sometimes empty. */
const RANGES = fc.array(fc.record({ offset: fc.nat(20), length: fc.nat(8) }), { maxLength: 12 });

/** The rule of U-Boot word by word: a range is taken unless one in the list has bytes of it. */
function takenOneByOne(ranges: readonly Span[]): readonly Span[] {
  const taken: Span[] = [];
  for (const range of ranges) {
    let index = 0;
    let clashes = false;
    for (; index < taken.length; index += 1) {
      const other = taken[index];
      if (other === undefined || range.offset >= endOf(other)) continue;
      clashes = endOf(range) > other.offset;
      break;
    }
    if (!clashes) taken.splice(index, 0, range);
  }
  return taken.filter(({ length }) => length > 0);
}

describe('keptFirst', () => {
  it('keeps what a list keeps that is searched from its start', () => {
    fc.assert(
      fc.property(RANGES, (ranges) => {
        expect(keptFirst(ranges)).toEqual(takenOneByOne(ranges));
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('takes as many ranges as there can be sections, each one in front of the last, in no time to speak of', () => {
    const ranges = Array.from({ length: 65535 }, (_, index) => ({ offset: 8 * (65535 - index), length: 8 }));
    const kept = keptFirst([...ranges, { offset: 0, length: 2 ** 32 }]);
    expect(kept).toHaveLength(65535);
    expect(kept.some((range, index) => index > 0 && overlaps(range, kept[index - 1] ?? range))).toBe(false);
  });
});

function inputFrom(ranges: readonly Span[], padding = 0): HashInput {
  return { kind: 'hashed', ranges, padding, behindFile: 0 };
}

/** Every offset that is hashed, in order. */
function offsetsOf(ranges: readonly Span[]): readonly number[] {
  return ranges.flatMap(({ offset, length }) => Array.from({ length }, (_, index) => offset + index));
}

describe('divergence', () => {
  it('is where two lists of ranges first name different bytes', () => {
    fc.assert(
      fc.property(RANGES, RANGES, fc.nat(3), (left, right, shared) => {
        const [a, b] = [[...left.slice(0, shared), ...right], left];
        const [one, other] = [offsetsOf(a), offsetsOf(b)];
        const index = one.findIndex((offset, at) => offset !== other[at]);
        const first = index === -1 && other.length > one.length ? one.length : index;
        const found = divergence(inputFrom(a), inputFrom(b));
        const expected = first === -1 ? null : [one[first] ?? null, other[first] ?? null];
        expect(found === null ? null : [found.one?.offset ?? null, found.other?.offset ?? null]).toEqual(expected);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('is there although all ranges are equal when the zeros behind them are not', () => {
    const ranges = [{ offset: 0, length: 8 }];
    expect(divergence(inputFrom(ranges), inputFrom(ranges))).toBeNull();
    expect(divergence(inputFrom(ranges), inputFrom(ranges, 1))).toEqual({ one: null, other: null });
    expect(divergence(inputFrom(ranges), { ...inputFrom(ranges), behindFile: 1 })).toEqual({ one: null, other: null });
  });
});

describe('miscountedBytes', () => {
  it('counts what covers every byte', () => {
    const image = imageIn(signed(clean()));
    const out = new Set([
      ...offsetsOf([
        { offset: AT.checkSum, length: 4 },
        { offset: AT.certificateDirectory, length: 8 },
        { offset: 0x3200, length: 0x18 },
      ]),
    ]);
    const drawn = fc.array(fc.record({ offset: fc.nat(0x3218), length: fc.nat(0x1000) }), { maxLength: 6 });
    fc.assert(
      fc.property(drawn, (ranges) => {
        const counts = new Map<number, number>();
        for (const offset of offsetsOf(ranges)) counts.set(offset, (counts.get(offset) ?? 0) + 1);
        const wrong = Array.from({ length: image.fileSize }, (_, offset) => offset).filter(
          (offset) => (counts.get(offset) ?? 0) !== (out.has(offset) ? 0 : 1),
        );
        const found = [...miscountedBytes(image, inputFrom(ranges))];
        expect(offsetsOf(found)).toEqual(wrong);
        for (const { offset, count, wanted } of found) {
          expect(count).toBe(counts.get(offset) ?? 0);
          expect(wanted).toBe(out.has(offset) ? 0 : 1);
        }
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('finds nothing where the ranges are all of the file but what is left out, however they are divided', () => {
    const input = inputOf(signed(clean()), 'specification');
    const divided = input.ranges.flatMap(({ offset, length }) => [
      { offset, length: Math.floor(length / 2) },
      { offset: offset + Math.floor(length / 2), length: Math.ceil(length / 2) },
    ]);
    expect([...miscountedBytes(imageIn(signed(clean())), inputFrom(divided))]).toEqual([]);
    expect([...miscountedBytes(imageIn(signed(clean())), inputFrom(divided.toReversed()))]).toEqual([]);
  });
});

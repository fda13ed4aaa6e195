/** Steps that do not hold: the proof has to notice the one thing that is wrong, and to say what it is and where. */
import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../src/rewriter/index.ts';
import { provePatches, proveSegments } from '../../../src/rewriter/plan/prove-step.ts';
import { FAULT, saidBy } from './plan-fault.ts';

const LENGTHS = { image: 100, contents: [20] };
const IMAGE = { kind: 'image', offset: 0, length: 60, from: 0 } as const;
const CONTENT = { kind: 'content', offset: 60, length: 20, from: 0, request: 0 } as const;

describe('segments', () => {
  it('that follow each other make up their length', () => {
    const bytes = { kind: 'bytes', offset: 80, length: 2, bytes: Uint8Array.of(1, 2) } as const;
    expect(proveSegments([IMAGE, CONTENT, bytes, { kind: 'zeros', offset: 82, length: 8 }], LENGTHS)).toBe(90);
    expect(proveSegments([], LENGTHS)).toBe(0);
  });

  it.each<[string, readonly Segment[], string]>([
    ['a hole', [IMAGE, { ...CONTENT, offset: 61 }], 'content at 0x3d follows what ends at 0x3c'],
    ['an overlap', [IMAGE, { ...CONTENT, offset: 59 }], 'content at 0x3b follows what ends at 0x3c'],
    ['a hole at the start', [{ ...IMAGE, offset: 1 }], 'image at 0x1 follows what ends at 0x0'],
    ['no bytes', [IMAGE, { kind: 'zeros', offset: 60, length: 0 }], 'zeros at 0x3c has 0 bytes'],
    ['bytes beyond the image', [{ ...IMAGE, from: 41 }], 'image at 0x0 takes [0x29, 0x65) of 0x64 bytes'],
    ['bytes beyond the content', [IMAGE, { ...CONTENT, from: 1 }], 'content at 0x3c takes [0x1, 0x15) of 0x14 bytes'],
    [
      'the content of another call',
      [IMAGE, { ...CONTENT, request: 1 }],
      'content at 0x3c takes [0x0, 0x14) of 0x0 bytes',
    ],
    [
      'more bytes than were made',
      [IMAGE, { kind: 'bytes', offset: 60, length: 3, bytes: Uint8Array.of(1, 2) }],
      'bytes at 0x3c takes [0x0, 0x3) of 0x2 bytes',
    ],
  ])('with %s do not', (_, segments, fault) => {
    expect(saidBy(() => proveSegments(segments, LENGTHS))).toBe(FAULT + fault);
  });
});

describe('fields that change', () => {
  const field = (offset: number, width: 2 | 4) => ({ field: 'a field', offset, width, oldValue: 0, newValue: 1 });

  it('lie apart and inside the output, in any order', () => {
    expect(() => {
      provePatches([field(96, 4), field(0, 4), field(4, 2)], 100);
    }).not.toThrow();
  });

  it.each([
    ['overlap', [field(0, 4), field(3, 2)], 'a field at 0x3 overlaps a field that ends at 0x4'],
    ['are the same', [field(8, 2), field(8, 2)], 'a field at 0x8 overlaps a field that ends at 0xa'],
    ['leave the output', [field(97, 4)], 'a field at 0x61 lies beyond the end of the output 0x64'],
  ])('do not hold when they %s', (_, patches, fault) => {
    const said = saidBy(() => {
      provePatches(patches, 100);
    });
    expect(said).toBe(FAULT + fault);
  });
});

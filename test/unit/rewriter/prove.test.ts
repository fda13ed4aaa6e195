/** Plans that do not hold: each proof has to notice the one thing that is wrong. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import type { Admission } from '../../../src/rewriter/admit/admit.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { PlanError, planAppend } from '../../../src/rewriter/index.ts';
import type { Segment } from '../../../src/rewriter/index.ts';
import { isRefusal } from '../../../src/rewriter/refusal.ts';
import { proveOutput } from '../../../src/rewriter/plan/prove-output.ts';
import { provePatches, proveSegments } from '../../../src/rewriter/plan/prove-step.ts';
import { append, buildImage, request, withU16, withU32 } from './image.ts';

const LENGTHS = { image: 100, contents: [20] };
const IMAGE = { kind: 'image', offset: 0, length: 60, from: 0 } as const;
const CONTENT = { kind: 'content', offset: 60, length: 20, from: 0, request: 0 } as const;

describe('segments', () => {
  it('that follow each other make up their length', () => {
    const bytes = { kind: 'bytes', offset: 80, length: 2, bytes: Uint8Array.of(1, 2) } as const;
    expect(proveSegments([IMAGE, CONTENT, bytes, { kind: 'zeros', offset: 82, length: 8 }], LENGTHS)).toBe(90);
    expect(proveSegments([], LENGTHS)).toBe(0);
  });

  it.each<[string, readonly Segment[]]>([
    ['a hole', [IMAGE, { ...CONTENT, offset: 61 }]],
    ['an overlap', [IMAGE, { ...CONTENT, offset: 59 }]],
    ['a hole at the start', [{ ...IMAGE, offset: 1 }]],
    ['no bytes', [IMAGE, { kind: 'zeros', offset: 60, length: 0 }]],
    ['bytes beyond the image', [{ ...IMAGE, from: 41 }]],
    ['bytes beyond the content', [IMAGE, { ...CONTENT, from: 1 }]],
    ['the content of another call', [IMAGE, { ...CONTENT, request: 1 }]],
    ['more bytes than were made', [IMAGE, { kind: 'bytes', offset: 60, length: 3, bytes: Uint8Array.of(1, 2) }]],
  ])('with %s do not', (_, segments) => {
    expect(() => proveSegments(segments, LENGTHS)).toThrow(PlanError);
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
    ['overlap', [field(0, 4), field(3, 2)]],
    ['are the same', [field(8, 2), field(8, 2)]],
    ['leave the output', [field(97, 4)]],
  ])('do not hold when they %s', (_, patches) => {
    expect(() => {
      provePatches(patches, 100);
    }).toThrow(PlanError);
  });
});

/** {@link buildImage}, its plan and its output, of which a test can spoil what is read. */
function proofOf(
  spoil: (output: Uint8Array) => Uint8Array,
  change: Partial<Admission> = {},
  respoil: (segments: readonly Segment[]) => readonly Segment[] = (segments) => segments,
): () => void {
  const image = buildImage();
  const first = admitImage(memoryAccess(image), {});
  const plan = planAppend(memoryAccess(image), [{ ...request(), content: memoryAccess(request().content) }], {});
  if (isRefusal(first) || isRefusal(plan)) throw new Error('the image takes a section');
  const output = memoryAccess(spoil(append(image)));
  return () => {
    proveOutput({ first: { ...first, ...change }, segments: respoil(plan.segments), output, added: 1 });
  };
}

describe('an output', () => {
  /** Offsets in the output: the second section's header, and that of the new one. */
  const [DATA_AT, NEW_AT] = [0x120, 0x148];

  it('of a right plan holds', () => {
    expect(proofOf((output) => output)).not.toThrow();
  });

  it.each<[string, (output: Uint8Array) => Uint8Array]>([
    ['a wrong count of sections', (output) => withU16(output, 0x46, 4)],
    ['headers that end inside the table', (output) => withU32(output, { 0x94: 0x168 })],
    ['headers that shrank', (output) => withU32(output, { 0x94: 0xe00 })],
    ['an old section at another address', (output) => withU32(output, { [DATA_AT + 12]: 0x4000 })],
    ['an old section of another raw size', (output) => withU32(output, { [DATA_AT + 16]: 0x400 })],
    ['an old section with other data', (output) => withU32(output, { [DATA_AT + 20]: 0x3200 })],
    ['headers that reach into a section', (output) => withU32(output, { 0x94: 0x1200 })],
    ['a new section in the memory of an old one', (output) => withU32(output, { [NEW_AT + 12]: 0x4000 })],
    ['a new section inside what SizeOfImage reserved', (output) => withU32(output, { [NEW_AT + 12]: 0x4700 })],
    ['new data on top of old', (output) => withU32(output, { [NEW_AT + 20]: 0x3100 })],
    ['new data that is not the content', (output) => withU32(output, { [NEW_AT + 20]: 0x3201 })],
    ['new data in the headers', (output) => withU32(output, { [NEW_AT + 20]: 0 })],
    ['a new section of another size', (output) => withU32(output, { [NEW_AT + 8]: 999 })],
    ['a new section with less data than it has', (output) => withU32(output, { [NEW_AT + 16]: 512 })],
    ['a SizeOfImage that does not cover the new section', (output) => withU32(output, { 0x90: 0x5200 })],
    ['a payload offset that leads elsewhere', (output) => withU32(output, { 8: 0x1801 })],
    ['an end inside the new data', (output) => output.slice(0, output.length - 1)],
  ])('with %s does not', (_, spoil) => {
    expect(proofOf(spoil)).toThrow(PlanError);
  });

  it.each([
    ['the first byte of a section', 0x1000],
    ['a byte inside a section', 0x1234],
    ['the last byte of a section', 0x2fff],
    ['the last byte of all data', 0x31ff],
    ['a byte inside the payload', 0x2000],
  ])('that has something else for %s does not', (_, at) => {
    const zero = (segments: readonly Segment[]): readonly Segment[] =>
      segments.flatMap((segment): readonly Segment[] => {
        const { offset, length } = segment;
        if (segment.kind !== 'image' || at < offset || at >= offset + length) return [segment];
        const rest = {
          kind: 'image',
          offset: at + 1,
          length: offset + length - at - 1,
          from: segment.from + at + 1 - offset,
        };
        const parts = [
          { ...segment, length: at - offset },
          { kind: 'zeros', offset: at, length: 1 },
          rest,
        ] as Segment[];
        return parts.filter((part) => part.length > 0);
      });
    expect(proofOf((output) => output, {}, zero)).toThrow(
      `at 0x${at.toString(16)} do not come from 0x${at.toString(16)}`,
    );
  });
});

/** Outputs that do not hold: the proof has to notice the one thing that is wrong, and to say what it is and where. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import type { Admission } from '../../../src/rewriter/admit/admit.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { planAppend } from '../../../src/rewriter/index.ts';
import type { Segment } from '../../../src/rewriter/index.ts';
import { isRefusal } from '../../../src/rewriter/refusal.ts';
import { proveOutput } from '../../../src/rewriter/plan/prove-output.ts';
import { DATA, TEXT, append, buildImage, request, tightImage, withU16, withU32 } from './image.ts';
import { FAULT, saidBy } from './plan-fault.ts';

/** What is spoiled of a plan that holds: what it was made from, its segments, or what is read as its output. */
interface Spoiled {
  readonly image?: Uint8Array;
  readonly first?: (admission: Admission) => Partial<Admission>;
  readonly segments?: (segments: readonly Segment[]) => readonly Segment[];
  readonly output?: (output: Uint8Array) => Uint8Array;
}

/** What the proof says of a plan for one section that was spoiled. */
function saidOf({ image = buildImage(), first, segments, output }: Spoiled): string {
  const admission = admitImage(memoryAccess(image), {});
  const plan = planAppend(memoryAccess(image), [{ ...request(), content: memoryAccess(request().content) }], {});
  if (isRefusal(admission) || isRefusal(plan)) throw new Error('the image takes a section');
  const written = append(image);
  return saidBy(() => {
    proveOutput({
      first: { ...admission, ...first?.(admission) },
      segments: segments?.(plan.segments) ?? plan.segments,
      output: memoryAccess(output?.(written) ?? written),
      added: 1,
    });
  });
}

/** Puts something else in the place of the bytes `[start, end)` of an output, which are all of the image. */
function instead(start: number, end: number, what: (image: Segment & { kind: 'image' }) => Segment) {
  return (segments: readonly Segment[]): readonly Segment[] =>
    segments.flatMap((segment): readonly Segment[] => {
      if (segment.offset >= end || segment.offset + segment.length <= start) return [segment];
      const cut = (from: number, to: number): Segment & { kind: 'image' } => {
        const [low, high] = [Math.max(from, segment.offset), Math.min(to, segment.offset + segment.length)];
        const shift = segment.kind === 'image' ? segment.offset - segment.from : 0;
        return { kind: 'image', offset: low, length: high - low, from: low - shift };
      };
      const parts = [cut(0, start), what(cut(start, end)), cut(end, Infinity)];
      return parts.filter(({ length }) => length > 0);
    });
}

const zeros = ({ offset, length }: Segment): Segment => ({ kind: 'zeros', offset, length });

describe('an output', () => {
  /** Offsets in the output: the second section's header, and that of the new one. */
  const [DATA_AT, NEW_AT] = [0x120, 0x148];

  it('of a right plan holds', () => {
    expect(saidOf({})).toBe('holds');
    expect(saidOf({ image: tightImage() })).toBe('holds');
  });

  it.each<[string, (output: Uint8Array) => Uint8Array, string]>([
    ['a wrong count of sections', (output) => withU16(output, 0x46, 4), 'NumberOfSections is 0x4 instead of 0x3'],
    [
      'headers that end inside the table',
      (output) => withU32(output, { 0x94: 0x168 }),
      'the section table ends 0x170, but SizeOfHeaders is 0x168',
    ],
    [
      'headers that shrank',
      (output) => withU32(output, { 0x94: 0xe00 }),
      'the old SizeOfHeaders is 0x1000, but SizeOfHeaders is 0xe00',
    ],
    [
      'an old section at another address',
      (output) => withU32(output, { [DATA_AT + 12]: 0x4000 }),
      'VirtualAddress of section 1 is 0x4000 instead of 0x3000',
    ],
    [
      'an old section of another raw size',
      (output) => withU32(output, { [DATA_AT + 16]: 0x400 }),
      'SizeOfRawData of section 1 is 0x400 instead of 0x200',
    ],
    [
      'an old section with other data',
      (output) => withU32(output, { [DATA_AT + 20]: 0x3200 }),
      'PointerToRawData of section 1 is 0x3200 instead of 0x3000',
    ],
    [
      'headers that reach into a section',
      (output) => withU32(output, { 0x94: 0x1200 }),
      'SizeOfHeaders is 0x1200, but VirtualAddress of section 0 is 0x1000',
    ],
    [
      'a new section in the memory of an old one',
      (output) => withU32(output, { [NEW_AT + 12]: 0x4000 }),
      'memory is taken up to 0x4800, but VirtualAddress of the new section 2 is 0x4000',
    ],
    [
      'a new section inside what SizeOfImage reserved',
      (output) => withU32(output, { [NEW_AT + 12]: 0x47ff }),
      'memory is taken up to 0x4800, but VirtualAddress of the new section 2 is 0x47ff',
    ],
    [
      'new data on top of old',
      (output) => withU32(output, { [NEW_AT + 20]: 0x3100 }),
      'section data end 0x3200, but PointerToRawData of the new section 2 is 0x3100',
    ],
    [
      'new data that is not the content',
      (output) => withU32(output, { [NEW_AT + 20]: 0x3201 }),
      'the data of the new section 2 at [0x3201, 0x35e9) are not the content of its request',
    ],
    [
      'new data behind the end',
      (output) => withU32(output, { [NEW_AT + 20]: 0x3600 }),
      'the data of the new section 2 at [0x3600, 0x39e8) are not the content of its request',
    ],
    [
      'new data in the headers',
      (output) => withU32(output, { [NEW_AT + 20]: 0 }),
      'section data end 0x3200, but PointerToRawData of the new section 2 is 0x0',
    ],
    [
      'a new section of another size',
      (output) => withU32(output, { [NEW_AT + 8]: 999 }),
      'the data of the new section 2 at [0x3200, 0x35e7) are not the content of its request',
    ],
    [
      'a new section with less data than it has',
      (output) => withU32(output, { [NEW_AT + 16]: 512 }),
      'VirtualSize is 0x3e8, but SizeOfRawData of the new section 2 is 0x200',
    ],
    [
      'a SizeOfImage that does not cover the new section',
      (output) => withU32(output, { 0x90: 0x5200 }),
      'the last section ends in memory 0x53e8, but SizeOfImage is 0x5200',
    ],
    [
      'a payload offset that leads elsewhere',
      (output) => withU32(output, { 8: 0x1801 }),
      'the payload offset is 0x1801 instead of 0x1800',
    ],
    [
      'an end inside the new data',
      (output) => output.slice(0, output.length - 1),
      'the last section ends in the file 0x3600, but the length of the output is 0x35ff',
    ],
  ])('with %s does not', (_, output, fault) => {
    expect(saidOf({ output })).toBe(FAULT + fault);
  });

  it.each<[string, (content: Segment & { kind: 'content' }) => Segment]>([
    ['those of another request', (content) => ({ ...content, request: 1 })],
    ['those of its own, but for the first', (content) => ({ ...content, from: 1 })],
    ['zeros', zeros],
  ])('whose new section has as its bytes %s does not', (_, what) => {
    const segments = (found: readonly Segment[]): readonly Segment[] =>
      found.map((segment) => (segment.kind === 'content' ? what(segment) : segment));
    const fault = 'the data of the new section 2 at [0x3200, 0x35e8) are not the content of its request';
    expect(saidOf({ segments })).toBe(FAULT + fault);
  });

  it('with a new section in the memory of one that reaches beyond SizeOfImage does not', () => {
    const first = ({ headers }: Admission): Partial<Admission> => ({ headers: { ...headers, sizeOfImage: 0x2000 } });
    const output = (written: Uint8Array): Uint8Array => withU32(written, { [NEW_AT + 12]: 0x47ff });
    const fault = 'memory is taken up to 0x4800, but VirtualAddress of the new section 2 is 0x47ff';
    expect(saidOf({ first, output })).toBe(FAULT + fault);
  });
});

describe('an output whose old data', () => {
  it.each([
    ['the first byte of a section', 0x1000, 0],
    ['a byte inside a section', 0x1234, 0],
    ['the last byte of a section', 0x2fff, 0],
    ['the last byte of all data', 0x31ff, 1],
    ['a byte inside the payload', 0x2000, 0],
  ])('has something else for %s does not hold', (_, at, index) => {
    const where = `0x${at.toString(16)}`;
    expect(saidOf({ segments: instead(at, at + 1, zeros) })).toBe(
      `${FAULT}the data of section ${index} at ${where} do not come from ${where} of the image`,
    );
  });

  /** An image whose data moves by 0x200: that of the sections starts at 0x400 and at 0x2400, and ends at 0x2600. */
  const image = tightImage();

  it.each([
    ['the first byte of a section', 0x400, 0x401, 'the data of section 0 at 0x400 do not come from 0x200'],
    ['a byte inside a section', 0x1234, 0x1235, 'the data of section 0 at 0x1234 do not come from 0x1034'],
    ['the last byte of all data', 0x25ff, 0x2600, 'the data of section 1 at 0x25ff do not come from 0x23ff'],
  ])('moves and has something else for %s does not hold', (_, start, end, fault) => {
    expect(saidOf({ image, segments: instead(start, end, zeros) })).toBe(`${FAULT}${fault} of the image`);
  });

  it('moves and has something else for its first byte and the gap in front of it does not hold', () => {
    const sections = [
      { ...TEXT, pointerToRawData: 0x400 },
      { ...DATA, pointerToRawData: 0x2400 },
    ];
    const fault = 'the data of section 0 at 0x600 do not come from 0x400 of the image';
    expect(saidOf({ image: tightImage({ sections }), segments: instead(0x5f0, 0x601, zeros) })).toBe(FAULT + fault);
  });

  it.each<[string, (bytes: Segment & { kind: 'image' }) => Segment]>([
    ['other bytes of the image', (bytes) => ({ ...bytes, from: bytes.from + 1 })],
    ['bytes of a content', (bytes) => ({ ...bytes, kind: 'content', request: 0 })],
  ])('moves and has %s among it does not hold', (_, what) => {
    const fault = 'the data of section 0 at 0x1000 do not come from 0xe00 of the image';
    expect(saidOf({ image, segments: instead(0x1000, 0x1010, what) })).toBe(FAULT + fault);
  });

  it('moves and is followed by new data on top of it does not hold', () => {
    const output = (written: Uint8Array): Uint8Array => withU32(written, { [0x1f0 + 20]: 0x2500 });
    const fault = 'section data end 0x2600, but PointerToRawData of the new section 2 is 0x2500';
    expect(saidOf({ image, output })).toBe(FAULT + fault);
  });

  it('loses a byte of the payload does not hold, even when no section holds it', () => {
    const first = (): Partial<Admission> => ({ sections: [] });
    const fault = 'the payload at 0xa10 do not come from 0x810 of the image';
    expect(saidOf({ image, first, segments: instead(0xa10, 0xa11, zeros) })).toBe(FAULT + fault);
  });
});

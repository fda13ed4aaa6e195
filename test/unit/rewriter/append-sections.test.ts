import { describe, expect, it } from 'vitest';
import { appendSections, memoryAccess, planAppend } from '../../../src/rewriter/index.ts';
import type { AppendPlan, Refusal } from '../../../src/rewriter/index.ts';
import { append, buildImage, request, sha256, tightImage, u16, u32, withU32 } from './image.ts';

const first = request({ name: '.one', content: Uint8Array.of(1, 2, 3) });
const second = request({ name: '.two', content: new Uint8Array(0x1234).fill(7) });

describe('appendSections', () => {
  it('turns the published vector V0 into V1, byte for byte', () => {
    const v0 = buildImage();
    expect(v0.length).toBe(12800);
    expect(sha256(v0)).toMatch(/^dc4dd51dd734df08/);
    // The published V1 leaves SizeOfInitializedData at 0; the policy here is to add the new raw size.
    const v1 = append(v0);
    expect(u32(v1, 0x60)).toBe(0x400);
    expect(sha256(withU32(v1, { 0x60: 0 }))).toMatch(/^0926addcece8a686/);
  });

  it('gives the same bytes every time', () => {
    expect(sha256(append(buildImage()))).toBe(sha256(append(buildImage())));
  });

  it('equals appending one section after the other', () => {
    for (const image of [buildImage(), tightImage(), withU32(buildImage(), { 0x98: 1 })]) {
      expect(sha256(append(image, first, second))).toBe(sha256(append(append(image, first), second)));
    }
  });

  it('refuses all sections when one of them is refused', () => {
    expect(appendSections(buildImage(), [first, first])).toMatchObject({ kind: 'refused', code: 'name-taken' });
  });

  it('changes neither the image nor the content', () => {
    const image = tightImage();
    const before = sha256(image);
    const content = new Uint8Array(1000).fill(0x78);
    append(image, request({ content }));
    expect(sha256(image)).toBe(before);
    expect(content.every((byte) => byte === 0x78)).toBe(true);
  });

  it('reads images and contents at odd addresses of a larger buffer', () => {
    for (const image of [withU32(buildImage(), { 0x98: 1 }), tightImage({ overlay: Uint8Array.of(1, 2, 3) })]) {
      const buffer = new Uint8Array(image.length + 10).fill(0xee);
      buffer.set(image, 3);
      const content = new Uint8Array(1010).fill(0x78).subarray(5, 1005);
      const result = append(buffer.subarray(3, 3 + image.length), request({ content }));
      expect(sha256(result)).toBe(sha256(append(image)));
    }
  });

  it('rewrites PE32 images as it does PE32+', () => {
    const result = append(buildImage({ magic: 0x10b }));
    expect(u16(result, 0x46)).toBe(3);
    expect(u32(result, 0x90)).toBe(0x6000);
    expect(Buffer.from(result.subarray(0xe8 + 80, 0xe8 + 84)).toString()).toBe('.bpf');
  });

  it('takes back to the input when the new header, bytes and totals are removed', () => {
    const image = buildImage();
    const result = append(image).slice(0, image.length);
    result.fill(0, 0x148, 0x170);
    const restored = withU32(result, { 0x60: 0, 0x90: 0x4800 });
    restored[0x46] = 2;
    expect(sha256(restored)).toBe(sha256(image));
  });
});

/** The plan for the usual request. */
function planned(image: Uint8Array): AppendPlan | Refusal {
  return planAppend(memoryAccess(image), [{ ...request(), content: memoryAccess(request().content) }], {});
}

describe('planAppend', () => {
  it('covers the output from first to last byte without a hole', () => {
    for (const image of [buildImage(), tightImage({ overlay: new Uint8Array(13).fill(9) })]) {
      const plan = planned(image);
      if (plan.kind === 'refused') throw new Error(plan.detail);
      let offset = 0;
      for (const segment of plan.segments) {
        expect(segment.offset).toBe(offset);
        expect(segment.length).toBeGreaterThan(0);
        offset += segment.length;
      }
      expect(offset).toBe(plan.outputLength);
    }
  });

  it('names every changed field with its old and its new value', () => {
    const plan = planned(tightImage());
    if (plan.kind === 'refused') throw new Error(plan.detail);
    expect(plan.fields.map(({ field, oldValue, newValue }) => [field, oldValue, newValue])).toEqual([
      ['NumberOfSections', 2, 3],
      ['SizeOfInitializedData', 0, 0x400],
      ['SizeOfImage', 0x4800, 0x6000],
      ['SizeOfHeaders', 0x200, 0x400],
      ['payload offset', 0x800, 0xa00],
      ['PointerToRawData of section 0', 0x200, 0x400],
      ['PointerToRawData of section 1', 0x2200, 0x2400],
    ]);
    expect(plan.checkSum).toBeNull();
    expect(plan.moves).toEqual([{ what: 'section data', from: 0x200, to: 0x400, length: tightImage().length - 0x200 }]);
  });

  it('says where CheckSum is when it must be computed', () => {
    expect(planned(withU32(buildImage(), { 0x98: 5 }))).toMatchObject({
      checkSum: { offset: 0x98, oldValue: 5 },
    });
  });
});

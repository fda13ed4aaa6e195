/** Plans for several sections: what a later one does to what an earlier one has put there. */
import { describe, expect, it } from 'vitest';
import type { AppendRequest } from '../../../src/contract/index.ts';
import { appendSections, memoryAccess, planAppend } from '../../../src/rewriter/index.ts';
import type { AppendOptions, AppendPlan } from '../../../src/rewriter/index.ts';
import { TEXT, append, buildImage, request, tightImage, u32, withDebug, withU32 } from './image.ts';

const FIRST = request({ name: '.one', content: Uint8Array.of(1, 2, 3) });
const SECOND = request({ name: '.two', content: new Uint8Array(0x234).fill(7) });

function plannedFor(image: Uint8Array, requests: readonly AppendRequest[], options: AppendOptions = {}): AppendPlan {
  const sections = requests.map((each) => ({ ...each, content: memoryAccess(each.content) }));
  const plan = planAppend(memoryAccess(image), sections, options);
  if (plan.kind === 'refused') throw new Error(`refused: ${plan.code}: ${plan.detail}`);
  return plan;
}

/** A tight image that has room for one more header and not for two, with a debug directory at 0x400. */
const oneFits = (pointerToRawData: number, sizeOfData: number): Uint8Array => {
  const image = tightImage({ directoryCount: 7, peOffset: 0xf0 - 40 });
  return withDebug(image, { offset: 0x400, address: 0x1200 }, [{ sizeOfData, pointerToRawData }]);
};
/** Where such an image ends, and by how much the second section moves all data. */
const [FILE_END, GROWTH] = [0x2400, 0x200];
const pointerIn = (output: Uint8Array): number => u32(output, 0x400 + GROWTH + 24);

describe('the sections of a plan', () => {
  it('are told with their places in the output, where later ones have moved them', () => {
    const told = plannedFor(oneFits(0x300, 4), [FIRST, SECOND]).sections.map(
      ({ virtualAddress, virtualSize, sizeOfRawData, pointerToRawData, sizeOfImage }) => ({
        virtualAddress,
        virtualSize,
        sizeOfRawData,
        pointerToRawData,
        sizeOfImage,
      }),
    );
    expect(told).toEqual([
      {
        virtualAddress: 0x5000,
        virtualSize: 3,
        sizeOfRawData: 0x200,
        pointerToRawData: FILE_END + GROWTH,
        sizeOfImage: 0x6000,
      },
      {
        virtualAddress: 0x6000,
        virtualSize: 0x234,
        sizeOfRawData: 0x400,
        pointerToRawData: FILE_END + GROWTH + 0x200,
        sizeOfImage: 0x7000,
      },
    ]);
  });

  it('are told without the step that takes a signature out', () => {
    const signed = withU32(buildImage({ overlay: new Uint8Array(24) }), { 0xe8: 0x3200, 0xec: 24 });
    const { sections, removed } = plannedFor(signed, [FIRST, SECOND], { stripSignature: true });
    expect(sections.map(({ pointerToRawData }) => pointerToRawData)).toEqual([0x3200, 0x3400]);
    expect(removed).toEqual({ offset: 0x3200, length: 24 });
  });
});

describe('a plan', () => {
  it('takes nothing out of an image that is not signed', () => {
    expect(plannedFor(buildImage(), [FIRST], { stripSignature: true }).removed).toBeNull();
  });

  it('makes no bytes of its own but for the header, the totals and what moves', () => {
    const made = plannedFor(buildImage(), [FIRST]).segments.filter(({ kind }) => kind === 'bytes');
    expect(made.map(({ offset, length }) => [offset, length])).toEqual([
      [0x46, 2],
      [0x60, 4],
      [0x90, 4],
      [0x148, 40],
    ]);
  });
});

describe('a field that names no bytes', () => {
  it('behind the end of the file goes on doing so, though a section comes to be there', () => {
    expect(pointerIn(append(oneFits(FILE_END + 1, 0), FIRST, SECOND))).toBe(FILE_END + 1);
  });

  it('at the end of the file follows what a section puts there', () => {
    expect(pointerIn(append(oneFits(FILE_END, 0), FIRST, SECOND))).toBe(FILE_END + GROWTH);
  });

  it('behind the end of the file is no reason to lose sight of one that names some', () => {
    const image = tightImage({ directoryCount: 7, peOffset: 0xf0 - 40 });
    const entries = [
      { sizeOfData: 0, pointerToRawData: FILE_END + 1 },
      { sizeOfData: 4, pointerToRawData: 0x300 },
    ];
    const output = append(withDebug(image, { offset: 0x400, address: 0x1200 }, entries), FIRST, SECOND);
    expect([pointerIn(output), u32(output, 0x400 + GROWTH + 28 + 24)]).toEqual([FILE_END + 1, 0x300 + GROWTH]);
  });
});

describe('several sections', () => {
  it('are refused when the call gives them one name', () => {
    expect(appendSections(buildImage(), [FIRST, FIRST])).toEqual({
      kind: 'refused',
      code: 'name-taken',
      detail: 'The call gives the name ".one" to more than one section; choose another name.',
    });
  });

  it('are refused by the section that the image has, when it has had the name from the first', () => {
    expect(appendSections(buildImage(), [FIRST, request({ name: '.data' })])).toEqual({
      kind: 'refused',
      code: 'name-taken',
      detail: 'The image already has section 1 (".data", header at 0x120); choose another name.',
    });
  });

  it('are refused for what is wrong with any of them', () => {
    const empty = request({ name: '.two', content: new Uint8Array() });
    expect(appendSections(buildImage(), [FIRST, empty])).toMatchObject({ kind: 'refused', code: 'empty-content' });
  });

  it('are refused when they are more than can be counted', () => {
    const blank = { ...TEXT, name: '', virtualSize: 0, virtualAddress: 0, sizeOfRawData: 0, pointerToRawData: 0 };
    const sections = new Array<typeof TEXT>(65534).fill(blank);
    const sizes = { sizeOfHeaders: 0x29_0000, sizeOfImage: 0x30_0000 };
    const full = withU32(buildImage({ sections, ...sizes }), { 4: 0, 0x68: 0x29_0000 });
    const answers = [[FIRST], [FIRST, SECOND]].map((requests) => appendSections(full, requests, { anyPe: true }));
    expect(answers.map((answer) => (answer.kind === 'refused' ? answer.code : answer.kind))).toEqual([
      'rewritten',
      'too-many-sections',
    ]);
  });
});

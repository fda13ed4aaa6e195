/** Headers by which loaders that know nothing of PE find their way in a kernel: what is told from them, and what they forbid. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import { findSetupHeader } from '../../../src/rewriter/admit/kernel-header.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, buildImage, outcome, request, tightImage, withBytes, withU16, withU32 } from './image.ts';

const [ARM64, I386, AMD64] = [0xaa64, 0x14c, 0x8664];
/** Where the x86 setup_header starts, and its magic behind the byte that says how far it goes on. */
const [START, REST_AT, MAGIC_AT] = [0x1f1, 0x201, 0x202];
const MAGIC = 0x5372_6448;

describe('headers that cannot grow without moving a kernel', () => {
  const tight = tightImage();
  /** The table and the headers end where the setup_header starts, which is in the data. */
  const setup = buildImage({
    peOffset: 0xe9,
    fileAlignment: 1,
    sizeOfHeaders: START,
    payloadOffset: 0x800,
    sections: [
      { ...TEXT, pointerToRawData: START },
      { ...DATA, pointerToRawData: START + 0x2000 },
    ],
  });

  it.each([
    ['arm64 Image header', withU32(tight, { 0x38: 0x644d_5241 })],
    ['RISC-V Image header', withU32(tight, { 0x38: 0x0543_5352 })],
    ['arm zImage header', withU32(tight, { 0x24: 0x016f_2818 })],
    ['x86 setup_header', withU32(setup, { [MAGIC_AT]: MAGIC })],
  ])('are refused with what other loaders go by: %s', (name, image) => {
    expect(appendSections(image, [request()])).toEqual({
      kind: 'refused',
      code: 'no-header-room',
      detail: `Room for a new section header would move all data, but its ${name} makes other loaders find it by file offsets; rebuild the image with more header room.`,
    });
  });

  it('are told from those of images without such a header', () => {
    expect([outcome(tight), outcome(setup)]).toEqual(['rewritten', 'rewritten']);
    expect(outcome(withU32(tight, { 0x38: 0x644d_5242 }))).toBe('rewritten');
  });

  it('keep nobody from an append that moves no data', () => {
    expect(outcome(withU32(buildImage(), { 0x38: 0x644d_5241 }))).toBe('rewritten');
  });
});

describe('the x86 setup_header', () => {
  /** An image of a machine with the magic and a byte that says how many bytes follow it; cut where a file may end. */
  function find(machine: number, rest: number, length = 0x3200): ReturnType<typeof findSetupHeader> {
    const image = withBytes(withU16(withU32(buildImage(), { [MAGIC_AT]: MAGIC }), 0x44, machine), REST_AT, [rest]);
    const admission = admitImage(memoryAccess(image), {});
    if ('kind' in admission) throw new Error(`refused: ${admission.code}: ${admission.detail}`);
    return findSetupHeader(memoryAccess(image.subarray(0, length)), admission.headers);
  }

  it.each([
    ['its jump', 0x6a, 0x26c],
    ['the shortest jump behind its magic', 4, 0x206],
    ['its magic, when the jump leads into that', 3, 0x206],
    ['its magic, when there is no jump', 0, 0x206],
  ])('ends with %s', (_, rest, end) => {
    expect(find(I386, rest)).toEqual({ start: START, end });
    expect(find(AMD64, rest)).toEqual({ start: START, end });
  });

  it('may end with the file, and not behind it', () => {
    expect(find(AMD64, 0, 0x206)).toEqual({ start: START, end: 0x206 });
    expect(find(AMD64, 0, 0x205)).toBeNull();
  });

  it('is none on another machine', () => {
    expect(find(ARM64, 0x6a)).toBeNull();
  });
});

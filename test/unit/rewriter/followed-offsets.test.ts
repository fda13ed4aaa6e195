/** File offsets at the borders of what moves: which are corrected, which rest, and what is said of those that cannot be. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { DebugEntrySpec } from './image.ts';
import { DATA, TEXT, append, buildImage, outcome, request, tightImage, u32, withDebug, withU16 } from './image.ts';
import { withU32 } from './image.ts';

const OVERLAY = Uint8Array.of(1, 2, 3, 4);

/** An image whose sections rest, and whose overlay moves from 0x3200 to 0x3600 when it has one. */
function resting(entries: readonly DebugEntrySpec[], overlay = OVERLAY, directory = 0x1100): Uint8Array {
  const image = buildImage({ directoryCount: 7, overlay });
  return withDebug(image, { offset: directory, address: directory }, entries);
}

/**
 * An image whose data moves from 0x200 on by 0x200. Its debug directory is in the first section, which has the payload
 * at [0x800, 0x1900) and is loaded at 0x1000.
 */
function moving(entries: readonly DebugEntrySpec[], directory = 0x400): Uint8Array {
  const image = tightImage({ directoryCount: 7, peOffset: 0xd8 });
  return withDebug(image, { offset: directory, address: directory + 0xe00 }, entries);
}

const ENTRY_POINT = 0xd8 + 40;

function detailOf(image: Uint8Array): string {
  const answer = appendSections(image, [request()]);
  return answer.kind === 'refused' ? `${answer.code}: ${answer.detail}` : answer.kind;
}

function pointersOf(image: Uint8Array, directory: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => u32(image, directory + 28 * index + 24));
}

describe('a file offset', () => {
  it('follows the first byte behind the headers', () => {
    expect(pointersOf(append(moving([{ sizeOfData: 4, pointerToRawData: 0x200 }])), 0x600, 1)).toEqual([0x400]);
  });

  it.each([
    ['of no bytes follows the start of the overlay', 0, 0x3200, 0x3600],
    ['follows the overlay', 4, 0x3200, 0x3600],
    ['of no bytes rests behind the end of the file', 0, 0x3205, 0x3205],
    ['of no bytes rests at the end of the section table', 0, 0x150, 0x150],
    ['rests with the section data', 4, 0x31fc, 0x31fc],
  ])('%s', (_, sizeOfData, pointerToRawData, expected) => {
    expect(pointersOf(append(resting([{ sizeOfData, pointerToRawData }])), 0x1100, 1)).toEqual([expected]);
  });

  it('in the payload may rest', () => {
    const image = resting([{ sizeOfData: 4, pointerToRawData: 0x1200 }], new Uint8Array(), 0x1900);
    expect(pointersOf(append(image), 0x1900, 1)).toEqual([0x1200]);
  });

  it('of an image without a payload is corrected', () => {
    const image = withU32(resting([{ sizeOfData: 4, pointerToRawData: 0x3200 }], OVERLAY, 0x1900), { 4: 0 });
    const answer = appendSections(image, [request()], { anyPe: true });
    expect(answer.kind === 'rewritten' ? pointersOf(answer.bytes, 0x1900, 1) : answer).toEqual([0x3600]);
  });
});

describe('a debug entry that must change', () => {
  const entry = { sizeOfData: 4, pointerToRawData: 0x300 };
  const uncorrectable = (field: string): string =>
    `malformed-debug-directory: PointerToRawData of debug entry 0 at ${field} must change, but lies in the headers, in the ` +
    'payload or in bytes that something refers to; correct the debug directory or rebuild the image.';

  it.each([
    ['ends where the payload starts', 0x800 - 28, 'rewritten'],
    ['has its last byte in the payload', 0x801 - 28, uncorrectable('0x7fd')],
    ['has its first byte in the payload', 0x18ff - 24, uncorrectable('0x18ff')],
    ['starts where the payload ends', 0x1900 - 24, 'rewritten'],
  ])('may not be in the payload: its file offset %s', (_, directory, expected) => {
    expect(detailOf(moving([entry], directory))).toBe(expected);
  });

  it('may not be in the headers', () => {
    const image = resting([{ sizeOfData: 4, pointerToRawData: 0x3200 }], OVERLAY, 0x800);
    expect(detailOf(image)).toBe(uncorrectable('0x818'));
  });

  it.each([
    ['the first', 0x1200 + 24, 'malformed-debug-directory'],
    ['the second', 0x1200 + 28 + 24, 'malformed-debug-directory'],
    ['none', 0x1200 + 28 + 28, 'rewritten'],
  ] as const)('may not hold the entry point: %s of two', (_, address, expected) => {
    const image = moving([entry, { sizeOfData: 4, pointerToRawData: 0x308 }]);
    expect(outcome(withU32(image, { [ENTRY_POINT]: address }))).toBe(expected);
  });

  it.each([
    ['after entries in no order', [0x2300, 0x418], [4, 4]],
    ['from far in front of it, with a shorter range in between', [0x2f0, 0x390], [0x200, 4]],
  ])('may not be named by another one, %s', (_, pointers, lengths) => {
    const others = pointers.map((pointerToRawData, index) => ({ sizeOfData: lengths[index] ?? 0, pointerToRawData }));
    expect(detailOf(moving([entry, ...others]))).toBe(uncorrectable('0x418'));
  });
});

describe('a debug directory that is not a whole number of entries', () => {
  const ragged = (image: Uint8Array, sizeAt: number): Uint8Array => withU32(image, { [sizeAt]: 29 });
  const detail = (field: string): string =>
    `malformed-debug-directory: Data must move, but the debug directory named at ${field} is not a whole number of ` +
    'entries in the file; correct the directory or rebuild the image.';

  it.each([
    ['an overlay', ragged(resting([{ sizeOfData: 4, pointerToRawData: 0x1200 }]), 0xfc), detail('0xf8')],
    ['section data alone', ragged(moving([{ sizeOfData: 4, pointerToRawData: 0x300 }]), 0x194), detail('0x190')],
  ])('is refused where it would have to follow %s', (_, image, expected) => {
    expect(detailOf(image)).toBe(expected);
  });
});

describe('a file offset whose bytes are not in the file', () => {
  it('is refused when there would be some', () => {
    expect(detailOf(resting([{ sizeOfData: 4, pointerToRawData: 0x3200 }], new Uint8Array()))).toBe(
      'malformed-debug-directory: PointerToRawData of debug entry 0 at 0x1118 names bytes [0x3200, 0x3204), which end ' +
        'after the file, where the output has new ones; correct the field or rebuild the image.',
    );
  });

  it('is refused when those that are in the file must move', () => {
    const header = 0x1a0;
    const image = withU16(withU32(tightImage(), { [header + 24]: 0x2300 }), header + 32, 0x7fff);
    expect(detailOf(image)).toBe(
      'malformed-sections: PointerToRelocations of section 0 (".text", header at 0x1a0) at 0x1b8 names bytes ' +
        '[0x2300, 0x522f6), which must move but leave the file; correct the field or rebuild the image.',
    );
  });

  it('is refused when the pointer of a section without data would not fit its field', () => {
    const withEmpty = (pointerToRawData: number): Uint8Array =>
      tightImage({
        peOffset: 0xc0,
        sections: [
          { ...DATA, name: '.bss', virtualAddress: 0x5000, virtualSize: 0x800, sizeOfRawData: 0, pointerToRawData },
          { ...TEXT, pointerToRawData: 0x200 },
          { ...DATA, pointerToRawData: 0x2200 },
        ],
        sizeOfImage: 0x6000,
      });
    expect(u32(append(withEmpty(0xfffffdff)), 0x178 + 20)).toBe(0xffffffff);
    expect(detailOf(withEmpty(0xfffffe00))).toBe(
      'too-large: PointerToRawData at 0x18c is 0xfffffe00 and must grow by 0x200, beyond 32 bits; correct it or rebuild the image.',
    );
  });
});

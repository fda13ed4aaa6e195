// Layouts that the policy of an append speaks of, with every number of the output worked out by hand.
import { describe, expect, it } from 'vitest';
import { DATA, TEXT, append, buildImage, outcome, request, sha256, tightImage, u16, u32, withU32 } from './image.ts';
import type { SectionSpec } from './image.ts';

const BSS: SectionSpec = { ...DATA, name: '.bss', sizeOfRawData: 0, pointerToRawData: 0, characteristics: 0xc0000080 };

/** PointerToRawData of each section of a table that starts at `table`. */
function pointers(image: Uint8Array, table: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => u32(image, table + 40 * index + 20));
}

/** The six numbers of a section header that an append chooses, from VirtualSize to Characteristics. */
function numbersAt(image: Uint8Array, header: number): readonly number[] {
  return [8, 12, 16, 20, 36].map((offset) => u32(image, header + offset));
}

describe('bss', () => {
  it('that comes last with pointer 0 does not lead the new data to the start of the file', () => {
    const image = buildImage({ sections: [TEXT, BSS] });
    const result = append(image);
    expect(result.length).toBe(0x3400);
    expect(numbersAt(result, 0x148)).toEqual([1000, 0x5000, 0x400, 0x3000, 0x40000040]);
    expect(pointers(result, 0xf8, 3)).toEqual([0x1000, 0, 0x3000]);
    expect([u32(result, 0), u32(result, 8), u32(result, 0x60), u32(result, 0x90)]).toEqual([
      0x5a4d, 0x1800, 0x400, 0x6000,
    ]);
    expect(sha256(result.subarray(0x1000, 0x3000))).toBe(sha256(image.subarray(0x1000, 0x3000)));
  });

  it('that comes first with pointer 0 moves nothing when there is room', () => {
    const first = { ...BSS, virtualAddress: 0x1000, virtualSize: 0x1000 };
    const image = buildImage({ sections: [first, { ...TEXT, virtualAddress: 0x2000 }], sizeOfImage: 0x4000 });
    const result = append(image);
    expect(pointers(result, 0xf8, 3)).toEqual([0, 0x1000, 0x3000]);
    expect([u32(result, 8), u32(result, 0x94), u32(result, 0x90)]).toEqual([0x1800, 0x1000, 0x5000]);
  });

  it('that comes first with pointer 0 keeps it when the data behind it moves', () => {
    const first = { ...BSS, virtualAddress: 0x1000, virtualSize: 0x1000 };
    const text = { ...TEXT, virtualAddress: 0x2000, pointerToRawData: 0x200 };
    const result = append(tightImage({ sections: [first, text], sizeOfImage: 0x4000 }));
    expect(pointers(result, 0x1a0, 3)).toEqual([0, 0x400, 0x2400]);
    expect([u32(result, 8), u32(result, 0x13c)]).toEqual([0xa00, 0x400]);
  });
});

describe('headers without room', () => {
  it('grow when the lowest data is not that of the first section', () => {
    const sections = [
      { ...DATA, virtualAddress: 0x1000, pointerToRawData: 0x2200 },
      { ...TEXT, virtualAddress: 0x3000, pointerToRawData: 0x200 },
    ];
    const image = tightImage({ sections, sizeOfImage: 0x5000 });
    const result = append(image);
    expect(pointers(result, 0x1a0, 3)).toEqual([0x2400, 0x400, 0x2600]);
    expect([u32(result, 8), u32(result, 0x13c)]).toEqual([0xa00, 0x400]);
    expect(sha256(result.subarray(0x400, 0x2600))).toBe(sha256(image.subarray(0x200, 0x2400)));
  });

  it('do not grow by less than a page where data is congruent to its addresses by pages', () => {
    const at = (pointerToRawData: number): Uint8Array =>
      tightImage({
        sectionAlignment: 0x200,
        sections: [
          { ...TEXT, virtualAddress: 0x800, pointerToRawData },
          { ...DATA, virtualAddress: 0x2800, pointerToRawData: pointerToRawData + 0x2000 },
        ],
        payloadOffset: pointerToRawData,
      });
    expect(outcome(at(0x800))).toBe('no-header-room');
    const result = append(at(0xa00));
    expect(pointers(result, 0x1a0, 3)).toEqual([0xc00, 0x2c00, 0x2e00]);
  });

  it('change four bytes of the zboot header and no other', () => {
    const header = Buffer.from(append(tightImage()).subarray(0, 64)).toString('hex');
    const type = `677a6970${'00'.repeat(28)}`;
    expect(header).toBe(`4d5a00007a696d67000a000000110000${'00'.repeat(8)}${type}cd238281e8000000`);
  });
});

describe('several sections in one call', () => {
  it('stand one behind the other in table, file and memory', () => {
    const one = request({ name: '.one', content: Uint8Array.of(1, 2, 3) });
    const two = request({ name: '.two', content: new Uint8Array(0x1234).fill(7), characteristics: 0x42000040 });
    const result = append(buildImage({ overlay: Uint8Array.of(0xaa) }), one, two);
    expect(u16(result, 0x46)).toBe(4);
    expect(numbersAt(result, 0x148)).toEqual([3, 0x5000, 0x200, 0x3200, 0x40000040]);
    expect(numbersAt(result, 0x170)).toEqual([0x1234, 0x6000, 0x1400, 0x3400, 0x42000040]);
    expect([u32(result, 0x60), u32(result, 0x90)]).toEqual([0x1600, 0x8000]);
    expect(result.length).toBe(0x4801);
    expect([...result.subarray(0x3200, 0x3204), result[0x3400], result[0x4633], result[0x4634]]).toEqual([
      1, 2, 3, 0, 7, 7, 0,
    ]);
    expect(result[0x4800]).toBe(0xaa);
  });
});

describe('a long section name', () => {
  it('still leads into the string table, which moves with the symbols', () => {
    const strings = new TextEncoder().encode('\u0010\0\0\0.zboot.note\0');
    const image = buildImage({ sections: [TEXT, { ...DATA, name: '/4' }], overlay: strings });
    const result = append(withU32(image, { 0x4c: 0x3200, 0x50: 0 }));
    expect(Buffer.from(result.subarray(0x120, 0x128)).toString()).toBe('/4\0\0\0\0\0\0');
    expect(u32(result, 0x4c)).toBe(0x3600);
    expect(Buffer.from(result.subarray(0x3604, 0x360f)).toString()).toBe('.zboot.note');
  });
});

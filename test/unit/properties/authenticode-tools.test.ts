/** The two ways to choose what is hashed that are no plain reading of the specification. */
import { describe, expect, it } from 'vitest';
import type { HashInput } from '../../../properties/authenticode/hash-input.ts';
import { hashedLength } from '../../../properties/authenticode/hash-input.ts';
import { HEADERS, digestOf, inputOf, sha256 } from '../../support/authenticode.ts';
import { AT, v0, v1 } from '../../vectors/base-images.ts';
import { setText, setU16, setU32, setWords } from '../../vectors/patch.ts';

describe('what U-Boot hashes', () => {
  it('reaches behind the file where the last section ends inside a block', () => {
    const short = (size: number): HashInput =>
      inputOf(setU32(v0().slice(0, 0x3000 + size), AT.data.sizeOfRawData, size), 'u-boot');
    expect(short(0x1f8)).toMatchObject({ padding: 0, behindFile: 8 });
    expect(short(0x1ff)).toMatchObject({ padding: 1, behindFile: 0 });
    expect(short(0x1f1)).toMatchObject({ padding: 7, behindFile: 8 });
    expect(hashedLength(short(0x1f1))).toBe(0x3200 - 12);
    expect(digestOf(setU32(v0().slice(0, 0x31f8), AT.data.sizeOfRawData, 0x1f8), 'u-boot')).toBeNull();
  });

  it('starts behind the file where a section does', () => {
    const bytes = setU32(v0(), AT.data.pointerToRawData, 0x3210);
    expect(inputOf(bytes, 'u-boot')).toMatchObject({ behindFile: 0x200, padding: 0 });
  });

  it('has no section data where FileAlignment is 0, and of what is left nothing that a section stands in', () => {
    const bytes = setU32(v0(), AT.fileAlignment, 0);
    expect(digestOf(bytes, 'u-boot')).toBe(sha256(bytes, HEADERS));
    const one = setU16(bytes, AT.numberOfSections, 1);
    expect(digestOf(one, 'u-boot')).toBe(sha256(one, [...HEADERS, [0x1000, 0x3200]]));
  });

  it('rounds in 32 bits', () => {
    const bytes = setU32(v0(), AT.data.sizeOfRawData, 2 ** 32 - 0x1ff);
    expect(digestOf(bytes, 'u-boot')).toBe(sha256(bytes, [...HEADERS, [0x1000, 0x3200]]));
    expect(inputOf(setU32(v0(), AT.data.sizeOfRawData, 2 ** 32 - 0x200), 'u-boot').behindFile).toBe(2 ** 32 - 0x400);
  });

  it('drops the data of the section with the higher address where two share bytes', () => {
    const shared = setWords(v0(), [AT.data.pointerToRawData, 0x2e00], [AT.data.sizeOfRawData, 0x200]);
    expect(digestOf(shared, 'u-boot')).toBe(sha256(shared, [...HEADERS, [0x1000, 0x3000]]));
    const swapped = setU32(shared, AT.text.virtualAddress, 0x4000);
    expect(digestOf(swapped, 'u-boot')).toBe(sha256(swapped, [...HEADERS, [0x2e00, 0x3000]]));
  });

  it('leaves the headers out behind the directory where SizeOfHeaders ends before', () => {
    const bytes = setU32(v0(), AT.sizeOfHeaders, AT.certificateDirectory);
    expect(inputOf(bytes, 'u-boot').ranges.slice(0, 3)).toEqual([
      { offset: 0, length: AT.checkSum },
      { offset: AT.checkSum + 4, length: AT.certificateDirectory - AT.checkSum - 4 },
      { offset: 0x1000, length: 0x2000 },
    ]);
  });
});

describe('what pesign hashes', () => {
  /** Three sections: those of {@link v1}, at other places in the file. */
  function placed(...pointers: readonly [number, number, number]): readonly number[] {
    const bpf = AT.tableEnd + 20;
    const bytes = setWords(
      v1(),
      [AT.text.pointerToRawData, pointers[0]],
      [AT.data.pointerToRawData, pointers[1]],
      [bpf, pointers[2]],
    );
    return inputOf(bytes, 'pesign')
      .ranges.slice(3, 6)
      .map(({ offset }) => offset);
  }

  it('is sorted but for the last section of the table', () => {
    expect(placed(0x1400, 0x1200, 0x1000)).toEqual([0x1200, 0x1400, 0x1000]);
    expect(placed(0x1000, 0x1200, 0x1400)).toEqual([0x1000, 0x1200, 0x1400]);
    expect(placed(0x1000, 0x1400, 0x1200)).toEqual([0x1000, 0x1400, 0x1200]);
  });

  it.each([
    [
      'address',
      [
        [AT.text.virtualAddress, 0x3000],
        [AT.data.virtualAddress, 0x1000],
      ],
    ],
    ['name at one address', [[AT.data.virtualAddress, 0x1000]]],
    [
      'VirtualSize at one address and name',
      [
        [AT.data.virtualAddress, 0x1000],
        [AT.text.name, 0],
        [AT.text.name + 4, 0],
        [AT.data.name, 0],
        [AT.data.name + 4, 0],
      ],
    ],
    [
      'SizeOfRawData where all else is equal',
      [
        [AT.data.virtualAddress, 0x1000],
        [AT.text.name, 0],
        [AT.text.name + 4, 0],
        [AT.data.name, 0],
        [AT.data.name + 4, 0],
        [AT.data.virtualSize, 0x2000],
      ],
    ],
  ] as const)('is ordered by %s where two sections start at one place', (_, words) => {
    const together = setWords(v1(), [AT.text.pointerToRawData, 0x1000], [AT.data.pointerToRawData, 0x1000], ...words);
    const lengths = inputOf(together, 'pesign')
      .ranges.slice(3, 5)
      .map(({ length }) => length);
    expect(lengths).toEqual([0x200, 0x2000]);
  });

  it('keeps a name before a longer one', () => {
    const together = setWords(
      setText(v1(), AT.data.name, '.text2', 8),
      [AT.data.pointerToRawData, 0x1000],
      [AT.data.virtualAddress, 0x1000],
    );
    expect(inputOf(together, 'pesign').ranges[3]).toEqual({ offset: 0x1000, length: 0x2000 });
  });
});

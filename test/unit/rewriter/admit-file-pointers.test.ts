/** The fields of an image that hold file offsets, as they are told from each other and named to people. */
import { describe, expect, it } from 'vitest';
import { admitImage } from '../../../src/rewriter/admit/admit.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { buildImage, withDebug, withU16, withU32 } from './image.ts';

const v0 = buildImage();
/** PointerToSymbolTable, NumberOfSymbols, and the end of the file. */
const [SYMBOLS, COUNT, FILE_END] = [0x4c, 0x50, 0x3200];
/** The header of `.data`, and where its two pointers and two counts are in it. */
const HEADER = 0x120;
const [RELOCATIONS, LINENUMBERS, RELOCATION_COUNT, LINENUMBER_COUNT] = [24, 28, 32, 34];

const admit = (image: Uint8Array): unknown => admitImage(memoryAccess(image), {});

describe('file offsets', () => {
  it('are none in a plain image', () => {
    expect(admit(v0)).toMatchObject({ filePointers: [] });
  });

  it('of a section lead to its relocations and line numbers, by their counts', () => {
    const words = withU32(v0, { [HEADER + RELOCATIONS]: 0x3010, [HEADER + LINENUMBERS]: 0x3100 });
    const image = withU16(withU16(words, HEADER + RELOCATION_COUNT, 3), HEADER + LINENUMBER_COUNT, 2);
    const section = 'section 1 (".data", header at 0x120)';
    const common = { holder: 'section-header', address: 0 };
    expect(admit(image)).toMatchObject({
      filePointers: [
        { ...common, label: `PointerToRelocations of ${section}`, fieldOffset: 0x138, offset: 0x3010, length: 30 },
        { ...common, label: `PointerToLinenumbers of ${section}`, fieldOffset: 0x13c, offset: 0x3100, length: 12 },
      ],
    });
  });

  it('of a section that are zero lead nowhere, whatever their counts', () => {
    expect(admit(withU16(v0, HEADER + RELOCATION_COUNT, 3))).toMatchObject({ filePointers: [] });
    expect(admit(withU32(v0, { [HEADER + LINENUMBERS]: 0x3100 }))).toMatchObject({
      filePointers: [{ offset: 0x3100, length: 0 }],
    });
  });

  it('of debug entries lead to their data, but for those that have none in the file', () => {
    const image = withDebug(buildImage({ directoryCount: 7 }), { offset: 0x1100, address: 0x1100 }, [
      { sizeOfData: 8, pointerToRawData: 0, addressOfRawData: 0x1200 },
      { sizeOfData: 16, pointerToRawData: 0x1300, addressOfRawData: 0x1301 },
    ]);
    expect(admit(image)).toMatchObject({
      filePointers: [
        {
          label: 'PointerToRawData of debug entry 1',
          holder: 'debug-entry',
          fieldOffset: 0x1134,
          offset: 0x1300,
          length: 16,
          address: 0x1301,
        },
      ],
    });
  });
});

describe('the symbol table', () => {
  it.each([
    ['an empty string table', 0, FILE_END - 4, { [FILE_END - 4]: 4 }, 4],
    ['a string table shorter than its own length', 0, FILE_END - 4, { [FILE_END - 4]: 0 }, 4],
    ['two symbols and a string', 2, FILE_END - 46, { [FILE_END - 10]: 10 }, 46],
  ])('ends with its strings: %s', (_, count, offset, words, length) => {
    expect(admit(withU32(v0, { ...words, [SYMBOLS]: offset, [COUNT]: count }))).toMatchObject({
      filePointers: [
        { label: 'PointerToSymbolTable', holder: 'file-header', fieldOffset: SYMBOLS, offset, length, address: 0 },
      ],
    });
  });

  const beyond = "run past the file's end 0x3200; strip them or rebuild the image.";
  it.each([
    [
      'has strings that end one byte behind the file',
      { [SYMBOLS]: FILE_END - 4, [FILE_END - 4]: 5 },
      `The symbol and string tables [0x31fc, 0x3201) named at 0x4c ${beyond}`,
    ],
    [
      'ends where the length of its strings is cut',
      { [SYMBOLS]: FILE_END - 3 },
      `The symbol and string tables [0x31fd, 0x3201) named at 0x4c ${beyond}`,
    ],
    [
      'has more symbols than the file has room for',
      { [SYMBOLS]: 0x3000, [COUNT]: 0x1000 },
      `The symbol and string tables [0x3000, 0x15004) named at 0x4c ${beyond}`,
    ],
    [
      'starts with the last byte of the section table',
      { [SYMBOLS]: 0x147 },
      'PointerToSymbolTable at 0x4c points to 0x147, among the headers, which end at 0x148; strip the symbols or rebuild the image.',
    ],
  ])('is refused with its range when it %s', (_, words, detail) => {
    expect(admit(withU32(v0, words))).toEqual({ kind: 'refused', code: 'malformed-symbol-table', detail });
  });

  it('may start right behind the section table', () => {
    expect(admit(withU32(v0, { [SYMBOLS]: 0x148 }))).toMatchObject({ filePointers: [{ offset: 0x148, length: 4 }] });
  });
});

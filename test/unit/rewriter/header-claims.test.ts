/** What claims bytes behind the section table: which claims keep a header from going there, and how they are named. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { DebugEntrySpec } from './image.ts';
import { DATA, TEXT, append, buildImage, outcome, request, tightImage, u32, withBytes, withDebug } from './image.ts';
import { withU32 } from './image.ts';

const [TABLE_END, HEADERS_END] = [0x150, 0x1000];
/** Fields of such an image: AddressOfEntryPoint, PointerToSymbolTable, and the directories of imports and of debug data. */
const [ENTRY_POINT, SYMBOLS, IMPORTS, DEBUG_SIZE] = [0x68, 0x4c, 0xd0, 0xfc];
/** Where the debug entries are in the file and in memory, and where the first of them holds a file offset. */
const DIRECTORY = { offset: 0x1100, address: 0x1100 };
const POINTER = 0x1100 + 24;

/** Seven directories, a table that ends at 0x150 and zeros behind it, but for some words and a debug directory. */
function imageWith(words: Readonly<Record<number, number>>, entries: readonly DebugEntrySpec[] = []): Uint8Array {
  return withDebug(withU32(buildImage({ directoryCount: 7 }), words), DIRECTORY, entries);
}

function filled(image: Uint8Array, start: number, end: number, byte: number): Uint8Array {
  return image.slice().fill(byte, start, end);
}

function detailOf(image: Uint8Array): string {
  const answer = appendSections(image, [request()]);
  return answer.kind === 'refused' ? `${answer.code}: ${answer.detail}` : answer.kind;
}

describe('bytes that a new section header would take', () => {
  it.each([
    [
      'an address, though a file offset leads to them too',
      imageWith({}, [{ sizeOfData: 4, pointerToRawData: TABLE_END, addressOfRawData: 0x1200 }]),
      'PointerToRawData of debug entry 0 takes bytes [0x150, 0x154)',
    ],
    [
      'an address alone',
      imageWith({}, [{ sizeOfData: 8, pointerToRawData: 0, addressOfRawData: TABLE_END + 8 }]),
      'AddressOfRawData of debug entry 0 takes bytes [0x158, 0x160)',
    ],
    [
      'a data directory',
      imageWith({ [IMPORTS]: TABLE_END + 16, [IMPORTS + 4]: 8 }),
      'Data directory 1 takes bytes [0x160, 0x168)',
    ],
    [
      'a data directory that starts in the table and ends behind the headers',
      imageWith({ [IMPORTS]: TABLE_END - 1, [IMPORTS + 4]: HEADERS_END }),
      'Data directory 1 takes bytes [0x150, 0x1000)',
    ],
    ['the symbols', imageWith({ [SYMBOLS]: TABLE_END + 8 }), 'PointerToSymbolTable takes bytes [0x158, 0x15c)'],
    [
      'the entry point, as their first one',
      imageWith({ [ENTRY_POINT]: TABLE_END }),
      'AddressOfEntryPoint takes bytes [0x150, 0x1000)',
    ],
    [
      'two, of which the first in the file is named',
      imageWith({ [SYMBOLS]: TABLE_END + 16, [ENTRY_POINT]: TABLE_END + 8 }),
      'AddressOfEntryPoint takes bytes [0x158, 0x1000)',
    ],
  ])('are refused by what claims them: %s', (_, image, found) => {
    expect(detailOf(image)).toBe(
      `header-slack-in-use: ${found} after the section table, which cannot be moved; rebuild the image with more header room.`,
    );
  });

  it.each([
    ['an entry point in the last byte of the table', imageWith({ [ENTRY_POINT]: TABLE_END - 1 })],
    ['a data directory without an address', imageWith({ [IMPORTS + 4]: HEADERS_END })],
    ['a data directory that starts where the headers end', imageWith({ [IMPORTS]: HEADERS_END, [IMPORTS + 4]: 8 })],
    [
      'debug data with neither an offset nor an address',
      imageWith({}, [{ sizeOfData: HEADERS_END, pointerToRawData: 0 }]),
    ],
    [
      'debug data that is loaded where the headers end',
      imageWith({}, [{ sizeOfData: 8, pointerToRawData: 0, addressOfRawData: HEADERS_END }]),
    ],
  ])('are not claimed by %s', (_, image) => {
    expect(outcome(image)).toBe('rewritten');
  });
});

describe('debug data after the section table', () => {
  it('moves whatever the order of its entries', () => {
    const entries = [
      { sizeOfData: 4, pointerToRawData: TABLE_END + 0x10 },
      { sizeOfData: 4, pointerToRawData: TABLE_END },
    ];
    const result = append(imageWith({ [TABLE_END]: 0x40, [TABLE_END + 0x10]: 0x41 }, entries));
    expect([u32(result, POINTER), u32(result, POINTER + 28)]).toEqual([TABLE_END + 0x38, TABLE_END + 0x28]);
  });

  it('moves when two entries share bytes of it', () => {
    const entries = [
      { sizeOfData: 8, pointerToRawData: TABLE_END },
      { sizeOfData: 8, pointerToRawData: TABLE_END + 4 },
    ];
    const result = append(imageWith({ [TABLE_END]: 0x40, [TABLE_END + 8]: 0x41 }, entries));
    expect([u32(result, POINTER), u32(result, POINTER + 28)]).toEqual([TABLE_END + 40, TABLE_END + 44]);
  });

  it('moves when it ends with the headers', () => {
    const tight = withU32(tightImage({ directoryCount: 7, peOffset: 0xd8 }), { 0x1fc: 0x40 });
    const entry = { sizeOfData: 0x18, pointerToRawData: 0x1e8 };
    const result = append(withDebug(tight, { offset: 0x300, address: 0x1100 }, [entry]));
    expect([u32(result, 0x500 + 24), u32(result, 0x1fc + 40)]).toEqual([0x1e8 + 40, 0x40]);
  });

  it('moves in front of what rests', () => {
    const entry = { sizeOfData: 4, pointerToRawData: TABLE_END };
    const words = { [TABLE_END]: 0x40, [IMPORTS]: 0x400, [IMPORTS + 4]: 8, 0x400: 0x41 };
    const result = append(imageWith(words, [entry]));
    expect([u32(result, POINTER), u32(result, 0x400)]).toEqual([TABLE_END + 40, 0x41]);
  });

  it('moves over more than 64 KiB of zeros, between which nothing else is looked at', () => {
    const large = buildImage({
      directoryCount: 7,
      sizeOfHeaders: 0x30000,
      sections: [
        { ...TEXT, virtualAddress: 0x40000, pointerToRawData: 0x30000 },
        { ...DATA, virtualAddress: 0x42000, pointerToRawData: 0x32000 },
      ],
      sizeOfImage: 0x44000,
      payloadOffset: 0x30800,
    });
    const far = TABLE_END + 0x18000;
    const words = { [ENTRY_POINT]: 0x40010, [TABLE_END]: 0x40, [far]: 0x41 };
    const entries = [TABLE_END, far].map((pointerToRawData) => ({ sizeOfData: 4, pointerToRawData }));
    const result = append(withDebug(withU32(large, words), { offset: 0x30100, address: 0x40100 }, entries));
    expect([u32(result, 0x30100 + 24 + 28), u32(result, far + 40)]).toEqual([far + 40, 0x41]);
  });
});

describe('padding behind the section table', () => {
  const debugged = imageWith({ 0x800: 0x41 }, [{ sizeOfData: 4, pointerToRawData: 0x800 }]);

  it('is written over beside debug data that rests', () => {
    const result = append(filled(debugged, TABLE_END, 0x200, 0x90));
    expect([u32(result, POINTER), u32(result, 0x800)]).toEqual([0x800, 0x41]);
  });

  it('of 0xff is written over only when it is all there is', () => {
    const image = filled(filled(debugged, TABLE_END, 0x800, 0xff), 0x804, HEADERS_END, 0xff);
    expect(outcome(filled(imageWith({}), TABLE_END, HEADERS_END, 0xff))).toBe('rewritten');
    expect(detailOf(image)).toBe(
      'header-slack-in-use: The byte at 0x150 after the section table is 0xff, and its use is unknown; ' +
        'rebuild the image with free room after its section table.',
    );
  });

  it('is none where debug data may be anywhere', () => {
    const image = filled(debugged, TABLE_END, 0x200, 0x90);
    expect(detailOf(withU32(image, { [DEBUG_SIZE]: 29 }))).toBe(
      'header-slack-in-use: The byte at 0x150 after the section table is 0x90, and its use is unknown; ' +
        'rebuild the image with free room after its section table.',
    );
  });
});

describe('a byte behind the section table that nothing explains', () => {
  it('is named by its offset and its value', () => {
    expect(detailOf(withBytes(imageWith({}), TABLE_END + 0x18, [0, 0x12, 0x34]))).toBe(
      'header-slack-in-use: The byte at 0x169 after the section table is 0x12, and its use is unknown; ' +
        'rebuild the image with free room after its section table.',
    );
  });
});

describe('header slack', () => {
  /** Headers that go on behind a section table, which ends at 0x120, for so many bytes; no section has data. */
  const image = (slack: number): Uint8Array => {
    const bss = { ...DATA, virtualAddress: 0x500_0000, sizeOfRawData: 0, pointerToRawData: 0 };
    const empty = buildImage({ sections: [bss], sizeOfHeaders: 0x120 + slack, sizeOfImage: 0x600_0000 });
    return withU32(empty, { 4: 0, [ENTRY_POINT]: 0x500_0010 });
  };

  it('may be 64 MiB long, and no longer', () => {
    expect(appendSections(image(2 ** 26), [request()], { anyPe: true }).kind).toBe('rewritten');
    expect(appendSections(image(2 ** 26 + 1), [request()], { anyPe: true })).toEqual({
      kind: 'refused',
      code: 'malformed-headers',
      detail:
        'SizeOfHeaders 0x4000121 leaves more than 64 MiB after the section table at 0x120; correct it or rebuild the image.',
    });
  });
});

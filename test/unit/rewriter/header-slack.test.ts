import { describe, expect, it } from 'vitest';
import {
  append,
  buildImage,
  outcome,
  request,
  sha256,
  tightImage,
  u32,
  withBytes,
  withDebug,
  withU32,
} from './image.ts';
import type { DebugEntrySpec } from './image.ts';

const TABLE_END = 0x150;
const DIRECTORY = { offset: 0x1100, address: 0x1100 };
const FILE_OFFSET = 0x1100 + 24;

/** A kernel-like image: seven directories, the table ends at 0x150, debug data in the slack behind it. */
function debugImage(entries: readonly DebugEntrySpec[], bytes: Readonly<Record<number, number>> = {}): Uint8Array {
  return withDebug(withU32(buildImage({ directoryCount: 7 }), bytes), DIRECTORY, entries);
}

describe('debug data after the section table', () => {
  it('moves by one header, and its entry follows', () => {
    const image = debugImage([{ sizeOfData: 4, pointerToRawData: TABLE_END }], { [TABLE_END]: 0x40 });
    const result = append(image);
    expect(u32(result, FILE_OFFSET)).toBe(TABLE_END + 40);
    expect(u32(result, TABLE_END + 40)).toBe(0x40);
    expect(Buffer.from(result.subarray(TABLE_END, TABLE_END + 4)).toString()).toBe('.bpf');
    expect(u32(result, 0x94)).toBe(0x1000);
    expect(sha256(result.subarray(0x1200, 0x3200))).toBe(sha256(image.subarray(0x1200, 0x3200)));
  });

  it('moves as one block, so that all of it keeps its distances', () => {
    const entries = [
      { sizeOfData: 4, pointerToRawData: TABLE_END },
      { sizeOfData: 8, pointerToRawData: TABLE_END + 0x30 },
    ];
    const result = append(debugImage(entries, { [TABLE_END]: 0x40, [TABLE_END + 0x34]: 0x77 }));
    expect(u32(result, FILE_OFFSET)).toBe(TABLE_END + 40);
    expect(u32(result, FILE_OFFSET + 28)).toBe(TABLE_END + 40 + 0x30);
    expect(u32(result, TABLE_END + 40 + 0x34)).toBe(0x77);
  });

  it.each([
    ['the first byte', TABLE_END, 4, 'header-slack-in-use'],
    ['the last byte', TABLE_END + 39, 4, 'header-slack-in-use'],
    ['the byte behind the last', TABLE_END + 40, 4, 'rewritten'],
    ['no byte', TABLE_END, 0, 'rewritten'],
  ] as const)('is looked for by its address where no file offset leads to it, from %s of the slot', (...row) => {
    const [, addressOfRawData, sizeOfData, expected] = row;
    // The data itself is zero, so that nothing but the address says that it is there.
    expect(outcome(debugImage([{ sizeOfData, pointerToRawData: 0, addressOfRawData }]))).toBe(expected);
  });

  it('moves once more for each further section', () => {
    const image = debugImage([{ sizeOfData: 4, pointerToRawData: TABLE_END }], { [TABLE_END]: 0x40 });
    const result = append(image, request(), request({ name: '.two' }));
    expect(u32(result, FILE_OFFSET)).toBe(TABLE_END + 80);
    expect(u32(result, TABLE_END + 80)).toBe(0x40);
  });

  it('stays when the new header does not reach it', () => {
    const at = TABLE_END + 40;
    const result = append(debugImage([{ sizeOfData: 4, pointerToRawData: at }], { [at]: 0x40 }));
    expect(u32(result, FILE_OFFSET)).toBe(at);
    expect(u32(result, at)).toBe(0x40);
  });

  it('counts as in use even when its bytes are zero', () => {
    const result = append(debugImage([{ sizeOfData: 4, pointerToRawData: TABLE_END + 36 }]));
    expect(u32(result, FILE_OFFSET)).toBe(TABLE_END + 76);
  });

  it('moves into headers that grow for it', () => {
    const tight = withU32(tightImage({ directoryCount: 7, peOffset: 0xd8 }), { 0x1e8: 0x40 });
    const image = withDebug(tight, { offset: 0x300, address: 0x1100 }, [{ sizeOfData: 4, pointerToRawData: 0x1e8 }]);
    const result = append(image);
    expect(u32(result, u32(result, 0x3c) + 84)).toBe(0x400);
    expect(u32(result, 0x500 + 24)).toBe(0x1e8 + 40);
    expect(u32(result, 0x1e8 + 40)).toBe(0x40);
  });

  it('is refused when it is also known by address', () => {
    const entry = { sizeOfData: 4, pointerToRawData: TABLE_END, addressOfRawData: TABLE_END };
    expect(outcome(debugImage([entry]))).toBe('header-slack-in-use');
  });

  it('is refused when it is known by address alone', () => {
    const entry = { sizeOfData: 4, pointerToRawData: 0x1800, addressOfRawData: TABLE_END };
    expect(outcome(debugImage([entry]))).toBe('header-slack-in-use');
  });

  it('is refused when it is known by an address from which it reaches beyond the headers', () => {
    const entry = { sizeOfData: 0x1000, pointerToRawData: 0x1800, addressOfRawData: TABLE_END + 8 };
    expect(outcome(debugImage([entry]))).toBe('header-slack-in-use');
  });

  it('is refused when it is known by address, though its file pointer leads out of the file', () => {
    const entry = { sizeOfData: 0x8000, pointerToRawData: 0x10, addressOfRawData: TABLE_END + 8 };
    expect(outcome(debugImage([entry]))).toBe('header-slack-in-use');
  });

  it('is refused when it crosses the end of the headers or of the table', () => {
    expect(outcome(debugImage([{ sizeOfData: 0x1000, pointerToRawData: TABLE_END }]))).toBe('header-slack-in-use');
    expect(outcome(debugImage([{ sizeOfData: 0x10, pointerToRawData: TABLE_END - 8 }]))).toBe('header-slack-in-use');
  });
});

describe('other bytes behind the section table', () => {
  it('are refused by the offset of the first one when nothing explains them', () => {
    const image = withBytes(buildImage(), 0x160, [0x12]);
    expect(outcome(image)).toBe('header-slack-in-use');
  });

  it('are kept when the new header does not reach them', () => {
    const result = append(withBytes(buildImage(), 0x170, [0x12, 0x34]));
    expect([...result.subarray(0x170, 0x172)]).toEqual([0x12, 0x34]);
  });

  it('are refused when a moved block would land on them', () => {
    const image = debugImage([{ sizeOfData: 4, pointerToRawData: TABLE_END }], { [TABLE_END + 40]: 1 });
    expect(outcome(image)).toBe('header-slack-in-use');
  });

  it('are refused when a data directory lies there, though they are zero', () => {
    const directoryEntry = 0x58 + 112 + 5 * 8;
    const image = withU32(buildImage(), { [directoryEntry]: 0x148, [directoryEntry + 4]: 8 });
    expect(outcome(image)).toBe('header-slack-in-use');
  });

  it.each([
    { title: 'starts there and ends behind the headers', address: 0x160, size: 0x1000 },
    { title: 'starts among the headers and ends behind them', address: 0x20, size: 0x1000 },
    { title: 'starts there and claims 4 GiB', address: 0x160, size: 0xffffffff },
  ])('are refused when a data directory $title', ({ address, size }) => {
    const directoryEntry = 0x58 + 112 + 5 * 8;
    const image = withU32(buildImage(), { [directoryEntry]: address, [directoryEntry + 4]: size });
    expect(outcome(image)).toBe('header-slack-in-use');
  });

  it('are kept when a data directory behind the new header ends behind the headers', () => {
    const directoryEntry = 0x58 + 112 + 5 * 8;
    const image = withU32(buildImage(), { [directoryEntry]: 0x170, [directoryEntry + 4]: 0x1000, 0x180: 0x12345678 });
    expect(u32(append(image), 0x180)).toBe(0x12345678);
  });

  it('are refused when the symbol table lies there', () => {
    const image = withU32(buildImage(), { 0x4c: 0x148, 0x50: 0 });
    expect(outcome(image)).toBe('header-slack-in-use');
  });
});

describe('a debug directory that cannot be trusted', () => {
  const size = (value: number, overlay = new Uint8Array()): Uint8Array =>
    withU32(
      withDebug(buildImage({ directoryCount: 7, overlay }), DIRECTORY, [{ sizeOfData: 4, pointerToRawData: 0x1800 }]),
      { [0x58 + 112 + 52]: value },
    );

  it.each([27, 29, 28 * 0x100])('is carried along with a size of %i when nothing moves', (value) => {
    expect(outcome(size(value))).toBe('rewritten');
  });

  it.each([
    [28, 'rewritten'],
    [29, 'malformed-debug-directory'],
    [60, 'malformed-debug-directory'],
    [28 * 400, 'malformed-debug-directory'],
    [0x8000_0000, 'malformed-headers'],
    [0xffff_ffff, 'malformed-headers'],
  ] as const)('of %i bytes does not lose the data of an entry that is there', (value, expected) => {
    // The data is zero, so that nothing but the entry says that it is there.
    const image = debugImage([{ sizeOfData: 4, pointerToRawData: TABLE_END }]);
    expect(outcome(withU32(image, { [0x58 + 112 + 52]: value }))).toBe(expected);
  });

  it('is refused when an overlay must move', () => {
    expect(outcome(size(29, Uint8Array.of(1)))).toBe('malformed-debug-directory');
    expect(outcome(size(28, Uint8Array.of(1)))).toBe('rewritten');
  });

  it.each([0xfffffff0, 0x2ff0, 0x8000])('is carried along at address %i', (address) => {
    const image = withU32(buildImage({ directoryCount: 7 }), { [0x58 + 160]: address, [0x58 + 164]: 28 });
    expect(outcome(image)).toBe('rewritten');
  });

  it('is carried along with an entry that points outside the file', () => {
    const result = append(debugImage([{ sizeOfData: 0x100, pointerToRawData: 0xfffffff0 }]));
    expect(u32(result, FILE_OFFSET)).toBe(0xfffffff0);
  });

  it('is refused when it lies in the payload and would have to change', () => {
    const tight = tightImage({ directoryCount: 7, peOffset: 0xd8 });
    const image = withDebug(tight, { offset: 0x900, address: 0x1700 }, [{ sizeOfData: 4, pointerToRawData: 0x400 }]);
    expect(outcome(image)).toBe('malformed-debug-directory');
  });
});

/** Debug entries that may be anything, or that name bytes which are not there: what is believed of them. */
import { describe, expect, it } from 'vitest';
import type { DebugEntrySpec } from './image.ts';
import { buildImage, outcome, withDebug, withU32 } from './image.ts';

const DIRECTORY_SIZE = 0xfc;
/** Where the section table ends, and where the file does. */
const [TABLE_END, FILE_END] = [0x150, 0x3200];

function imageWith(entry: DebugEntrySpec): Uint8Array {
  return withDebug(buildImage({ directoryCount: 7 }), { offset: 0x1100, address: 0x1100 }, [entry]);
}

describe('an entry of a debug directory that is no whole number of them', () => {
  it('may lead by its address to where the new section goes', () => {
    const image = imageWith({ sizeOfData: 4, pointerToRawData: 0x1200, addressOfRawData: 0x5000 });
    expect(outcome(withU32(image, { [DIRECTORY_SIZE]: 29 }))).toBe('rewritten');
    expect(outcome(withU32(image, { [DIRECTORY_SIZE]: 28 }))).toBe('malformed-debug-directory');
  });
});

describe('debug data that starts in the headers', () => {
  it.each([
    ['from behind the table to the end of the file', 'header-slack-in-use', TABLE_END, FILE_END],
    ['from behind the table beyond the end of the file', 'header-slack-in-use', TABLE_END, FILE_END + 1],
    ['from within the table to the end of the file', 'header-slack-in-use', TABLE_END - 1, FILE_END],
    // Such a range says nothing of the bytes behind the table.
    ['from within the table beyond the end of the file', 'malformed-debug-directory', TABLE_END - 1, FILE_END + 1],
  ] as const)('and runs %s is refused as %s', (_, code, start, end) => {
    expect(outcome(imageWith({ sizeOfData: end - start, pointerToRawData: start }))).toBe(code);
  });
});

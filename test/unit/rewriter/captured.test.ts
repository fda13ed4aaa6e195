/** Addresses in the headers that led nowhere, and that a new section would come to lie at. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { buildImage, outcome, request, withDebug, withU32 } from './image.ts';

const ENTRY_POINT = 0x68;
const RELOCATIONS = 0xf0;
const DEBUG = 0xf8;
/** Where the new section of 1,000 bytes goes. */
const START = 0x5000;
const END = 0x53e8;
/** Where its data ends, if all of that had an address. */
const DATA_END = 0x5400;

function answerTo(words: Readonly<Record<number, number>>, directoryCount = 6) {
  return appendSections(withU32(buildImage({ directoryCount }), words), [request()]);
}

describe('an address that the new section would take', () => {
  it.each([
    [
      'AddressOfEntryPoint at its start',
      { [ENTRY_POINT]: START },
      'AddressOfEntryPoint at 0x68 is 0x5000, after all sections, where the new section goes, [0x5000, 0x53e8); correct it or rebuild the image.',
    ],
    [
      'AddressOfEntryPoint at its last byte',
      { [ENTRY_POINT]: END - 1 },
      'AddressOfEntryPoint at 0x68 is 0x53e7, after all sections, where the new section goes, [0x5000, 0x53e8); correct it or rebuild the image.',
    ],
    [
      'base relocations at its last byte',
      { [RELOCATIONS]: END - 1, [RELOCATIONS + 4]: 8 },
      'The base relocations named at 0xf0 take [0x53e7, 0x53ef), after all sections, where the image grows, [0x4800, 0x6000); correct it or rebuild the image.',
    ],
    [
      'base relocations that reach into it',
      { [RELOCATIONS]: START - 7, [RELOCATIONS + 4]: 8 },
      'The base relocations named at 0xf0 take [0x4ff9, 0x5001), after all sections, where the image grows, [0x4800, 0x6000); correct it or rebuild the image.',
    ],
    [
      'base relocations that start in the headers',
      { [RELOCATIONS]: 0x800, [RELOCATIONS + 4]: 0x4001 },
      'The base relocations named at 0xf0 take [0x800, 0x4801), after all sections, where the image grows, [0x4800, 0x6000); correct it or rebuild the image.',
    ],
    [
      'debug entries at its last byte',
      { [DEBUG]: END - 1, [DEBUG + 4]: 28 },
      'The debug entries named at 0xf8 take [0x53e7, 0x5403), after all sections, where the new section goes, [0x5000, 0x53e8); correct it or rebuild the image.',
    ],
    [
      'debug entries that reach into it',
      { [DEBUG]: START - 27, [DEBUG + 4]: 28 },
      'The debug entries named at 0xf8 take [0x4fe5, 0x5001), after all sections, where the new section goes, [0x5000, 0x53e8); correct it or rebuild the image.',
    ],
  ])('is refused: %s', (_, words, detail) => {
    expect(answerTo(words, 7)).toEqual({ kind: 'refused', code: 'malformed-headers', detail });
  });

  it.each([
    ['AddressOfEntryPoint in front of it', { [ENTRY_POINT]: START - 1 }],
    ['AddressOfEntryPoint behind its last byte', { [ENTRY_POINT]: END }],
    ['base relocations in front of it', { [RELOCATIONS]: 0x47f8, [RELOCATIONS + 4]: 8 }],
    ['base relocations behind its last byte', { [RELOCATIONS]: 0x6000, [RELOCATIONS + 4]: 8 }],
    ['base relocations of no bytes in it', { [RELOCATIONS]: START + 1 }],
    ['debug entries that end in front of it', { [DEBUG]: START - 28, [DEBUG + 4]: 28 }],
    ['debug entries behind its last byte', { [DEBUG]: END, [DEBUG + 4]: 28 }],
    ['debug entries of no bytes in it', { [DEBUG]: START }],
  ])('is kept: %s', (_, words) => {
    expect(answerTo(words, 7).kind).toBe('rewritten');
  });

  it('is looked for where there are too few directories for relocations', () => {
    const four = withU32(buildImage({ directoryCount: 4 }), { [ENTRY_POINT]: START });
    expect(appendSections(four, [request()])).toMatchObject({ code: 'malformed-headers' });
    expect(appendSections(buildImage({ directoryCount: 4 }), [request()]).kind).toBe('rewritten');
  });

  it('is looked for at each of several sections', () => {
    const image = withU32(buildImage(), { [ENTRY_POINT]: 0x6000 });
    expect(appendSections(image, [request()]).kind).toBe('rewritten');
    const two = [request(), request({ name: '.b' })];
    expect(appendSections(image, two)).toMatchObject({ kind: 'refused', code: 'malformed-headers' });
  });
});

describe('debug data that is found by its address', () => {
  it.each([
    ['the byte in front of the new section', START - 1, 'rewritten'],
    ['its first byte', START, 'malformed-debug-directory'],
    ['its last byte', END - 1, 'malformed-debug-directory'],
    ['the first byte of its padding in the file', END, 'malformed-debug-directory'],
    ['the last byte of its padding in the file', DATA_END - 1, 'malformed-debug-directory'],
    ['the byte behind its data', DATA_END, 'rewritten'],
  ] as const)('and would be %s', (_, addressOfRawData, expected) => {
    const entry = { sizeOfData: 4, pointerToRawData: 0x1200, addressOfRawData };
    const image = withDebug(buildImage({ directoryCount: 7 }), { offset: 0x1100, address: 0x1100 }, [entry]);
    expect(outcome(image)).toBe(expected);
  });

  it('is named by its entry and its address', () => {
    const entries = [
      { sizeOfData: 4, pointerToRawData: 0x1200, addressOfRawData: 0x1200 },
      { sizeOfData: 4, pointerToRawData: 0x1204, addressOfRawData: START },
    ];
    const image = withDebug(buildImage({ directoryCount: 7 }), { offset: 0x1100, address: 0x1100 }, entries);
    expect(appendSections(image, [request()])).toEqual({
      kind: 'refused',
      code: 'malformed-debug-directory',
      detail:
        'AddressOfRawData of debug entry 1 is 0x5000, after all sections, where the new section goes, [0x5000, 0x5400); correct it or rebuild the image.',
    });
  });
});

/** Addresses that led nowhere, and that headers which grow would come to lie at. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { outcome, request, tightImage, withDebug, withU32 } from './image.ts';

/** Seven directories and the same end of the table as in any tight image. */
const tight = tightImage({ directoryCount: 7, peOffset: 0xe0 });
const ENTRY_POINT = 0x108;
const RELOCATIONS = 0x190;
const DEBUG = 0x198;
/** Where the headers end, and where they end once they have grown by a block; sections start at 0x1000. */
const [OLD_END, NEW_END] = [0x200, 0x400];

describe('an address that headers would take', () => {
  const remedy =
    'between the headers and the first section, where the headers grow, [0x200, 0x400); correct it or rebuild the image.';

  it.each([
    [
      'AddressOfEntryPoint at the first byte',
      { [ENTRY_POINT]: OLD_END },
      `AddressOfEntryPoint at 0x108 is 0x200, ${remedy}`,
    ],
    [
      'AddressOfEntryPoint at the last byte',
      { [ENTRY_POINT]: NEW_END - 1 },
      `AddressOfEntryPoint at 0x108 is 0x3ff, ${remedy}`,
    ],
    [
      'base relocations at the last byte',
      { [RELOCATIONS]: NEW_END - 1, [RELOCATIONS + 4]: 8 },
      `The base relocations named at 0x190 take [0x3ff, 0x407), ${remedy}`,
    ],
    [
      'debug entries at the last byte',
      { [DEBUG]: NEW_END - 1, [DEBUG + 4]: 28 },
      `The debug entries named at 0x198 take [0x3ff, 0x41b), ${remedy}`,
    ],
  ])('is refused: %s', (_, words, detail) => {
    const answer = appendSections(withU32(tight, words), [request()]);
    expect(answer.kind === 'refused' ? answer : answer.kind).toEqual({
      kind: 'refused',
      code: 'malformed-headers',
      detail,
    });
  });

  it.each([
    ['AddressOfEntryPoint behind them', { [ENTRY_POINT]: NEW_END }],
    ['base relocations behind them', { [RELOCATIONS]: NEW_END, [RELOCATIONS + 4]: 8 }],
  ])('is kept: %s', (_, words) => {
    expect(outcome(withU32(tight, words))).toBe('rewritten');
  });

  it.each([
    ['the first byte', OLD_END, 'malformed-debug-directory'],
    ['the last byte', NEW_END - 1, 'malformed-debug-directory'],
    ['the byte behind them', NEW_END, 'rewritten'],
  ] as const)('may be one of debug data: %s', (_, addressOfRawData, expected) => {
    const entry = { sizeOfData: 4, pointerToRawData: 0x400, addressOfRawData };
    expect(outcome(withDebug(tight, { offset: 0x300, address: 0x1100 }, [entry]))).toBe(expected);
  });
});

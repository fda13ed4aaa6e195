/** Goal: what directories and the COFF header lead to is read as far as it exists, whatever it claims to be. */
import { describe, expect, it } from 'vitest';
import { AT, PE32_PLUS, patched } from './annotated.ts';
import { codesOf, imageOf } from './model.ts';

const FILE_SIZE = PE32_PLUS.bytes.length;

function debugDirectory(address: number, size: number): Uint8Array {
  return patched({ [AT.debugDirectory]: address, [AT.debugDirectory + 4]: size });
}

describe('the debug directory', () => {
  it.each([
    ['an address in no section', 0x3000, 28],
    ['an address behind the image', 0xfffffff0, 28],
    ['an address in memory that has no bytes in the file', 0x2200, 28],
  ])('is reported when it has %s', (_, address, size) => {
    const image = imageOf(debugDirectory(address, size));
    expect(image.debugEntries).toEqual([]);
    expect(image.anomalies).toMatchObject([
      { code: 'debug-directory-unmapped', path: 'debugDirectory', at: { offset: AT.debugDirectory, length: 4 } },
    ]);
  });

  it.each([
    [0, 28],
    [0, 0xfffffff0],
    [0x2000, 0],
  ])('is absent when its address or its size is zero: %i, %i', (address, size) => {
    const image = imageOf(debugDirectory(address, size));
    expect(image.debugEntries).toEqual([]);
    expect(codesOf(image)).toEqual([]);
  });

  it.each([27, 1])('has no entry when its size is %i', (size) => {
    const image = imageOf(debugDirectory(0x2000, size));
    expect(image.debugEntries).toEqual([]);
    expect(codesOf(image)).toEqual([]);
  });

  it('that claims 153 million entries has those that the file has room for', () => {
    const claimed = { [AT.sectionTable + 16]: 0xffffffff };
    const image = imageOf(patched({ ...claimed, [AT.debugDirectory]: 0x2000, [AT.debugDirectory + 4]: 0xfffffff0 }));
    expect(image.debugEntries).toHaveLength(Math.floor((FILE_SIZE - 0x200) / 28));
    expect(image.anomalies).toMatchObject([
      { code: 'debug-directory-cut', path: 'debugDirectory', at: { offset: AT.debugDirectory + 4, length: 4 } },
    ]);
  });

  it('has at most 1024 entries in a file with room for more', () => {
    const large = new Uint8Array(100_000);
    large.set(debugDirectory(0x2000, 0xfffffff0));
    new DataView(large.buffer).setUint32(AT.sectionTable + 16, large.length - 0x200, true);
    const image = imageOf(large);
    expect(image.debugEntries).toHaveLength(1024);
    expect(codesOf(image)).toContain('debug-directory-cut');
  });

  it.each([
    ["a section's data", 0x21f0, 28, 0],
    ["a section's data", 0x21c8, 84, 2],
    ['the headers', 0x1f0, 28, 0],
    ['the headers', 0x1c8, 84, 2],
  ])('that crosses the end of %s, at %i with %i bytes, is cut to %i entries', (_, address, size, count) => {
    const image = imageOf(debugDirectory(address, size));
    expect(image.debugEntries).toHaveLength(count);
    expect(image.anomalies).toMatchObject([
      { code: 'debug-directory-cut', path: 'debugDirectory', at: { offset: AT.debugDirectory + 4, length: 4 } },
    ]);
  });

  it('may cross from one section to another that lies behind it in memory and in the file', () => {
    const second = AT.sectionTable + 40;
    const behind = { [AT.sectionTable + 8]: 0x200, [second + 12]: 0x2200, [AT.debugDirectory]: 0x21f0 };
    const image = imageOf(patched(behind));
    expect(image.debugEntries.map(({ type }) => type.offset)).toEqual([0x3f0 + 12]);
    expect(codesOf(image)).toEqual([]);
  });

  it('may lie in the headers, which are loaded at their own offsets', () => {
    const image = imageOf(debugDirectory(0x160, 28));
    expect(image.debugEntries.map(({ type }) => type.offset)).toEqual([0x160 + 12]);
  });
});

describe('debug data', () => {
  const pointer = 0x200 + 24;
  const size = 0x200 + 16;

  it('may be claimed anywhere, and claims header slack only where it is slack', () => {
    const image = imageOf(patched({ [pointer]: 0xfffffff0, [size]: 0xffffffff }));
    expect(image.debugEntries[0]?.data).toEqual({ offset: 0xfffffff0, length: 0xffffffff });
    expect(image.regionMap.regions.some(({ kind }) => kind === 'claimed-slack')).toBe(false);
  });

  it('that starts among the headers claims no slack', () => {
    const { regions, clashes } = imageOf(patched({ [pointer]: 0x14c, [size]: 16 })).regionMap;
    expect(regions.some(({ kind }) => kind === 'claimed-slack')).toBe(false);
    expect(clashes).toEqual([]);
  });

  it('that runs from the slack into a section is a clash', () => {
    const image = imageOf(patched({ [pointer]: 0x1fe, [size]: 4 }));
    expect(image.regionMap.clashes).toMatchObject([
      { first: { kind: 'claimed-slack', offset: 0x1fe, length: 4 }, second: { owner: 'sections[0]' } },
    ]);
  });
});

describe('the symbol table', () => {
  /** The image with a string table of the given bytes behind `count` symbols at the end of the file. */
  function withSymbols(count: number, strings: Uint8Array, name?: string): Uint8Array {
    const at = FILE_SIZE + 18 * count;
    const file = new Uint8Array(at + strings.length);
    file.set(patched({ [AT.pointerToSymbolTable]: FILE_SIZE, [AT.numberOfSymbols]: count }));
    file.set(strings, at);
    if (name !== undefined) file.set(Buffer.from(name.padEnd(8, '\0')), AT.sectionTable);
    return file;
  }

  const STRINGS = Buffer.from('\x10\0\0\0.long-name\0\xffx', 'latin1');

  it('is followed by its strings', () => {
    const image = imageOf(withSymbols(2, STRINGS));
    expect(image.symbolTable).toEqual({
      symbols: { offset: FILE_SIZE, length: 36 },
      strings: { offset: FILE_SIZE + 36, length: 16 },
    });
    expect(image.regionMap.regions.slice(-3).map(({ kind, owner }) => [kind, owner])).toEqual([
      ['symbol-table', 'symbolTable'],
      ['symbol-table', 'stringTable'],
      ['overlay', 'none'],
    ]);
  });

  it.each([0, 3])('keeps the four bytes of a string table whose size is %i', (size) => {
    const image = imageOf(withSymbols(0, Uint8Array.of(size, 0, 0, 0)));
    expect(image.symbolTable?.strings).toEqual({ offset: FILE_SIZE, length: 4 });
    expect(image.regionMap.regions.at(-1)).toMatchObject({ kind: 'symbol-table', length: 4 });
  });

  it('may end beyond the file by far more than 32 bits can say', () => {
    const image = imageOf(patched({ [AT.pointerToSymbolTable]: 0xfffffff0, [AT.numberOfSymbols]: 0xffffffff }));
    expect(image.symbolTable).toEqual({
      symbols: { offset: 0xfffffff0, length: 77309411310 },
      strings: null,
    });
    expect(image.anomalies).toMatchObject([
      { code: 'symbol-table-outside-file', path: 'symbolTable', at: { offset: AT.pointerToSymbolTable, length: 4 } },
    ]);
  });

  it('needs the whole size of its strings in the file', () => {
    expect(codesOf(imageOf(withSymbols(1, STRINGS.subarray(0, 4))))).toEqual([]);
    expect(codesOf(imageOf(withSymbols(1, STRINGS.subarray(0, 3))))).toEqual(['symbol-table-outside-file']);
  });

  it.each([
    ['/4', '.long-name'],
    ['/0000004', '.long-name'],
    ['/9', '-name'],
    ['/14', ''],
  ])('gives the name %s its text', (name, text) => {
    const image = imageOf(withSymbols(1, STRINGS, name));
    expect(image.sections[0]?.name.value).toBe(name);
    expect(image.sections[0]?.longName).toBe(text);
    expect(codesOf(image)).toEqual([]);
  });

  it.each(['/0', '/3', '/15', '/16', '/9999999', '/', '/x', '/4x', '//AAAAB'])('gives the name %s no text', (name) => {
    const image = imageOf(withSymbols(1, STRINGS, name));
    expect(image.sections[0]?.longName).toBeNull();
    expect(image.anomalies).toMatchObject([
      { code: 'long-name-unresolved', path: 'sections[0].name', at: { offset: AT.sectionTable, length: 8 } },
    ]);
  });

  it('leaves a name without a slash alone', () => {
    expect(imageOf(withSymbols(1, STRINGS, '4')).sections[0]?.longName).toBeNull();
    expect(codesOf(imageOf(withSymbols(1, STRINGS, '4')))).toEqual([]);
  });
});

describe('a VirtualSize of zero', () => {
  it('stands for the raw size', () => {
    const image = imageOf(patched({ [AT.sectionTable + 8]: 0 }));
    expect(image.sections[0]?.virtualSize.value).toBe(0);
    expect(image.sections[0]?.extent).toEqual({ offset: 0x2000, length: 0x200 });
  });
});

describe('section names', () => {
  it('keep every byte up to the first zero, whatever it is', () => {
    const file = PE32_PLUS.bytes.slice();
    file.set([0x80, 0xff, 0x7f, 0x01, 0xe9, 0xc3, 0x28, 0xfe], AT.sectionTable);
    expect(imageOf(file).sections[0]?.name.value).toBe('\x80\xff\x7f\x01\xe9\xc3\x28\xfe');
  });

  it('may be empty and may repeat', () => {
    const file = PE32_PLUS.bytes.slice();
    file.fill(0, AT.sectionTable, AT.sectionTable + 8);
    file.fill(0, AT.sectionTable + 40, AT.sectionTable + 48);
    expect(imageOf(file).sections.map(({ name }) => name.value)).toEqual(['', '']);
  });
});

/** Goal: a header has every field where POSIX puts it, and an archive consists of whole blocks. */
import { describe, expect, it } from 'vitest';
import { TAR_FOLDER_LENGTH_MAX, tarEnd, tarHeader, tarPadding } from '../../../src/files/tar.ts';

/** A field of a header, with the zero bytes that fill it. */
function field(header: Uint8Array, offset: number, length: number): string {
  return Buffer.from(header.subarray(offset, offset + length)).toString('utf8');
}

/** Text that zero bytes fill up to a length. */
function filled(text: string, length: number): string {
  return text + '\0'.repeat(length - Buffer.byteLength(text));
}

const GIBIBYTE = 2 ** 30;

describe('the header of a file in an archive', () => {
  it.each([
    ['name', 0, 100, filled('0007.efi', 100)],
    ['mode', 100, 8, '0000644\0'],
    ['uid', 108, 8, '0000000\0'],
    ['gid', 116, 8, '0000000\0'],
    ['size', 124, 12, '00000002322\0'],
    ['mtime', 136, 12, '00000000000\0'],
    // As GNU tar has it for the same file, less the slash that it writes between the folder and the name.
    ['chksum', 148, 8, '012051\0 '],
    ['typeflag', 156, 1, '0'],
    ['linkname', 157, 100, filled('', 100)],
    ['magic', 257, 6, 'ustar\0'],
    ['version', 263, 2, '00'],
    ['uname', 265, 32, filled('', 32)],
    ['gname', 297, 32, filled('', 32)],
    ['devmajor', 329, 8, '0000000\0'],
    ['devminor', 337, 8, '0000000\0'],
    ['prefix', 345, 155, filled('fixtures', 155)],
    ['the rest of the block', 500, 12, filled('', 12)],
  ])('has the field %s at %i', (_name, offset, length, content) => {
    const header = tarHeader('fixtures', '0007.efi', 1234);
    expect(header).toHaveLength(512);
    expect(field(header, offset, length)).toBe(content);
  });

  it.each([
    ['no bytes', 0, '00000000000\0'],
    ['one byte', 1, '00000000001\0'],
    ['eight bytes', 8, '00000000010\0'],
    ['the most that the field can say', 8 * GIBIBYTE - 1, '77777777777\0'],
  ])('says the size of a file of %s in octal digits', (_what, size, digits) => {
    expect(field(tarHeader('fixtures', 'a', size), 124, 12)).toBe(digits);
  });

  it('has names that fill their fields to the last byte', () => {
    const header = tarHeader('f'.repeat(TAR_FOLDER_LENGTH_MAX), 'n'.repeat(100), 0);
    expect(field(header, 0, 101)).toBe(`${'n'.repeat(100)}0`);
    expect(field(header, 345, 156)).toBe(`${'f'.repeat(155)}\0`);
  });

  it('has names in UTF-8', () => {
    const header = tarHeader('Prüfstücke', 'größe-€', 0);
    expect(field(header, 0, 100)).toBe(filled('größe-€', 100));
    expect(field(header, 345, 155)).toBe(filled('Prüfstücke', 155));
  });

  it.each([
    ['fixtures', '0007.efi', 1234],
    ['ÿ'.repeat(77), 'ÿ'.repeat(50), 8 * GIBIBYTE - 1],
  ])('of %s/%s has the sum of its bytes, with spaces in the place of the sum', (folder, name, size) => {
    const header = tarHeader(folder, name, size);
    const digits = field(header, 148, 8);
    expect(digits).toMatch(/^[0-7]{6}\0 $/);
    const spaced = Uint8Array.from(header);
    spaced.fill(0x20, 148, 156);
    let sum = 0;
    for (const byte of spaced) sum += byte;
    expect(Number.parseInt(digits, 8)).toBe(sum);
  });

  it('is the same for the same arguments', () => {
    expect(tarHeader('fixtures', '0007.efi', 1234)).toEqual(tarHeader('fixtures', '0007.efi', 1234));
  });
});

describe('what follows a file in an archive', () => {
  it.each([
    [0, 0],
    [1, 511],
    [511, 1],
    [512, 0],
    [513, 511],
    [8 * GIBIBYTE - 1, 1],
  ])('is, behind %i bytes, %i zeros', (size, zeros) => {
    expect(tarPadding(size)).toEqual(new Uint8Array(zeros));
  });

  it('is two blocks of zeros in the end', () => {
    expect(tarEnd()).toEqual(new Uint8Array(1024));
  });
});

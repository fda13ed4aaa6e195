import { describe, expect, it } from 'vitest';
import {
  accessOf,
  dllFlags,
  extendedDllFlags,
  fileFlags,
  sectionFlags,
} from '../../../src/inspection/model/flag-names.ts';
import { amountOf, meaningOf } from '../../../src/inspection/model/meaning.ts';
import { byteText, sectionName } from '../../../src/inspection/model/name-text.ts';
import { cutText } from '../../../src/page/index.ts';
import { FULL, HOSTILE, PLAIN, inspected } from './images.ts';

const { image } = inspected(PLAIN);

function meaning(path: string, value: unknown): string {
  return meaningOf({ path, value, offset: 0, length: 4 }, image);
}

describe('names of flags', () => {
  it.each([
    [0x60000020, 'r-x', 'CNT_CODE'],
    [0xc0000040, 'rw-', 'CNT_INITIALIZED_DATA'],
    [0x42000040, 'r--', 'CNT_INITIALIZED_DATA,MEM_DISCARDABLE'],
    [0x80500000, '-w-', 'ALIGN_16BYTES'],
    [0xe0e00000, 'rwx', 'ALIGN_8192BYTES'],
    [0x00f00000, '---', 'unknown 0xf00000'],
    [0x00000010, '---', 'unknown 0x10'],
    [0, '---', ''],
  ])('tell the access and the rest of section flags %i', (value, access, names) => {
    expect([accessOf(value), sectionFlags(value).join(',')]).toEqual([access, names]);
  });

  it('tell the flags of the COFF header, of the optional header and of debug data', () => {
    expect(fileFlags(0x0206)).toEqual(['EXECUTABLE_IMAGE', 'LINE_NUMS_STRIPPED', 'DEBUG_STRIPPED']);
    expect(fileFlags(0x0040)).toEqual(['unknown 0x40']);
    expect(dllFlags(0x0103)).toEqual(['NX_COMPAT', 'unknown 0x3']);
    expect(extendedDllFlags(0x80000040)).toEqual(['FORWARD_CFI_COMPAT', 'unknown 0x80000000']);
  });
});

describe('the meaning of a field', () => {
  it.each([
    ['coffHeader.machine', 0xaa64, 'arm64'],
    ['coffHeader.machine', 1, 'unknown'],
    ['coffHeader.timeDateStamp', 0, ''],
    ['coffHeader.timeDateStamp', 0xffffffff, '2106-02-07T06:28:15Z'],
    ['coffHeader.characteristics', 0x2, 'EXECUTABLE_IMAGE'],
    ['optionalHeader.magic', 0x20b, 'PE32+'],
    ['optionalHeader.subsystem', 10, 'EFI_APPLICATION'],
    ['optionalHeader.addressOfEntryPoint', 0x1010, 'in section 0 .text'],
    ['optionalHeader.addressOfEntryPoint', 0x10, 'in no section'],
    ['optionalHeader.addressOfEntryPoint', 0, ''],
    ['optionalHeader.checkSum', 0, 'none'],
    ['optionalHeader.checkSum', 1, ''],
    ['zbootHeader.mzWord', 0x5a4d, 'MZ'],
    ['zbootHeader.mzWord', 0x905a4d, 'MZ followed by something else'],
    ['zbootHeader.linuxPeMagic', 0x818223cd, 'LINUX_PE_MAGIC'],
    ['zbootHeader.linuxPeMagic', 0, 'absent'],
    ['zbootHeader.linuxPeMagic', 1, 'unknown'],
    ['dosHeader.magic', 0x5a4d, 'MZ'],
    ['debugEntries[3].type', 20, 'EX_DLLCHARACTERISTICS'],
    ['debugEntries[3].characteristics', 2, ''],
    ['sections[0].characteristics', 0x60000020, 'r-x CNT_CODE'],
    ['certificates[0].revision', 0x200, 'WIN_CERT_REVISION_2_0'],
    ['certificates[0].certificateType', 2, 'PKCS_SIGNED_DATA'],
    ['optionalHeader.imageBase', 1n, ''],
  ])('of %s %s is "%s"', (path, value, words) => {
    expect(meaning(path, value)).toBe(words);
  });

  it.each([
    ['optionalHeader.sizeOfImage', 4096, '4,096 bytes'],
    ['certificates[0].length', 24, '24 bytes'],
    ['coffHeader.numberOfSections', 96, '96'],
    ['coffHeader.numberOfSections', 9, ''],
    ['optionalHeader.loaderFlags', 4096, ''],
    ['optionalHeader.sizeOfStackReserve', 4096n, ''],
  ])('as an amount of %s %s is "%s"', (path, value, words) => {
    expect(amountOf({ path, value, offset: 0, length: 4 })).toBe(words);
  });
});

describe('names that stand in an image', () => {
  it('show every byte that is no printable ASCII as an escape', () => {
    expect(byteText('a\x00\x1b[\x7f\x9b\xff z')).toBe('a\\x00\\x1b[\\x7f\\x9b\\xff z');
  });

  it('are words where there is no name, and the long name where there is one', () => {
    expect(inspected(FULL).image.sections.map(sectionName)).toEqual(['.text', '.config (/4)', '.bss']);
    expect(inspected(HOSTILE).image.sections.map(sectionName)[1]).toBe('(no name)');
  });

  it('are cut to a length with an ellipsis', () => {
    expect([cutText('abcdef', 6), cutText('abcdefg', 6), cutText('ab', 1)]).toEqual(['abcdef', 'abcde…', '…']);
  });
});

describe('the data of a debug entry', () => {
  it('is told for flags and for a path, and not for a type that nobody knows', () => {
    expect(inspected(FULL).debugDetails).toEqual(['0x40 FORWARD_CFI_COMPAT', 'NB10 /boot/a\\xe9', '']);
  });

  it('is told without names where no flag is set, and with an ellipsis where the path does not end', () => {
    const image = FULL.slice();
    image.fill(0, 0x1d0, 0x1d4);
    image.fill(0x41, 0x310, 0x400);
    expect(inspected(image).debugDetails.slice(0, 2)).toEqual(['0x0', `NB10 ${'A'.repeat(16)}…`]);
  });

  it('is not told where the signature is unknown', () => {
    const image = FULL.slice();
    image.fill(0x42, 0x300, 0x304);
    expect(inspected(image).debugDetails[1]).toBe('');
  });
});

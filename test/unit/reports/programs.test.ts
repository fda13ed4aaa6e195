import { describe, expect, it } from 'vitest';
import { RULES } from '../../../properties/index.ts';
import { isRefusal, programName, programNames } from '../../../reports/words/programs.ts';

describe('the name of a program', () => {
  it.each([
    ['EDK2', 'EDK2'],
    ['EDK2 BasePeCoff.c:205,327: requires the exact size', 'EDK2'],
    ['EDK2 DxeImageVerificationLib HashPeImage: fails', 'EDK2'],
    ['kexec-tools kexec-pe-zboot.c pez_prepare', 'kexec-tools'],
    ['systemd verify_dos', 'systemd'],
    ['Linux verify_pefile.c pefile_parse_binary: -ELIBBAD', 'Linux'],
    ['Linux kexec BPF series pe_get_section: compares with strcmp', 'Linux kexec BPF series'],
    ['Project Mu ImageValidation', 'Project Mu'],
    ['Microsoft UEFI CA', 'Microsoft UEFI CA'],
    ['ReactOS: 96', 'ReactOS'],
    ['GRUB (Fedora): copies all of SizeOfRawData', 'GRUB (Fedora)'],
    ['GRUB peimage.c (Debian, Ubuntu)', 'GRUB'],
    ['QEMU hw/core/loader.c', 'QEMU'],
  ])('of %j is %j', (entry, name) => {
    expect(programName(entry)).toBe(name);
  });

  it('is given once', () => {
    expect(programNames(['shim pe.c:797: "a"', 'EDK2', 'shim pe.c:811: "b"'])).toEqual(['shim', 'EDK2']);
  });

  it('names no file and no function for any rule of the catalogue', () => {
    const names = programNames(RULES.flatMap(({ enforcedBy = [] }) => enforcedBy));
    expect(names.filter((name) => /[:/_]|\.c\b/.test(name))).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['EDK2', true],
    ['shim: "Invalid image"', true],
    ['AUDK: in strict mode', true],
    ['EDK2 BasePeCoff.c: refuses address 0', true],
    ['systemd: wants at least 1', true],
    ['AUDK PeCoffHash.c:102: unless a setting is off', true],
    ['pefile: warns', false],
    ['Windows: rounds the pointer down to 512', false],
    ['shim: does not load such a section', false],
  ])('is what %j says: %s', (entry, refuses) => {
    expect(isRefusal(entry)).toBe(refuses);
  });
});

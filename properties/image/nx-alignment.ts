import type { Finding } from '../../src/results/index.ts';
import { inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, ImageRule } from '../rule.ts';
import { PAGE_SIZE, withRawData } from './facts.ts';
import { areAbout, atFirstOffsets, movedByBlocks } from './new-places.ts';
import { withoutSectionData } from './vacuity.ts';

/** Runtime driver. [PE format, Windows Subsystem] */
const RUNTIME_DRIVER = 12;
/** 64-bit Arm. [PE format, Machine Types] */
const ARM64 = 0xaa64;
/** Pages of memory that stays when the system runs, on 64-bit Arm. [EDK2, RUNTIME_PAGE_ALLOCATION_GRANULARITY] */
const RUNTIME_PAGE_SIZE = 0x10000;

/** Data that follows the old data without a gap has one place, wherever pages start. */
function atFirstPlace(append: Append, fresh: readonly Finding[]): string | undefined {
  const divided = withRawData(append.before).filter(({ rawData }) => rawData.offset % PAGE_SIZE !== 0);
  return areAbout(fresh, [...atFirstOffsets(append), ...movedByBlocks(append, divided)])
    ? 'the first free place in the file is inside a page'
    : undefined;
}

/** Rules on the alignments without which memory cannot be protected page by page. */
export const NX_ALIGNMENT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-NX-003',
    name: 'sa-page',
    levels: 'WWEWEE',
    title: 'SectionAlignment is a multiple of the page size.',
    references: [REFERENCES.caMemory, REFERENCES.memoryProtection],
    rationale: 'Permissions apply to pages: sections that share one get the permissions of both, or of neither.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'leaves it unprotected')),
      'audk-strict': refuses('audk', ' by policy'),
      shim: untidy('shim'),
    },
    enforcedBy: [
      'EDK2 MemoryProtection.c: leaves such an image unprotected',
      'AUDK: refuses it by policy',
      'Microsoft UEFI CA: refuses to sign it',
    ],
    brokenBy: ['a SectionAlignment of 0x200', 'a SectionAlignment of 0'],
    *check({ optionalHeader: { sectionAlignment } }) {
      if (sectionAlignment.value > 0 && sectionAlignment.value % PAGE_SIZE === 0) return;
      const expected =
        sectionAlignment.value < PAGE_SIZE
          ? ({ kind: 'at-least', value: PAGE_SIZE } as const)
          : ({ kind: 'multiple-of', value: PAGE_SIZE } as const);
      yield wrongValue(sectionAlignment, expected);
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-004',
    name: 'runtime-64k',
    levels: '-EWWWE',
    title: 'A runtime driver for 64-bit Arm aligns its sections to 64 KiB.',
    references: [REFERENCES.uefiImages, REFERENCES.memoryProtection],
    rationale: 'An operating system may map runtime memory in pages of 64 KiB, which cannot be split between sections.',
    severity: 'rejected',
    effects: { edk2: refuses('edk2'), zboot: refuses('edk2') },
    enforcedBy: ['EDK2: requires RUNTIME_PAGE_ALLOCATION_GRANULARITY', 'Project Mu ImageValidation'],
    brokenBy: ['an application with 4 KiB pages that is marked as a runtime driver'],
    // To mark another one as such a driver breaks the rule as well, where its alignment is smaller.
    vacuous: ({ coffHeader: { machine }, optionalHeader: { subsystem, sectionAlignment } }) => {
      if (machine.value !== ARM64) return 'the image is not for 64-bit Arm';
      return subsystem.value !== RUNTIME_DRIVER && sectionAlignment.value % RUNTIME_PAGE_SIZE === 0
        ? 'the image is not a runtime driver, and its alignment would suit one'
        : undefined;
    },
    *check({ coffHeader: { machine }, optionalHeader: { subsystem, sectionAlignment } }) {
      if (machine.value !== ARM64 || subsystem.value !== RUNTIME_DRIVER) return;
      if (sectionAlignment.value % RUNTIME_PAGE_SIZE === 0) return;
      const expected = { kind: 'multiple-of', value: RUNTIME_PAGE_SIZE } as const;
      yield wrongValue(sectionAlignment, expected, 'image', place(subsystem), place(machine));
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-007',
    name: 'fa-page',
    levels: '----Wi',
    title: 'FileAlignment is the page size, or the data of all sections is page-aligned in the file.',
    references: [REFERENCES.caMemory, REFERENCES.windowsFields],
    rationale: 'A loader that protects an image in place, with its file layout, needs each section on separate pages.',
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    enforcedBy: [
      'shim post-process-pe.c: wants it when called with -N',
      'GRUB (Fedora): sets page attributes by file offset and size',
    ],
    brokenBy: ['a FileAlignment of 512 and a new section after data that ends inside a page'],
    knownViolations: ['Linux makes zboot images with a FileAlignment of 512.'],
    unavoidable: (_before, _after, fresh, append) => atFirstPlace(append, fresh),
    vacuous: (image) =>
      image.optionalHeader.fileAlignment.value === PAGE_SIZE ? undefined : withoutSectionData(image),
    *check({ sections, optionalHeader: { fileAlignment } }) {
      if (fileAlignment.value === PAGE_SIZE) return;
      for (const { pointerToRawData, sizeOfRawData } of sections) {
        if (sizeOfRawData.value === 0 || pointerToRawData.value % PAGE_SIZE === 0) continue;
        const expected = { kind: 'multiple-of', value: PAGE_SIZE } as const;
        yield wrongValue(pointerToRawData, expected, 'image', place(fileAlignment));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-010',
    name: 'imagebase-zero',
    levels: '----WW',
    title: 'ImageBase is 0.',
    references: [REFERENCES.zbootHeader, REFERENCES.windowsFields],
    rationale:
      'EFI chooses the address; a preferred address in the header makes builds differ and helps an attacker who relies on it.',
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    enforcedBy: ['Project Mu ImageValidation'],
    brokenBy: ['an ImageBase of 0x10000, as linkers choose'],
    *check({ optionalHeader: { imageBase } }) {
      if (imageBase.value !== 0n) yield wrongValue(imageBase, equals(0n));
    },
  },
];

import { LOADED, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { fixedSizeOf } from './facts.ts';

/** Most sections that the Windows loader takes. [PE format, COFF File Header (Object and Image)] */
const SECTION_LIMIT = 96;
/** What AUDK aligns section headers to: the size of their largest field. */
const HEADER_ALIGNMENT = 4;

/** Rules on where the section table starts and how many sections it has. */
export const COFF_TABLE_PLACE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-003',
    name: 'nsec-min',
    levels: 'EWEEEE',
    title: 'The image has at least one section.',
    references: [REFERENCES.coffHeader],
    rationale: 'An image that is all headers has nothing to run, and most loaders refuse it.',
    severity: 'rejected',
    effects: { edk2: untidy('edk2'), 'audk-strict': refuses('audk'), shim: refuses('shim'), zboot: refuses('shim') },
    enforcedBy: [
      'AUDK',
      'systemd verify_pe',
      'Windows: when SectionAlignment is a page or more',
      'shim: because of the entry point',
    ],
    brokenBy: ['a NumberOfSections of 0, which EDK2 accepts'],
    *check({ coffHeader: { numberOfSections } }) {
      if (numberOfSections.value < 1) yield wrongValue(numberOfSections, { kind: 'at-least', value: 1 });
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-004',
    name: 'nsec-max',
    levels: 'W---WW',
    title: 'The image has at most 96 sections.',
    references: [REFERENCES.coffHeader],
    rationale: "That is the specification's limit; firmware has none, and each tool has its own.",
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    enforcedBy: [
      'Windows: 96 up to XP, 65,535 from Vista on',
      'ReactOS: 96',
      'ClamAV: 96',
      'pefile: 2,048',
      'systemd: a table of 16 MiB',
    ],
    brokenBy: ['97 real sections, which EDK2, AUDK and shim load', 'an append to an image of 96 sections'],
    unavoidable: (before) => `an append adds a section to the input's ${before.coffHeader.numberOfSections.value}`,
    *check({ coffHeader: { numberOfSections } }) {
      if (numberOfSections.value <= SECTION_LIMIT) return;
      yield wrongValue(numberOfSections, { kind: 'at-most', value: SECTION_LIMIT });
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-006',
    name: 'opthdr-exact',
    levels: 'WEWEEE',
    title: 'The optional header ends with its data directories.',
    references: [REFERENCES.coffHeader, REFERENCES.dataDirectories],
    rationale:
      'Some readers expect the section table after the optional header and others after the directories; only then do they find the same table.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      shim: refuses('shim', ': "Image header overflows data directory"'),
      zboot: refuses('edk2'),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c:205,327',
      'shim pe-relocate.c:491: "Image header overflows data directory"',
      'systemd pe-binary.c: "Optional header size mismatch"',
      'pefile: warns, "SizeOfOptionalHeader indicates that NumberOfRvaAndSizes is off by at least"',
      'GRUB peimage.c: looks for the table after the directories',
      'Linux verify_pefile.c: looks for the table after the directories',
      'pesign: looks for the table after the directories',
    ],
    brokenBy: [
      'eight bytes more than the directories need, which AUDK accepts',
      'a SizeOfOptionalHeader of 0xffff',
      '16 directories in a header with room for six',
    ],
    *check(image) {
      const { sizeOfOptionalHeader } = image.coffHeader;
      const { numberOfRvaAndSizes } = image.optionalHeader;
      const exact = fixedSizeOf(image) + 8 * numberOfRvaAndSizes.value;
      if (sizeOfOptionalHeader.value === exact) return;
      yield wrongValue(sizeOfOptionalHeader, equals(exact), 'image', place(numberOfRvaAndSizes));
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-014',
    name: 'table-aligned',
    levels: '-WEWEE',
    title: 'The section table starts at a multiple of 4.',
    references: [REFERENCES.coffHeader, REFERENCES.sectionTable],
    rationale: 'A strict loader reads section headers in place and refuses those that are not aligned.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: ['AUDK PeCoffInit.c:548'],
    brokenBy: ['a SizeOfOptionalHeader of 0xf1', 'an odd e_lfanew'],
    *check({ sectionTable, coffHeader: { sizeOfOptionalHeader }, dosHeader: { peHeaderOffset } }) {
      if (sectionTable.offset % HEADER_ALIGNMENT === 0) return;
      const [first, second] =
        sizeOfOptionalHeader.value % HEADER_ALIGNMENT === 0
          ? [peHeaderOffset, sizeOfOptionalHeader]
          : [sizeOfOptionalHeader, peHeaderOffset];
      const aligned = { kind: 'multiple-of', value: HEADER_ALIGNMENT } as const;
      yield wrong('start of the section table', aligned, sectionTable.offset, place(first), place(second));
    },
  },
];

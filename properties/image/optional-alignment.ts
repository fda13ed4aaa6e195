import type { Image } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { LOADED, inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { keptSections } from '../kept-sections.ts';
import type { Append, ImageRule } from '../rule.ts';
import { PAGE_SIZE, withoutSectionAlignment } from './facts.ts';
import { areAbout, atFirstAddresses, atFirstOffsets } from './new-places.ts';
import { unlessNonZero } from '../vacuity.ts';

/** The powers of two from 512 to 64 K. [PE format, Optional Header Windows-Specific Fields (Image Only)] */
const FILE_ALIGNMENTS: readonly number[] = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
/** What ImageBase is a multiple of. [PE format, Optional Header Windows-Specific Fields (Image Only)] */
const BASE_ALIGNMENT = 65536;
/** Largest alignment with which firmware still finds room: 2 MiB, the size of a large page. */
const LARGE_PAGE = 0x200000;

function isPowerOfTwo(value: number): boolean {
  return value !== 0 && (value & (value - 1)) >>> 0 === 0;
}

/** What keeps an image with alignments below a page from being mapped in one piece. */
function* notFlat({ sections, optionalHeader: { sectionAlignment, fileAlignment } }: Image): Generator<Finding> {
  if (sectionAlignment.value >= PAGE_SIZE) return;
  if (fileAlignment.value !== sectionAlignment.value) {
    yield wrongValue(fileAlignment, equals(sectionAlignment.value), 'image', place(sectionAlignment));
  }
  for (const { pointerToRawData, virtualAddress, virtualSize, sizeOfRawData } of sections) {
    if (pointerToRawData.value !== virtualAddress.value) {
      yield wrongValue(pointerToRawData, equals(virtualAddress.value), 'image', place(virtualAddress));
    }
    if (virtualSize.value > sizeOfRawData.value) {
      const most = { kind: 'at-most', value: sizeOfRawData.value } as const;
      yield wrongValue(virtualSize, most, 'image', place(sizeOfRawData));
    }
  }
}

/** A section that ends elsewhere in the file than in memory leaves the next one two places. */
function atFirstPlaces(append: Append, fresh: readonly Finding[]): string | undefined {
  const { before, after } = append;
  // An image that is mapped in one piece has to stay one, or takes no section.
  if (notFlat(before).next().done === true) return undefined;
  const inMemory = atFirstAddresses(append);
  const inBoth = atFirstOffsets(append).filter((section) => inMemory.includes(section));
  const growth = after.optionalHeader.sizeOfHeaders.value - before.optionalHeader.sizeOfHeaders.value;
  // What is not mapped in one piece anyway moves when the headers grow.
  const moved = growth > 0 ? keptSections(append) : [];
  return areAbout(fresh, [...inBoth, ...moved])
    ? 'the first free file offset and the first free address differ'
    : undefined;
}

/** Rules on the alignments and on what is a multiple of them by itself. */
export const OPTIONAL_ALIGNMENT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-003',
    name: 'sa-pow2',
    levels: 'EEEWEE',
    title: 'SectionAlignment is a power of two.',
    references: [REFERENCES.windowsFields],
    rationale: 'Nearly all code rounds with a mask, which gives 0 or garbage for any other number.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      'audk-strict': refuses('audk'),
      shim: untidy('shim', 'treats 0 as 4096'),
      zboot: refuses('audk'),
    },
    enforcedBy: [
      'AUDK PeCoffInit.c:497',
      'Windows',
      'GRUB peimage.c: allows 0',
      'EDK2: refuses 0 and loads an image with 3',
      'shim: treats 0 as 4096',
    ],
    allowances: { edk2: { title: 'Any SectionAlignment but 0 is accepted.', covers: ({ actual }) => actual !== 0 } },
    brokenBy: ['a SectionAlignment of 0, with which rounding up gives 0', 'a SectionAlignment of 3 or 0x1800'],
    *check({ optionalHeader: { sectionAlignment } }) {
      if (!isPowerOfTwo(sectionAlignment.value))
        yield wrongValue(sectionAlignment, { kind: 'form', name: 'a power of two' });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-004',
    name: 'sa-ge-fa',
    levels: 'EWWWEW',
    title: 'SectionAlignment is not less than FileAlignment.',
    references: [REFERENCES.windowsFields],
    rationale: 'Section data in the file would be farther apart than in memory.',
    severity: 'untidy',
    effects: {
      edk2: untidy('edk2'),
      shim: untidy('shim', 'raises SectionAlignment to FileAlignment'),
      zboot: untidy('edk2'),
    },
    enforcedBy: ['Windows', 'shim: raises SectionAlignment to FileAlignment'],
    brokenBy: ['a FileAlignment of 0x2000 with a SectionAlignment of 0x1000, which EDK2, AUDK and shim load'],
    *check({ optionalHeader: { sectionAlignment, fileAlignment } }) {
      if (sectionAlignment.value >= fileAlignment.value) return;
      const least = { kind: 'at-least', value: fileAlignment.value } as const;
      yield wrongValue(sectionAlignment, least, 'image', place(fileAlignment));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-005',
    name: 'fa-valid',
    levels: 'EWWWEW',
    title: 'FileAlignment is a power of two from 512 to 64 KiB, or equal to a SectionAlignment below a page.',
    references: [REFERENCES.windowsFields],
    rationale: 'Signing tools and loaders round section data to it; each treats an unusual value differently.',
    severity: 'rejected',
    effects: { edk2: untidy('edk2'), shim: untidy('shim'), zboot: untidy('edk2') },
    enforcedBy: [
      'Windows: requires a multiple of 512, or SectionAlignment',
      'shim pe-relocate.c:456: treats 0 as 0x200',
      'U-Boot: treats every section as empty when it hashes an image with 0',
      'pefile: warns',
    ],
    brokenBy: ['a FileAlignment of 0', 'a FileAlignment of 0x100, 0x201 or 0x20000 with a SectionAlignment of 0x1000'],
    *check({ optionalHeader: { fileAlignment, sectionAlignment } }) {
      if (FILE_ALIGNMENTS.includes(fileAlignment.value)) return;
      // Drivers of EDK2 have 0x40 for both, iPXE and Xen 0x20.
      const isFlat = fileAlignment.value === sectionAlignment.value && fileAlignment.value < PAGE_SIZE;
      if (isFlat && isPowerOfTwo(fileAlignment.value)) return;
      yield wrongValue(fileAlignment, { kind: 'one-of', values: FILE_ALIGNMENTS });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-033',
    name: 'fa-even',
    levels: 'WWWEEE',
    title: 'FileAlignment is even.',
    references: [REFERENCES.windowsFields],
    rationale: 'This is all that shim requires; PE-OPT-005 covers everything else about the value.',
    severity: 'rejected',
    effects: { edk2: untidy('edk2'), ...inProfiles(['shim', 'zboot'], refuses('shim')) },
    enforcedBy: ['shim pe-relocate.c:456: "Malformed binary"'],
    brokenBy: ['a FileAlignment of 0x201'],
    *check({ optionalHeader: { fileAlignment } }) {
      if (fileAlignment.value % 2 !== 0) yield wrongValue(fileAlignment, { kind: 'multiple-of', value: 2 });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-006',
    name: 'small-sa-identity',
    levels: 'EWEWEE',
    title: 'An image with a SectionAlignment below a page has the same layout in the file and in memory.',
    references: [REFERENCES.windowsFields],
    rationale:
      'Loaders map such an image in one piece, so a section is where its file offset says; permissions cannot be set.',
    severity: 'rejected',
    effects: {
      edk2: misreads('edk2', 'loads it without protection'),
      ...inProfiles(['audk-strict', 'zboot'], refuses('audk', ' by policy')),
      shim: untidy('shim'),
    },
    enforcedBy: [
      'Windows',
      'AUDK: refuses any such image by policy, third-party images included',
      'EDK2: runs the image writable and executable',
    ],
    brokenBy: ['a SectionAlignment of 0x20, as in option ROMs', 'zero-filled memory in such an image'],
    inapplicable: withoutSectionAlignment,
    unavoidable: (_before, _after, fresh, append) => atFirstPlaces(append, fresh),
    vacuous: ({ optionalHeader: { sectionAlignment } }) =>
      sectionAlignment.value >= PAGE_SIZE ? 'SectionAlignment is not below a page' : undefined,
    check: notFlat,
  },
  {
    scope: 'image',
    id: 'PE-OPT-007',
    name: 'imagebase-aligned',
    levels: 'EWEWEE',
    title: 'ImageBase is a multiple of 64 KiB and of SectionAlignment.',
    references: [REFERENCES.windowsFields],
    rationale: 'The sections of an image loaded at its ImageBase must be aligned there too.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: [
      'Windows: 64 KiB',
      'AUDK PeCoffInit.c:326: SectionAlignment',
      'Project Mu ImageValidation: requires 0',
    ],
    brokenBy: ['an ImageBase of 0x10800, which EDK2 and shim load'],
    vacuous: unlessNonZero(
      ({ optionalHeader }: Image) => [optionalHeader.imageBase.value],
      'ImageBase is 0, a multiple of everything',
    ),
    *check({ optionalHeader: { imageBase, sectionAlignment } }) {
      if (imageBase.value % BigInt(BASE_ALIGNMENT) !== 0n) {
        yield wrongValue(imageBase, { kind: 'multiple-of', value: BASE_ALIGNMENT });
      }
      if (sectionAlignment.value !== 0 && imageBase.value % BigInt(sectionAlignment.value) !== 0n) {
        const aligned = { kind: 'multiple-of', value: sectionAlignment.value } as const;
        yield wrongValue(imageBase, aligned, 'image', place(sectionAlignment));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-028',
    name: 'sa-reasonable',
    levels: 'WEEEEE',
    title: 'SectionAlignment is at most 2 MiB.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders allocate the image plus one alignment, so a huge alignment asks for more memory than there is.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ': there is not that much memory')),
      'audk-strict': refuses('audk'),
      shim: refuses('shim', ': "Failed to allocate image buffer"'),
    },
    enforcedBy: ['EDK2', 'shim: "Failed to allocate image buffer"', 'AUDK: in strict mode'],
    brokenBy: ['a SectionAlignment of 0x80000000'],
    *check({ optionalHeader: { sectionAlignment } }) {
      if (sectionAlignment.value > LARGE_PAGE)
        yield wrongValue(sectionAlignment, { kind: 'at-most', value: LARGE_PAGE });
    },
  },
];

import type { Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { hasFlags } from '../bytes/arithmetic.ts';
import {
  HARMLESS,
  LOADED,
  REFUSED_BY_LOADERS,
  crashes,
  inProfiles,
  refuses,
  refusesUnderSecureBoot,
  untidy,
} from '../effects.ts';
import { notMultipleOf, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, ImageRule } from '../rule.ts';
import { endsInsideBlock, withoutFileAlignment, withoutSectionAlignment } from './facts.ts';
import { AT_ANY_ADDRESS } from './header-addresses.ts';
import { areAbout, atFirstOffsets } from './new-places.ts';
import { DISCARDABLE, READ, UNINITIALIZED_DATA } from './section-content.ts';
import { withoutSectionData, withoutSections } from './vacuity.ts';
import { unlessNonZero, unlessThereAre } from '../vacuity.ts';

/** The pointers of these sections that are below SizeOfHeaders. */
function* inHeaders(image: Image, isMeant: (section: Section) => boolean): Iterable<Finding> {
  const { sizeOfHeaders } = image.optionalHeader;
  for (const section of image.sections) {
    const { pointerToRawData } = section;
    if (pointerToRawData.value >= sizeOfHeaders.value || !isMeant(section)) continue;
    const expected = { kind: 'at-least', value: sizeOfHeaders.value } as const;
    yield wrongValue(pointerToRawData, expected, 'image', place(sizeOfHeaders));
  }
}

/** Whether shim copies the data of a section that has none: it asks the flags and not SizeOfRawData. [shim, pe.c] */
function isCopiedByShim({ rawData, virtualSize, characteristics: { value: flags } }: Section): boolean {
  if (rawData.length > 0 || hasFlags(flags, UNINITIALIZED_DATA) || !hasFlags(flags, READ)) return false;
  return virtualSize.value > 0 || !hasFlags(flags, DISCARDABLE);
}

const withoutCopied = unlessThereAre(
  1,
  ({ sections }: Image) => sections.filter(isCopiedByShim),
  'there is no section without data that shim copies',
);

/**
 * Data that follows data which ends inside a block starts there too. Aligned, it would leave bytes between that no
 * signature covers.
 */
function atUnalignedEnd(append: Append, fresh: readonly Finding[]): string | undefined {
  return endsInsideBlock(append.before) && areAbout(fresh, atFirstOffsets(append))
    ? "the input's data ends inside a FileAlignment block"
    : undefined;
}

/** Rules on the numbers of each section by itself. */
export const SECTION_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-SEC-013',
    name: 'va-aligned',
    levels: 'EWEWEE',
    title: 'Every section starts at a multiple of SectionAlignment in memory.',
    references: [REFERENCES.sectionTable],
    rationale:
      'Loaders set permissions page by page; a section that starts inside a page shares it with its neighbour.',
    severity: 'rejected',
    effects: { ...inProfiles(['audk-strict', 'zboot'], refuses('audk', ' in strict mode')), shim: untidy('shim') },
    enforcedBy: ['AUDK PeCoffInit.c: in strict mode', 'Windows'],
    brokenBy: ['an address that is 0x200 bytes off, which EDK2 and shim accept'],
    inapplicable: withoutSectionAlignment,
    vacuous: unlessNonZero(
      ({ sections }: Image) => sections.map(({ virtualAddress }) => virtualAddress.value),
      'no section has an address',
    ),
    *check({ sections, optionalHeader: { sectionAlignment } }) {
      for (const { virtualAddress } of sections) {
        if (virtualAddress.value % sectionAlignment.value === 0) continue;
        yield notMultipleOf(virtualAddress, sectionAlignment);
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-014',
    name: 'rp-aligned',
    levels: 'EWWWEW',
    title: 'Every section with data starts at a multiple of FileAlignment in the file.',
    references: [REFERENCES.sectionTable],
    rationale: 'Windows rounds the pointer down and reads the neighbouring data; signing tools disagree on the bytes.',
    severity: 'mishandled',
    effects: HARMLESS,
    enforcedBy: ['Windows: rounds the pointer down to 512', 'pefile: warns', 'ukify: fails, because pefile warns'],
    brokenBy: ['a pointer that is four bytes off', 'data placed directly after data of any length'],
    inapplicable: withoutFileAlignment,
    unavoidable: (_before, _after, fresh, append) => atUnalignedEnd(append, fresh),
    vacuous: withoutSectionData,
    *check({ sections, optionalHeader: { fileAlignment } }) {
      for (const { pointerToRawData, sizeOfRawData } of sections) {
        if (sizeOfRawData.value === 0 || pointerToRawData.value % fileAlignment.value === 0) continue;
        yield notMultipleOf(pointerToRawData, fileAlignment);
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-015',
    name: 'rs-aligned',
    levels: 'EWWWEE',
    title: "Every section's SizeOfRawData is a multiple of FileAlignment.",
    references: [REFERENCES.sectionTable],
    rationale:
      'U-Boot hashes the rounded size, others the size as it is: the same signature verifies in one and fails in the other.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: refusesUnderSecureBoot('uBoot', ': it hashes bytes past the section') },
    enforcedBy: [
      'U-Boot efi_image_loader.c:458: hashes the rounded size, past the section',
      'sbsign: warns, "file-aligned section %s extends beyond end of file"',
    ],
    brokenBy: ['a SizeOfRawData that is the unrounded length of the content'],
    knownViolations: ["The kexec list's builder writes the length of the content."],
    inapplicable: withoutFileAlignment,
    vacuous: withoutSectionData,
    *check({ sections, optionalHeader: { fileAlignment } }) {
      for (const { sizeOfRawData } of sections) {
        if (sizeOfRawData.value % fileAlignment.value === 0) continue;
        yield notMultipleOf(sizeOfRawData, fileAlignment);
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-016',
    name: 'va-end',
    levels: 'EEEEEE',
    title: 'Every section ends inside the loaded image.',
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale: 'EDK2 adds address and size in 32 bits; a sum that wraps makes it write far outside its buffer.',
    severity: 'rejected',
    effects: {
      ...REFUSED_BY_LOADERS,
      ...inProfiles(
        ['edk2', 'zboot'],
        crashes('edk2', 'writes past its buffer if the sum wraps or there is no data, and refuses it otherwise'),
      ),
    },
    enforcedBy: [
      'AUDK',
      'shim',
      'systemd',
      'Windows',
      'EDK2 BasePeCoff.c: adds in 32 bits and, when that wraps, writes past its buffer',
      'GRUB peimage.c: adds in 32 bits',
    ],
    brokenBy: [
      'a VirtualSize of 0xffffffff',
      'an address and a size whose sum exceeds 2^32',
      'an append that does not update SizeOfImage',
    ],
    vacuous: withoutSections,
    *check({ sections, optionalHeader: { sizeOfImage } }) {
      const limit = sizeOfImage.value;
      for (const { virtualAddress, virtualSize } of sections) {
        const end = virtualAddress.value + virtualSize.value;
        if (end <= limit) continue;
        if (virtualAddress.value > limit) {
          yield wrongValue(virtualAddress, { kind: 'at-most', value: limit }, 'image', place(sizeOfImage));
          continue;
        }
        const most = limit - virtualAddress.value;
        yield wrongValue(
          virtualSize,
          { kind: 'at-most', value: most },
          'image',
          place(virtualAddress),
          place(sizeOfImage),
        );
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-017',
    name: 'raw-end',
    levels: 'EEEEEE',
    title: "Every section's data ends inside the file and before its certificates.",
    references: [REFERENCES.sectionTable, REFERENCES.sectionData],
    rationale: 'Missing data is read from whatever follows the buffer.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: [
      'EDK2 BasePeCoff.c:509',
      'AUDK PeCoffInit.c:163',
      'shim: "Malformed section %d size"',
      'GRUB peimage.c',
    ],
    brokenBy: [
      'a file that is one byte too short',
      'a pointer of 0xfffffe00 with a size of 0x400, which wraps in 32 bits',
      'a SizeOfRawData of 0xffffffff',
    ],
    knownViolations: [
      'Release candidates of Linux 6.16 with CONFIG_EFI_SBAT produced images whose .data ends past the end of the file.',
    ],
    vacuous: withoutSectionData,
    *check({ sections, certificateTable, fileSize }) {
      const last = certificateTable !== null && endOf(certificateTable.span) === fileSize;
      const limit = last ? certificateTable.span.offset : fileSize;
      for (const { rawData, sizeOfRawData, pointerToRawData } of sections) {
        if (rawData.length === 0 || endOf(rawData) <= limit) continue;
        const most = Math.max(0, limit - rawData.offset);
        yield wrongValue(sizeOfRawData, { kind: 'at-most', value: most }, 'image', place(pointerToRawData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-018',
    name: 'raw-not-in-headers',
    levels: 'EEWEEE',
    title: "No section's data is inside the headers.",
    references: [REFERENCES.sectionTable],
    rationale: 'Header bytes would be loaded, hashed and patched as section data too.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      'audk-strict': untidy('audk'),
      shim: refuses('shim', ': "Section %d is inside image headers"'),
      zboot: refuses('edk2'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c', 'shim pe.c:835,844: "Section %d is inside image headers"', 'GRUB peimage.c'],
    brokenBy: ['a pointer of 0x200 with headers of 0x1000 bytes', 'a pointer of 0 in a section with data'],
    knownViolations: [
      "The kexec list's builder places the new data at offset 0 when bss without a pointer is the last section of the table.",
    ],
    demands: {
      shim: {
        title:
          'The pointer of a section without data is past the headers too, unless the section is uninitialised, unreadable, or empty and discardable.',
        vacuous: withoutCopied,
        check: (image) => inHeaders(image, isCopiedByShim),
      },
      zboot: {
        title:
          'The pointer of a section without data is past the headers too, unless the section is uninitialised, unreadable, or empty and discardable.',
        vacuous: withoutCopied,
        check: (image) => inHeaders(image, isCopiedByShim),
      },
    },
    vacuous: withoutSectionData,
    check: (image) => inHeaders(image, ({ rawData }) => rawData.length > 0),
  },
  {
    scope: 'image',
    id: 'PE-SEC-019',
    name: 'va-not-in-headers',
    levels: 'EEWEEE',
    title: 'No section is loaded over the headers.',
    references: [REFERENCES.sectionTable],
    rationale: 'A section at address 0, as objcopy adds without an explicit address, overwrites the headers in memory.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      'audk-strict': untidy('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Section %d is inside image headers"')),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c: for sections with data',
      'shim: "Section %d is inside image headers"',
      'GRUB peimage.c',
    ],
    allowances: AT_ANY_ADDRESS,
    brokenBy: ['a section at address 0'],
    knownViolations: ['GNU objcopy 2.40 gives the new section address 0 unless --change-section-vma is used.'],
    vacuous: withoutSections,
    *check({ sections, optionalHeader: { sizeOfHeaders } }) {
      for (const { virtualAddress } of sections) {
        if (virtualAddress.value >= sizeOfHeaders.value) continue;
        yield wrongValue(
          virtualAddress,
          { kind: 'at-least', value: sizeOfHeaders.value },
          'image',
          place(sizeOfHeaders),
        );
      }
    },
  },
];

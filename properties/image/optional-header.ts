import { isZboot } from '../../src/reader/index.ts';
import { roundUp } from '../bytes/arithmetic.ts';
import { checksumOf } from '../bytes/checksum.ts';
import { HARMLESS, LOADED, REFUSED_BY_LOADERS, crashes, inProfiles, refuses, untidy } from '../effects.ts';
import { equals, notMultipleOf, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { addressEnd, tableEnd, withoutFileAlignment, withoutSectionAlignment } from './facts.ts';
import { unlessNonZero } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** Linux rounds the size of a zboot image to this and not to SectionAlignment. [Linux, zboot.lds] */
const ZBOOT_IMAGE_ROUNDING = 512;

/** Rules on the optional header's sizes and checksum. */
export const OPTIONAL_HEADER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-001',
    name: 'magic',
    levels: 'EEEEEE',
    title: 'The optional header is that of a PE32 or a PE32+ image.',
    references: [REFERENCES.optionalHeader],
    rationale:
      'The magic decides the offset of every later field; with that of a ROM image or a random number the header cannot be read.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: ['EDK2', 'AUDK', 'shim', 'systemd', 'U-Boot'],
    brokenBy: ['a magic of 0', 'a ROM image, whose magic is 0x107'],
    faults: ['optional-header-magic'],
    *check() {
      // The reader faults on any other magic, so an image that was read satisfies the rule.
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-002',
    name: 'table-in-file',
    levels: 'EEEEEE',
    title: 'The headers and the whole section table are within the file.',
    references: [REFERENCES.sectionTable],
    rationale: 'A section count for which the file has no room sends a careless reader out of bounds.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: [
      'EDK2 BasePeCoff.c',
      'AUDK PeCoffInit.c',
      'shim pe-relocate.c:519',
      'U-Boot: "Invalid number of sections: %d"',
      'Linux verify_pefile.c',
      'systemd: up to 16 MiB',
    ],
    brokenBy: [
      'a count of 65,535 in a file with two section headers',
      'a file that ends inside the table',
      'a SizeOfOptionalHeader of 0xffff',
    ],
    faults: ['optional-header-truncated', 'section-table-outside-file'],
    *check() {
      // The reader faults on a table outside the file, so an image that was read satisfies the rule.
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-008',
    name: 'soi-multiple',
    levels: 'EWWWWi',
    title: 'SizeOfImage is a multiple of SectionAlignment.',
    references: [REFERENCES.windowsFields],
    rationale: 'The specification requires it. Kernel images round to 512 instead, and no loader objects.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a size rounded up to anything but SectionAlignment'],
    knownViolations: [
      'Linux rounds the size of a zboot image to 512: all twelve images examined, 6.1 and 6.12 on arm64 and riscv64, break the rule.',
    ],
    inapplicable: withoutSectionAlignment,
    vacuous: unlessNonZero(
      ({ optionalHeader }: Image) => [optionalHeader.sizeOfImage.value],
      'SizeOfImage is 0, a multiple of everything',
    ),
    *check({ optionalHeader: { sizeOfImage, sectionAlignment } }) {
      if (sizeOfImage.value % sectionAlignment.value === 0) return;
      yield notMultipleOf(sizeOfImage, sectionAlignment);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-009',
    name: 'soi-covers',
    levels: 'EEWEEE',
    title: 'SizeOfImage covers the headers and every section.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders allocate this many bytes and copy the sections into them.',
    severity: 'rejected',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        crashes('edk2', 'clears memory past the image if a section has no data, and refuses it otherwise'),
      ),
      'audk-strict': untidy('audk', 'computes the size from the sections'),
      shim: refuses('shim', ': "Malformed section header"'),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c: IMAGE_ERROR_INVALID_SECTION_SIZE for a section with data; clears memory past the image for one without',
      'shim: "Malformed section header"',
      'systemd src/boot/linux.c',
      'GRUB peimage.c',
    ],
    brokenBy: ['an append that does not update SizeOfImage', 'a SizeOfImage of 0, which AUDK loads'],
    *check({ optionalHeader: { sizeOfImage, sizeOfHeaders }, sections }) {
      if (sizeOfImage.value < sizeOfHeaders.value) {
        yield wrongValue(sizeOfImage, { kind: 'at-least', value: sizeOfHeaders.value }, 'image', place(sizeOfHeaders));
      }
      for (const { virtualAddress, virtualSize } of sections) {
        const end = virtualAddress.value + virtualSize.value;
        if (end <= sizeOfImage.value) continue;
        yield wrongValue(
          sizeOfImage,
          { kind: 'at-least', value: end },
          'image',
          place(virtualSize),
          place(virtualAddress),
        );
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-010',
    name: 'soi-exact',
    levels: 'EWiWEW',
    title: 'SizeOfImage is the end of the last section, rounded up.',
    references: [REFERENCES.windowsFields],
    rationale: 'A larger value wastes memory or overflows a sum; shim computes SizeOfImage plus alignment in 32 bits.',
    severity: 'untidy',
    effects: { ...HARMLESS, 'audk-strict': untidy('audk') },
    enforcedBy: [
      'Windows: requires the right number of pages',
      'shim pe.c:705: adds to it in an unsigned int, which wraps',
    ],
    brokenBy: ['a SizeOfImage that is one page too large', 'a SizeOfImage of 0xffffffff'],
    inapplicable: ({ sections, optionalHeader }) =>
      sections.length === 0 || optionalHeader.sectionAlignment.value === 0 ? 'there is nothing to round' : undefined,
    *check(image) {
      const { sizeOfImage, sectionAlignment } = image.optionalHeader;
      const end = addressEnd(image);
      const exact = roundUp(end, sectionAlignment.value);
      const tolerated = isZboot(image) ? roundUp(end, ZBOOT_IMAGE_ROUNDING) : exact;
      if (sizeOfImage.value !== exact && sizeOfImage.value !== tolerated) yield wrongValue(sizeOfImage, equals(exact));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-011',
    name: 'soh-covers-table',
    levels: 'EEEEEE',
    title: 'SizeOfHeaders covers the section table.',
    references: [REFERENCES.windowsFields, REFERENCES.sectionTable],
    rationale: 'Loaders and signers assume that the headers are exactly this many bytes.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: ['EDK2 BasePeCoff.c:232,354', 'AUDK PeCoffInit.c:584', 'shim pe-relocate.c:519'],
    brokenBy: ['a SizeOfHeaders of 0', 'a section header added past the end of the headers'],
    *check(image) {
      const { sizeOfHeaders } = image.optionalHeader;
      const end = tableEnd(image);
      if (sizeOfHeaders.value < end)
        yield wrongValue(sizeOfHeaders, { kind: 'at-least', value: end }, 'image', place(image.sectionTable));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-012',
    name: 'soh-in-file',
    levels: 'EEEEEE',
    title: 'SizeOfHeaders does not exceed the size of the file.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders read the last header byte before anything else.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: [
      'EDK2 BasePeCoff.c',
      'AUDK PeCoffInit.c:598',
      'shim: "Data Directory size %d is invalid"',
      'GRUB peimage.c',
    ],
    brokenBy: ['a file truncated inside its headers', 'a SizeOfHeaders of 0xffffffff'],
    *check({ optionalHeader: { sizeOfHeaders }, fileSize }) {
      if (sizeOfHeaders.value > fileSize) yield wrongValue(sizeOfHeaders, { kind: 'at-most', value: fileSize });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-013',
    name: 'soh-lt-soi',
    levels: 'WEWEEE',
    title: 'SizeOfHeaders is smaller than SizeOfImage.',
    references: [REFERENCES.windowsFields],
    rationale: 'An image has something besides its headers.',
    severity: 'rejected',
    effects: { edk2: refuses('edk2'), 'audk-strict': untidy('audk'), shim: refuses('shim'), zboot: refuses('edk2') },
    enforcedBy: ['EDK2 BasePeCoff.c', 'Windows', 'shim: allows equality'],
    brokenBy: ['a SizeOfHeaders as large as SizeOfImage'],
    *check({ optionalHeader: { sizeOfHeaders, sizeOfImage } }) {
      if (sizeOfHeaders.value < sizeOfImage.value) return;
      yield wrongValue(sizeOfHeaders, { kind: 'below', value: sizeOfImage.value }, 'image', place(sizeOfImage));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-014',
    name: 'soh-multiple',
    levels: 'EWWWEW',
    title: 'SizeOfHeaders is a multiple of FileAlignment.',
    references: [REFERENCES.windowsFields],
    rationale:
      "Otherwise the first section's data cannot start where the headers end, which leaves a gap that no signature covers.",
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a SizeOfHeaders that ends with the section table'],
    inapplicable: withoutFileAlignment,
    vacuous: unlessNonZero(
      ({ optionalHeader }: Image) => [optionalHeader.sizeOfHeaders.value],
      'SizeOfHeaders is 0, a multiple of everything',
    ),
    *check({ optionalHeader: { sizeOfHeaders, fileAlignment } }) {
      if (sizeOfHeaders.value % fileAlignment.value === 0) return;
      yield notMultipleOf(sizeOfHeaders, fileAlignment);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-017',
    name: 'checksum-zero-or-valid',
    levels: 'WWWWWW',
    title: 'CheckSum is zero or right.',
    references: [REFERENCES.windowsFields],
    rationale:
      'EFI loaders ignore it, but signing tools and Windows recompute it; a stale value is the mark of a careless rewrite.',
    severity: 'disputed',
    effects: { ...LOADED, zboot: untidy('osslsigncode', 'warns of it') },
    enforcedBy: ['Windows: for drivers and whatever it needs to boot'],
    brokenBy: ['an edit that does not update the checksum', 'a sum that omits an odd last byte'],
    knownViolations: [
      "The kexec list's builder keeps the checksum of its input.",
      "shim's post-process-pe omits an odd last byte from the sum.",
      'pefile omits the wrong four bytes if the PE header does not start at a multiple of 4.',
    ],
    vacuous: unlessNonZero(({ optionalHeader }: Image) => [optionalHeader.checkSum.value], 'CheckSum is 0'),
    *check(image) {
      const { checkSum } = image.optionalHeader;
      if (checkSum.value === 0) return;
      const right = checksumOf(image);
      if (checkSum.value !== right) yield wrongValue(checkSum, { kind: 'one-of', values: [0, right] });
    },
  },
];

import { alignUp } from '../arithmetic.ts';
import { checksumOf } from '../checksum.ts';
import { equals, notMultipleOf, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';
import { addressEnd, tableEnd, withoutFileAlignment, withoutSectionAlignment } from './facts.ts';
import { isZboot } from './zboot-facts.ts';

/** Linux rounds the size of a zboot image to this and not to SectionAlignment. [Linux, zboot.lds] */
const ZBOOT_IMAGE_ROUNDING = 512;

/** Rules on the optional header's sizes and checksum. */
export const OPTIONAL_HEADER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-001',
    title: 'The optional header is that of a 32-bit or a 64-bit image.',
    references: [REFERENCES.optionalHeader],
    rationale: 'The magic decides where every later field lies; a ROM image or a random number cannot be read.',
    enforcedBy: ['EDK2', 'AUDK', 'shim', 'systemd', 'U-Boot'],
    faults: ['optional-header-magic'],
    *check() {
      // The reader faults on any other magic, so an image that was read satisfies the rule.
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-002',
    title: 'The headers and the whole section table lie in the file.',
    references: [REFERENCES.sectionTable],
    rationale: 'A count of sections that the file has no room for sends a careless reader out of bounds.',
    enforcedBy: ['EDK2', 'AUDK', 'shim pe-relocate.c', 'U-Boot', 'Linux verify_pefile.c'],
    faults: ['optional-header-truncated', 'section-table-outside-file'],
    *check() {
      // The reader faults on a table outside the file, so an image that was read satisfies the rule.
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-008',
    title: 'SizeOfImage is a multiple of SectionAlignment.',
    references: [REFERENCES.windowsFields],
    rationale: 'The specification says so. Kernel images round to 512 instead, and no loader minds.',
    inapplicable: withoutSectionAlignment,
    *check({ optionalHeader: { sizeOfImage, sectionAlignment } }) {
      if (sizeOfImage.value % sectionAlignment.value === 0) return;
      yield notMultipleOf(sizeOfImage, sectionAlignment);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-009',
    title: 'SizeOfImage covers the headers and every section.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders allocate this many bytes and copy the sections into them.',
    enforcedBy: ['EDK2 BasePeCoff.c', 'shim pe.c', 'systemd boot/linux.c', 'GRUB peimage.c'],
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
    title: 'SizeOfImage is the end of the last section, rounded up.',
    references: [REFERENCES.windowsFields],
    rationale: 'A larger value wastes memory or overflows a sum; shim allocates SizeOfImage plus alignment in 32 bits.',
    inapplicable: ({ sections, optionalHeader }) =>
      sections.length === 0 || optionalHeader.sectionAlignment.value === 0 ? 'there is nothing to round' : undefined,
    *check(image) {
      const { sizeOfImage, sectionAlignment } = image.optionalHeader;
      const end = addressEnd(image);
      const exact = alignUp(end, sectionAlignment.value) ?? end;
      const tolerated = isZboot(image) ? (alignUp(end, ZBOOT_IMAGE_ROUNDING) ?? exact) : exact;
      if (sizeOfImage.value !== exact && sizeOfImage.value !== tolerated) yield wrongValue(sizeOfImage, equals(exact));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-011',
    title: 'SizeOfHeaders covers the section table.',
    references: [REFERENCES.windowsFields, REFERENCES.sectionTable],
    rationale: 'Loaders and signers take the headers to be exactly this many bytes.',
    enforcedBy: ['EDK2 BasePeCoff.c', 'AUDK PeCoffInit.c', 'shim pe-relocate.c'],
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
    title: 'SizeOfHeaders does not exceed the file.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders read the last header byte before anything else.',
    enforcedBy: ['EDK2 BasePeCoff.c', 'AUDK PeCoffInit.c', 'shim pe-relocate.c', 'GRUB peimage.c'],
    *check({ optionalHeader: { sizeOfHeaders }, fileSize }) {
      if (sizeOfHeaders.value > fileSize) yield wrongValue(sizeOfHeaders, { kind: 'at-most', value: fileSize });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-013',
    title: 'SizeOfHeaders is smaller than SizeOfImage.',
    references: [REFERENCES.windowsFields],
    rationale: 'An image has something besides its headers.',
    enforcedBy: ['EDK2 BasePeCoff.c'],
    *check({ optionalHeader: { sizeOfHeaders, sizeOfImage } }) {
      if (sizeOfHeaders.value < sizeOfImage.value) return;
      yield wrongValue(sizeOfHeaders, { kind: 'below', value: sizeOfImage.value }, 'image', place(sizeOfImage));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-014',
    title: 'SizeOfHeaders is a multiple of FileAlignment.',
    references: [REFERENCES.windowsFields],
    rationale:
      'Otherwise the first section cannot start where the headers end, and a gap opens that no signature covers.',
    inapplicable: withoutFileAlignment,
    *check({ optionalHeader: { sizeOfHeaders, fileAlignment } }) {
      if (sizeOfHeaders.value % fileAlignment.value === 0) return;
      yield notMultipleOf(sizeOfHeaders, fileAlignment);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-017',
    title: 'CheckSum is zero or right.',
    references: [REFERENCES.windowsFields],
    rationale:
      'EFI loaders ignore it, but signing tools and Windows recompute it; a stale value tells of a careless rewrite.',
    *check(image) {
      const { checkSum } = image.optionalHeader;
      if (checkSum.value === 0) return;
      const right = checksumOf(image);
      if (checkSum.value !== right) yield wrongValue(checkSum, { kind: 'one-of', values: [0, right] });
    },
  },
];

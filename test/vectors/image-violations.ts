/** What breaks each rule on a single image, and by how little an image can still satisfy it. */
import { CERTIFICATE_PLACE_HOLDS, CERTIFICATE_PLACE_VIOLATIONS } from './image-certificate-places.ts';
import { CERTIFICATE_HOLDS, CERTIFICATE_VIOLATIONS } from './image-certificates.ts';
import { CODE_SECTION_HOLDS, CODE_SECTION_VIOLATIONS } from './image-code-sections.ts';
import { COFF_FLAG_HOLDS, COFF_FLAG_VIOLATIONS } from './image-coff-flags.ts';
import { COFF_SYMBOL_HOLDS, COFF_SYMBOL_VIOLATIONS } from './image-coff-symbols.ts';
import { COFF_HOLDS, COFF_VIOLATIONS } from './image-coff.ts';
import { DEBUG_DATA_HOLDS, DEBUG_DATA_VIOLATIONS } from './image-debug-data.ts';
import { DEBUG_LATE_HOLDS, DEBUG_LATE_VIOLATIONS } from './image-debug-late.ts';
import { DEBUG_PATH_HOLDS, DEBUG_PATH_VIOLATIONS } from './image-debug-paths.ts';
import { DEBUG_HOLDS, DEBUG_VIOLATIONS } from './image-debug.ts';
import { DIGEST_HOLDS, DIGEST_VIOLATIONS } from './image-digests.ts';
import { DIRECTORY_REGION_HOLDS, DIRECTORY_REGION_VIOLATIONS } from './image-directory-regions.ts';
import { DIRECTORY_HOLDS, DIRECTORY_VIOLATIONS } from './image-directories.ts';
import { DOS_HOLDS, DOS_VIOLATIONS } from './image-dos.ts';
import { ENTRY_POINT_HOLDS, ENTRY_POINT_VIOLATIONS } from './image-entry-point.ts';
import { FILE_LENGTH_HOLDS, FILE_LENGTH_VIOLATIONS } from './image-file-length.ts';
import { FILE_ORDER_HOLDS, FILE_ORDER_VIOLATIONS } from './image-file-order.ts';
import { FILE_PADDING_HOLDS, FILE_PADDING_VIOLATIONS } from './image-file-padding.ts';
import { HEADER_HOLDS, HEADER_VIOLATIONS } from './image-headers.ts';
import { KERNEL_HOLDS, KERNEL_VIOLATIONS } from './image-kernel.ts';
import { LAYOUT_HOLDS } from './image-layout-holds.ts';
import { LAYOUT_VIOLATIONS } from './image-layout.ts';
import { NX_HOLDS, NX_VIOLATIONS } from './image-nx.ts';
import { ALIGNMENT_HOLDS, ALIGNMENT_VIOLATIONS } from './image-optional-alignment.ts';
import { FIELD_HOLDS, FIELD_VIOLATIONS } from './image-optional-fields.ts';
import { SUM_HOLDS, SUM_VIOLATIONS } from './image-optional-sums.ts';
import { PAYLOAD_HOLDS, PAYLOAD_VIOLATIONS } from './image-payload.ts';
import { RELOCATION_BLOCK_HOLDS, RELOCATION_BLOCK_VIOLATIONS } from './image-relocation-blocks.ts';
import { RELOCATION_KIND_HOLDS, RELOCATION_KIND_VIOLATIONS } from './image-relocation-kinds.ts';
import { RELOCATION_HOLDS, RELOCATION_VIOLATIONS } from './image-relocations.ts';
import { SBAT_HOLDS, SBAT_VIOLATIONS } from './image-sbat.ts';
import { SECTION_FLAG_HOLDS, SECTION_FLAG_VIOLATIONS } from './image-section-flags.ts';
import { SECTION_NAME_HOLDS, SECTION_NAME_VIOLATIONS } from './image-section-names.ts';
import { SECTION_OBJECT_HOLDS, SECTION_OBJECT_VIOLATIONS } from './image-section-object-fields.ts';
import { SECTION_SIZE_HOLDS, SECTION_SIZE_VIOLATIONS } from './image-section-sizes.ts';
import { SECTION_HOLDS, SECTION_VIOLATIONS } from './image-sections.ts';
import { SIGNATURE_HOLDS, SIGNATURE_VIOLATIONS } from './image-signatures.ts';
import { XZ_HOLDS, XZ_VIOLATIONS } from './image-xz.ts';
import { ZBOOT_START_HOLDS, ZBOOT_START_VIOLATIONS } from './image-zboot-start.ts';
import { DEBUG_DIRECTORY_HOLDS, DEBUG_DIRECTORY_VIOLATIONS } from './image-debug-directory.ts';
import { ZBOOT_HOLDS, ZBOOT_VIOLATIONS } from './image-zboot.ts';
import type { ImageHold, ImageViolation } from './entries.ts';

/** At least one for every image rule that can be read and broken; faults of the reader stand in a table of their own. */
export const IMAGE_VIOLATIONS: readonly ImageViolation[] = [
  ...DOS_VIOLATIONS,
  ...ZBOOT_VIOLATIONS,
  ...PAYLOAD_VIOLATIONS,
  ...HEADER_VIOLATIONS,
  ...COFF_VIOLATIONS,
  ...COFF_FLAG_VIOLATIONS,
  ...COFF_SYMBOL_VIOLATIONS,
  ...ALIGNMENT_VIOLATIONS,
  ...FIELD_VIOLATIONS,
  ...SUM_VIOLATIONS,
  ...ENTRY_POINT_VIOLATIONS,
  ...DIRECTORY_VIOLATIONS,
  ...DIRECTORY_REGION_VIOLATIONS,
  ...CERTIFICATE_VIOLATIONS,
  ...CERTIFICATE_PLACE_VIOLATIONS,
  ...SIGNATURE_VIOLATIONS,
  ...DEBUG_DIRECTORY_VIOLATIONS,
  ...ZBOOT_START_VIOLATIONS,
  ...RELOCATION_KIND_VIOLATIONS,
  ...KERNEL_VIOLATIONS,
  ...XZ_VIOLATIONS,
  ...RELOCATION_VIOLATIONS,
  ...RELOCATION_BLOCK_VIOLATIONS,
  ...DEBUG_VIOLATIONS,
  ...DEBUG_PATH_VIOLATIONS,
  ...DEBUG_DATA_VIOLATIONS,
  ...DEBUG_LATE_VIOLATIONS,
  ...SECTION_VIOLATIONS,
  ...SECTION_NAME_VIOLATIONS,
  ...SECTION_OBJECT_VIOLATIONS,
  ...SECTION_SIZE_VIOLATIONS,
  ...SECTION_FLAG_VIOLATIONS,
  ...LAYOUT_VIOLATIONS,
  ...FILE_ORDER_VIOLATIONS,
  ...FILE_PADDING_VIOLATIONS,
  ...FILE_LENGTH_VIOLATIONS,
  ...NX_VIOLATIONS,
  ...CODE_SECTION_VIOLATIONS,
  ...SBAT_VIOLATIONS,
  ...DIGEST_VIOLATIONS,
];

/** At least one for every image rule. */
export const IMAGE_HOLDS: readonly ImageHold[] = [
  ...DOS_HOLDS,
  ...ZBOOT_HOLDS,
  ...PAYLOAD_HOLDS,
  ...HEADER_HOLDS,
  ...COFF_HOLDS,
  ...COFF_FLAG_HOLDS,
  ...COFF_SYMBOL_HOLDS,
  ...ALIGNMENT_HOLDS,
  ...FIELD_HOLDS,
  ...SUM_HOLDS,
  ...ENTRY_POINT_HOLDS,
  ...DIRECTORY_HOLDS,
  ...DIRECTORY_REGION_HOLDS,
  ...CERTIFICATE_HOLDS,
  ...CERTIFICATE_PLACE_HOLDS,
  ...SIGNATURE_HOLDS,
  ...DEBUG_DIRECTORY_HOLDS,
  ...ZBOOT_START_HOLDS,
  ...RELOCATION_KIND_HOLDS,
  ...KERNEL_HOLDS,
  ...XZ_HOLDS,
  ...RELOCATION_HOLDS,
  ...RELOCATION_BLOCK_HOLDS,
  ...DEBUG_HOLDS,
  ...DEBUG_PATH_HOLDS,
  ...DEBUG_DATA_HOLDS,
  ...DEBUG_LATE_HOLDS,
  ...SECTION_HOLDS,
  ...SECTION_NAME_HOLDS,
  ...SECTION_OBJECT_HOLDS,
  ...SECTION_SIZE_HOLDS,
  ...SECTION_FLAG_HOLDS,
  ...LAYOUT_HOLDS,
  ...FILE_ORDER_HOLDS,
  ...FILE_PADDING_HOLDS,
  ...FILE_LENGTH_HOLDS,
  ...NX_HOLDS,
  ...CODE_SECTION_HOLDS,
  ...SBAT_HOLDS,
  ...DIGEST_HOLDS,
];

export { IMAGE_FAULTS } from './image-dos.ts';

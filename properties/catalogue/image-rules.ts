import type { FaultCode } from '../../src/reader/index.ts';
import { CERTIFICATE_PLACE_RULES } from '../image/certificates-place.ts';
import { CERTIFICATE_RULES } from '../image/certificates.ts';
import { CODE_SECTION_RULES } from '../image/code-sections.ts';
import { COFF_FLAG_RULES } from '../image/coff-flags.ts';
import { COFF_RULES } from '../image/coff-header.ts';
import { COFF_MACHINE_RULES } from '../image/coff-machine.ts';
import { COFF_SYMBOL_RULES } from '../image/coff-symbols.ts';
import { COFF_TABLE_PLACE_RULES } from '../image/coff-table-place.ts';
import { COFF_TIMESTAMP_RULES } from '../image/coff-timestamp.ts';
import { DEBUG_DATA_RULES } from '../image/debug-data.ts';
import { DEBUG_LATE_RULES } from '../image/debug-late.ts';
import { DEBUG_DIRECTORY_RULES } from '../image/debug-directory.ts';
import { DEBUG_KIND_RULES } from '../image/debug-kinds.ts';
import { DEBUG_SLACK_RULES } from '../image/debug-slack.ts';
import { DIRECTORY_RULES } from '../image/directories.ts';
import { DOS_RULES } from '../image/dos.ts';
import { ENTRY_CODE_RULES } from '../image/entry-code.ts';
import { ENTRY_POINT_RULES } from '../image/entry-point.ts';
import { FILE_LAYOUT_RULES } from '../image/file-layout.ts';
import { FILE_LENGTH_RULES } from '../image/file-length.ts';
import { FILE_ORDER_RULES } from '../image/file-order.ts';
import { FILE_PADDING_RULES } from '../image/file-padding.ts';
import { HASHED_BYTES_RULES } from '../image/hashed-bytes.ts';
import { MEMORY_ORDER_RULES } from '../image/memory-order.ts';
import { MEMORY_ROOM_RULES } from '../image/memory-room.ts';
import { NX_ALIGNMENT_RULES } from '../image/nx-alignment.ts';
import { NX_FLAG_RULES } from '../image/nx-flags.ts';
import { OPTIONAL_ALIGNMENT_RULES } from '../image/optional-alignment.ts';
import { DIRECTORY_COUNT_RULES } from '../image/optional-directory-count.ts';
import { OPTIONAL_HEADER_RULES } from '../image/optional-header.ts';
import { OPTIONAL_PLATFORM_RULES } from '../image/optional-platform.ts';
import { OPTIONAL_SIZE_RULES } from '../image/optional-sizes.ts';
import { OPTIONAL_SUM_RULES } from '../image/optional-sums.ts';
import { RELOCATION_KIND_RULES } from '../image/relocation-kinds.ts';
import { RELOCATION_RULES } from '../image/relocations.ts';
import { SBAT_RULES } from '../image/sbat.ts';
import { SECTION_FLAG_RULES } from '../image/section-flags.ts';
import { SECTION_NAME_RULES } from '../image/section-names.ts';
import { SECTION_OBJECT_RULES } from '../image/section-object-fields.ts';
import { SECTION_SIZE_RULES } from '../image/section-sizes.ts';
import { SECTION_RULES } from '../image/sections.ts';
import { SIGNATURE_DIGEST_RULES } from '../image/signature-digest.ts';
import { ZBOOT_GZIP_RULES } from '../image/zboot-gzip.ts';
import { ZBOOT_HEADER_RULES } from '../image/zboot-header.ts';
import { ZBOOT_INNER_RULES } from '../image/zboot-inner.ts';
import { ZBOOT_KERNEL_RULES } from '../image/zboot-kernel.ts';
import { ZBOOT_PAYLOAD_RULES } from '../image/zboot-payload.ts';
import { ZBOOT_PLACE_RULES } from '../image/zboot-place.ts';
import { ZBOOT_START_RULES } from '../image/zboot-start.ts';
import { ZBOOT_XZ_RULES } from '../image/zboot-xz.ts';
import type { ImageRule } from '../rule.ts';
import { inCatalogueOrder } from './rule-id.ts';

/** The rules that judge one image, in the order of the catalogue. Rules on appends may ask them about both images. */
export const IMAGE_RULES: readonly ImageRule[] = inCatalogueOrder([
  ...DOS_RULES,
  ...ZBOOT_HEADER_RULES,
  ...ZBOOT_PLACE_RULES,
  ...ZBOOT_PAYLOAD_RULES,
  ...ZBOOT_INNER_RULES,
  ...ZBOOT_KERNEL_RULES,
  ...ZBOOT_START_RULES,
  ...ZBOOT_GZIP_RULES,
  ...ZBOOT_XZ_RULES,
  ...COFF_RULES,
  ...COFF_FLAG_RULES,
  ...COFF_MACHINE_RULES,
  ...COFF_SYMBOL_RULES,
  ...COFF_TABLE_PLACE_RULES,
  ...COFF_TIMESTAMP_RULES,
  ...OPTIONAL_HEADER_RULES,
  ...ENTRY_POINT_RULES,
  ...ENTRY_CODE_RULES,
  ...OPTIONAL_ALIGNMENT_RULES,
  ...DIRECTORY_COUNT_RULES,
  ...OPTIONAL_PLATFORM_RULES,
  ...OPTIONAL_SIZE_RULES,
  ...OPTIONAL_SUM_RULES,
  ...DIRECTORY_RULES,
  ...CERTIFICATE_PLACE_RULES,
  ...CERTIFICATE_RULES,
  ...SIGNATURE_DIGEST_RULES,
  ...RELOCATION_RULES,
  ...RELOCATION_KIND_RULES,
  ...DEBUG_DIRECTORY_RULES,
  ...DEBUG_DATA_RULES,
  ...DEBUG_LATE_RULES,
  ...DEBUG_SLACK_RULES,
  ...DEBUG_KIND_RULES,
  ...SECTION_RULES,
  ...SECTION_NAME_RULES,
  ...SECTION_OBJECT_RULES,
  ...SECTION_SIZE_RULES,
  ...SECTION_FLAG_RULES,
  ...FILE_LAYOUT_RULES,
  ...FILE_ORDER_RULES,
  ...FILE_PADDING_RULES,
  ...FILE_LENGTH_RULES,
  ...MEMORY_ORDER_RULES,
  ...MEMORY_ROOM_RULES,
  ...NX_FLAG_RULES,
  ...NX_ALIGNMENT_RULES,
  ...CODE_SECTION_RULES,
  ...SBAT_RULES,
  ...HASHED_BYTES_RULES,
]);

/** The rule that a fault of the reader violates. */
export function ruleOfFault(code: FaultCode): ImageRule | undefined {
  return IMAGE_RULES.find((rule) => rule.faults?.includes(code) === true);
}

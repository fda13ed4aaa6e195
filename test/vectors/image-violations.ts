/** What breaks each rule on a single image, and by how little an image can still satisfy it. */
import { DOS_HOLDS, DOS_VIOLATIONS } from './image-dos.ts';
import { HEADER_HOLDS, HEADER_VIOLATIONS } from './image-headers.ts';
import { LAYOUT_HOLDS, LAYOUT_VIOLATIONS } from './image-layout.ts';
import { PAYLOAD_HOLDS, PAYLOAD_VIOLATIONS } from './image-payload.ts';
import { SECTION_HOLDS, SECTION_VIOLATIONS } from './image-sections.ts';
import { ZBOOT_HOLDS, ZBOOT_VIOLATIONS } from './image-zboot.ts';
import type { ImageHold, ImageViolation } from './entries.ts';

/** At least one for every image rule that can be read and broken; faults of the reader stand in a table of their own. */
export const IMAGE_VIOLATIONS: readonly ImageViolation[] = [
  ...DOS_VIOLATIONS,
  ...ZBOOT_VIOLATIONS,
  ...PAYLOAD_VIOLATIONS,
  ...HEADER_VIOLATIONS,
  ...SECTION_VIOLATIONS,
  ...LAYOUT_VIOLATIONS,
];

/** At least one for every image rule. */
export const IMAGE_HOLDS: readonly ImageHold[] = [
  ...DOS_HOLDS,
  ...ZBOOT_HOLDS,
  ...PAYLOAD_HOLDS,
  ...HEADER_HOLDS,
  ...SECTION_HOLDS,
  ...LAYOUT_HOLDS,
];

export { IMAGE_FAULTS } from './image-dos.ts';

import { APPEND_DIRECTORY_RULES } from '../append/directories.ts';
import { APPEND_FILE_RULES } from '../append/file.ts';
import { APPEND_HEADER_RULES } from '../append/headers.ts';
import { APPEND_KEPT_FIELD_RULES } from '../append/kept-fields.ts';
import { MEMORY_IMAGE_RULES } from '../append/memory-image.ts';
import { REMOVAL_RULES } from '../append/metamorphic-removal.ts';
import { MONOTONE_RULES } from '../append/metamorphic-verdicts.ts';
import { APPEND_PERMISSION_RULES } from '../append/new-permissions.ts';
import { APPEND_NEW_SECTION_RULES } from '../append/new-section.ts';
import { APPEND_SECTION_RULES } from '../append/sections.ts';
import { APPEND_SIZE_RULES } from '../append/sizes.ts';
import { APPEND_SUM_RULES } from '../append/sums.ts';
import { APPEND_ZBOOT_RULES } from '../append/zboot.ts';
import type { AppendRule } from '../rule.ts';

/** The rules that judge an input and its output. A rule on several appends asks them about each. */
export const APPEND_RULES: readonly AppendRule[] = [
  ...APPEND_ZBOOT_RULES,
  ...APPEND_HEADER_RULES,
  ...APPEND_KEPT_FIELD_RULES,
  ...APPEND_SIZE_RULES,
  ...APPEND_SUM_RULES,
  ...APPEND_DIRECTORY_RULES,
  ...APPEND_SECTION_RULES,
  ...APPEND_NEW_SECTION_RULES,
  ...APPEND_PERMISSION_RULES,
  ...APPEND_FILE_RULES,
  ...REMOVAL_RULES,
  ...MONOTONE_RULES,
  ...MEMORY_IMAGE_RULES,
];

import type { FaultCode } from '../src/reader/index.ts';
import { CALL_RULES } from './append/call.ts';
import { APPEND_DIRECTORY_RULES } from './append/directories.ts';
import { APPEND_FILE_RULES } from './append/file.ts';
import { APPEND_HEADER_RULES, APPEND_KEPT_FIELD_RULES } from './append/headers.ts';
import { APPEND_NEW_SECTION_RULES } from './append/new-section.ts';
import { APPEND_SECTION_RULES } from './append/sections.ts';
import { APPEND_SIZE_RULES } from './append/sizes.ts';
import { APPEND_ZBOOT_RULES } from './append/zboot.ts';
import { COFF_RULES } from './image/coff-header.ts';
import { DOS_RULES } from './image/dos.ts';
import { FILE_LAYOUT_RULES } from './image/file-layout.ts';
import { MEMORY_ORDER_RULES, MEMORY_ROOM_RULES } from './image/memory-layout.ts';
import { OPTIONAL_HEADER_RULES } from './image/optional-header.ts';
import { SECTION_RULES } from './image/sections.ts';
import { ZBOOT_HEADER_RULES } from './image/zboot-header.ts';
import { ZBOOT_PAYLOAD_RULES } from './image/zboot-payload.ts';
import { ZBOOT_PLACE_RULES } from './image/zboot-place.ts';
import { ROSTER } from './roster.ts';
import type { RuleId } from './roster.ts';
import type { ImageRule, Rule } from './rule.ts';

const BUILT: readonly Rule[] = [
  ...DOS_RULES,
  ...ZBOOT_HEADER_RULES,
  ...ZBOOT_PLACE_RULES,
  ...ZBOOT_PAYLOAD_RULES,
  ...COFF_RULES,
  ...OPTIONAL_HEADER_RULES,
  ...SECTION_RULES,
  ...FILE_LAYOUT_RULES,
  ...MEMORY_ORDER_RULES,
  ...MEMORY_ROOM_RULES,
  ...APPEND_ZBOOT_RULES,
  ...APPEND_HEADER_RULES,
  ...APPEND_KEPT_FIELD_RULES,
  ...APPEND_SIZE_RULES,
  ...APPEND_DIRECTORY_RULES,
  ...APPEND_SECTION_RULES,
  ...APPEND_NEW_SECTION_RULES,
  ...APPEND_FILE_RULES,
  ...CALL_RULES,
];

const BY_ID: ReadonlyMap<RuleId, Rule> = new Map(BUILT.map((rule) => [rule.id, rule]));

/** Every rule that is built, in the order of the roster. */
export const RULES: readonly Rule[] = ROSTER.flatMap(([id]) => BY_ID.get(id) ?? []);

/** The built rules that judge one image. */
export const IMAGE_RULES: readonly ImageRule[] = RULES.filter((rule) => rule.scope === 'image');

/** A rule of the catalogue by its id, or `undefined` when there is none or it is still to come. */
export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** The short name of a rule, built or to come. */
export function nameOfRule(id: RuleId): string {
  return ROSTER.find(([known]) => known === id)?.[1] ?? id;
}

/** The rule that a fault of the reader violates. */
export function ruleOfFault(code: FaultCode): ImageRule | undefined {
  return IMAGE_RULES.find((rule) => rule.faults?.includes(code) === true);
}

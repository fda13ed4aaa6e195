import { CALL_RULES } from './append/call.ts';
import { APPEND_DIRECTORY_RULES } from './append/directories.ts';
import { APPEND_FILE_RULES } from './append/file.ts';
import { APPEND_HEADER_RULES } from './append/headers.ts';
import { APPEND_KEPT_FIELD_RULES } from './append/kept-fields.ts';
import { APPEND_NEW_SECTION_RULES } from './append/new-section.ts';
import { APPEND_SECTION_RULES } from './append/sections.ts';
import { APPEND_SIZE_RULES } from './append/sizes.ts';
import { APPEND_ZBOOT_RULES } from './append/zboot.ts';
import { IMAGE_RULES } from './image-catalogue.ts';
import { ROSTER } from './roster.ts';
import type { RuleId } from './roster.ts';
import type { Rule } from './rule.ts';

const BUILT: readonly Rule[] = [
  ...IMAGE_RULES,
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

/** A rule of the catalogue by its id, or `undefined` when there is none or it is still to come. */
export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** The short name of a rule, built or to come. */
export function nameOfRule(id: RuleId): string {
  return ROSTER.find(([known]) => known === id)?.[1] ?? id;
}

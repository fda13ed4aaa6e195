import type { FaultCode } from '../src/reader/index.ts';
import { COFF_RULES } from './image/coff-header.ts';
import { DOS_RULES } from './image/dos.ts';
import { FILE_LAYOUT_RULES } from './image/file-layout.ts';
import { MEMORY_ORDER_RULES } from './image/memory-order.ts';
import { MEMORY_ROOM_RULES } from './image/memory-room.ts';
import { OPTIONAL_HEADER_RULES } from './image/optional-header.ts';
import { SECTION_RULES } from './image/sections.ts';
import { ZBOOT_HEADER_RULES } from './image/zboot-header.ts';
import { ZBOOT_PAYLOAD_RULES } from './image/zboot-payload.ts';
import { ZBOOT_PLACE_RULES } from './image/zboot-place.ts';
import { ROSTER } from './roster.ts';
import type { RuleId } from './roster.ts';
import type { ImageRule } from './rule.ts';

const BUILT: readonly ImageRule[] = [
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
];

const BY_ID: ReadonlyMap<RuleId, ImageRule> = new Map(BUILT.map((rule) => [rule.id, rule]));

/** The built rules that judge one image, in the order of the roster. Rules on appends may ask them about both images. */
export const IMAGE_RULES: readonly ImageRule[] = ROSTER.flatMap(([id]) => BY_ID.get(id) ?? []);

/** The rule that a fault of the reader violates. */
export function ruleOfFault(code: FaultCode): ImageRule | undefined {
  return IMAGE_RULES.find((rule) => rule.faults?.includes(code) === true);
}

import type { Level } from '../../src/results/index.ts';
import { CALL_RULES } from '../append/call.ts';
import { COMPOSITION_RULES } from '../append/metamorphic-composition.ts';
import type { Rule } from '../rule.ts';
import { APPEND_RULES } from './append-rules.ts';
import { IMAGE_RULES } from './image-rules.ts';
import { levelIn } from './profiles.ts';
import type { ProfileName } from './profiles.ts';
import { inCatalogueOrder } from './rule-id.ts';
import type { RuleId } from './rule-id.ts';

/** Every rule, in the order of the catalogue. */
export const RULES: readonly Rule[] = inCatalogueOrder([
  ...IMAGE_RULES,
  ...APPEND_RULES,
  ...CALL_RULES,
  ...COMPOSITION_RULES,
]);

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** A rule of the catalogue by its id, or `undefined` when there is none. */
export function ruleOf(id: string): Rule | undefined {
  return BY_ID.get(id);
}

/** The short name of a rule. */
export function nameOfRule(id: RuleId): string {
  return ruleOf(id)?.name ?? id;
}

/** The level that a profile gives to a rule. */
export function levelOf(id: RuleId, profile: ProfileName): Level {
  const rule = ruleOf(id);
  return rule === undefined ? 'off' : levelIn(rule, profile);
}

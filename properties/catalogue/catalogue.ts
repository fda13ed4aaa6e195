import { CALL_RULES } from '../append/call.ts';
import { COMPOSITION_RULES } from '../append/metamorphic-composition.ts';
import { APPEND_RULES } from './append-rules.ts';
import { IMAGE_RULES } from './image-rules.ts';
import { ROSTER } from './roster.ts';
import type { RuleId } from './roster.ts';
import type { Rule } from '../rule.ts';

const BUILT: readonly Rule[] = [...IMAGE_RULES, ...APPEND_RULES, ...CALL_RULES, ...COMPOSITION_RULES];

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

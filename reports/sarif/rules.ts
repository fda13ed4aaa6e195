import type { RuleResult, Suite } from '../model/suites.ts';
import { message, name } from './text.ts';
import { effectTexts } from '../words/effects.ts';

const TAG_COUNT_MAX = 20;

/** How a rule of each level is shown. */
export const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Every rule of some suites, and where each is in the list. */
export interface RuleTable {
  readonly rules: readonly object[];
  readonly indexOf: ReadonlyMap<string, number>;
}

/** All rules that were judged by, each once, as it is where it comes first. */
export function ruleTable(suites: readonly Suite[]): RuleTable {
  const first = new Map<string, RuleResult>();
  for (const { results } of suites) for (const rule of results) if (!first.has(rule.id)) first.set(rule.id, rule);
  const rules = [...first.values()];
  return { rules: rules.map(descriptor), indexOf: new Map(rules.map(({ id }, index) => [id, index])) };
}

function descriptor(rule: RuleResult): object {
  const { id, title, level, severity, effect, references, rejectedBy } = rule;
  const effects = effectTexts(effect === null ? [] : [effect]);
  const minding = rejectedBy.length === 0 ? [] : [`Enforced by or affecting ${rejectedBy.join('; ')}.`];
  const written = references.length === 0 ? [] : [`Written in ${references.join('; ')}.`];
  const kind = effect === null ? [] : [effect.kind];
  return {
    id: name(id),
    name: name(rule.name),
    shortDescription: message(title),
    fullDescription: message([title, ...effects, ...minding].join(' ')),
    help: message([`"zbootkit explain ${id}" says more of this rule.`, ...written].join(' ')),
    defaultConfiguration: { level: LEVELS[level] },
    properties: {
      tags: [...new Set(['zboot', 'pe', `severity-${severity}`, ...kind])].slice(0, TAG_COUNT_MAX),
      precision: 'very-high',
      'problem.severity': level === 'info' ? 'recommendation' : level,
    },
  };
}

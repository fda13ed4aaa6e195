import { RULES } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import { InputError } from '../results/index.ts';

/** Rules offered at most in place of one that there is not. */
const OFFERED = 3;

/** The names that a misspelt word may stand for, the likeliest first. */
export type SuggestNames = (word: string, names: readonly string[]) => readonly string[];

/**
 * The rules that are meant by ids or names, in any case: `PE-LAM-003`, `pe-lam-3` and `va-adjacent` are one.
 *
 * @param suggest what to offer in place of a name that there is not; nothing unless it is given
 * @throws InputError with the nearest rules when there is no such rule
 */
export function findRules(words: readonly string[], suggest: SuggestNames = () => []): readonly Rule[] {
  return [...new Set(words.map((word) => findRule(word, suggest)))];
}

function findRule(word: string, suggest: SuggestNames): Rule {
  const id = word.toUpperCase().replace(/-(\d{1,2})$/, (_, digits: string) => `-${digits.padStart(3, '0')}`);
  const found = RULES.find((rule) => rule.id === id || rule.name === word.toLowerCase());
  if (found !== undefined) return found;
  throw new InputError(`there is no rule "${word}"${advice(word, suggest)}`);
}

function advice(word: string, suggest: SuggestNames): string {
  if (word.includes('*')) return `, and explain takes ids and names only; zbootkit rules '${word}' lists what matches.`;
  const offers = nearestRules(word, suggest).map(({ id, name }) => `${id} ${name}`);
  const last = offers.pop();
  if (last === undefined) return '; zbootkit rules lists them all.';
  const list = offers.length === 0 ? last : `${offers.join(', ')} or ${last}`;
  return `; did you mean ${list}? zbootkit rules lists them all.`;
}

/** The rules whose ids or names are spelt most nearly like a word, the nearest first. */
function nearestRules(word: string, suggest: SuggestNames): readonly Rule[] {
  const asId = new Map<string, Rule>(RULES.map((rule) => [rule.id, rule]));
  const asName = new Map<string, Rule>(RULES.map((rule) => [rule.name, rule]));
  const [spelt, rules] = /\d/.test(word) ? [word.toUpperCase(), asId] : [word.toLowerCase(), asName];
  return suggest(spelt, [...rules.keys()])
    .flatMap((name) => rules.get(name) ?? [])
    .slice(0, OFFERED);
}

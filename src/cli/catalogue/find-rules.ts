import { ROSTER, nameOfRule } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { UsageError } from '../exit.ts';
import { nearest } from '../generate/nearest.ts';

/** Rules offered at most in place of one that there is not. */
const OFFERED = 3;

/**
 * The rules that are meant by ids or names, in any case: `PE-LAM-003`, `pe-lam-3` and `va-adjacent` are one.
 *
 * @throws UsageError with the nearest rules when there is no such rule
 */
export function findRules(words: readonly string[]): readonly RuleId[] {
  return [...new Set(words.map(findRule))];
}

function findRule(word: string): RuleId {
  const id = word.toUpperCase().replace(/-(\d{1,2})$/, (_, digits: string) => `-${digits.padStart(3, '0')}`);
  const found = ROSTER.find(([known, name]) => known === id || name === word.toLowerCase());
  if (found !== undefined) return found[0];
  throw new UsageError(`there is no rule "${word}"${advice(word)}`);
}

function advice(word: string): string {
  if (word.includes('*')) return `, and explain takes ids and names only; zbootkit rules '${word}' lists what matches.`;
  const offers = nearestRules(word).map((id) => `${id} ${nameOfRule(id)}`);
  const last = offers.pop();
  if (last === undefined) return '; zbootkit rules lists them all.';
  const list = offers.length === 0 ? last : `${offers.join(', ')} or ${last}`;
  return `; did you mean ${list}? zbootkit rules lists them all.`;
}

/** The rules whose ids or names are spelt most nearly like a word, the nearest first. */
function nearestRules(word: string): readonly RuleId[] {
  const asId = new Map<string, RuleId>(ROSTER.map(([id]) => [id, id]));
  const asName = new Map<string, RuleId>(ROSTER.map(([id, name]) => [name, id]));
  return /\d/.test(word) ? near(word.toUpperCase(), asId) : near(word.toLowerCase(), asName);
}

function near(word: string, rules: ReadonlyMap<string, RuleId>): readonly RuleId[] {
  const found: RuleId[] = [];
  const left = new Map(rules);
  for (let count = 0; count < OFFERED; count += 1) {
    const spelling = nearest(word, [...left.keys()]);
    const id = left.get(spelling ?? '');
    if (spelling === undefined || id === undefined) break;
    left.delete(spelling);
    found.push(id);
  }
  return found;
}

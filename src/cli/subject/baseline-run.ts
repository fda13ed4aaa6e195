import { CASE_SETS, SEED_MAX } from '../../results/index.ts';
import type { BaselineRun, CaseSet } from '../../results/index.ts';
import { isRecord } from '../../files/index.ts';
import { isProfileName } from '../../../properties/index.ts';
import type { UsageError } from '../exit.ts';

const KEYS = ['version', 'seed', 'profile', 'rules', 'excludedRules', 'cases'];
/** Longest piece of a name that a sentence about a baseline quotes. */
export const QUOTE_MAX = 60;

/** Makes what is thrown of what is wrong in a file. */
export type Wrong = (what: string) => UsageError;

/**
 * Reads the run that a baseline, or an entry of one, was written from.
 *
 * @param at where it is in the file
 * @throws what `wrong` makes of the first fault
 */
export function readRun(value: unknown, at: string, wrong: Wrong): BaselineRun {
  if (!isRecord(value)) throw wrong(`${at} is not an object`);
  const other = strangeKey(value, KEYS);
  if (other !== null) throw wrong(`${at} has ${other}, which no run has`);
  const { version, seed, profile } = value;
  if (typeof version !== 'string') throw wrong(`${at}.version is not a string`);
  if (!isCount(seed) || seed > SEED_MAX) throw wrong(`${at}.seed is not a seed`);
  if (typeof profile !== 'string' || !isProfileName(profile)) throw wrong(`${at}.profile is not a profile`);
  const cases = casesOf(value['cases'], `${at}.cases`, wrong);
  const textsOf = (key: 'rules' | 'excludedRules'): readonly string[] => {
    const list = value[key];
    if (isTexts(list)) return list;
    throw wrong(`${at}.${key} is not a list of strings`);
  };
  return { version, seed, profile, cases, rules: textsOf('rules'), excludedRules: textsOf('excludedRules') };
}

/** A key that means nothing here, quoted: misspelt it would be taken for absent, and a last day would never come. */
export function strangeKey(record: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  const other = Object.keys(record).find((key) => !keys.includes(key));
  return other === undefined ? null : JSON.stringify(other.slice(0, QUOTE_MAX));
}

function casesOf(value: unknown, at: string, wrong: Wrong): BaselineRun['cases'] {
  if (!isRecord(value)) throw wrong(`${at} is not an object`);
  const other = strangeKey(value, CASE_SETS);
  if (other !== null) throw wrong(`${at} has ${other}, which no run has`);
  const countOf = (set: CaseSet): number => {
    const count = value[set];
    if (isCount(count)) return count;
    throw wrong(`${at}.${set} is not a number of cases`);
  };
  return {
    grid: countOf('grid'),
    extremes: countOf('extremes'),
    random: countOf('random'),
    foreign: countOf('foreign'),
    hostile: countOf('hostile'),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Settings of which some were left out, as a caller writes them: `undefined` says as little as nothing. */
export type Wanted<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** Settings with what was left out, or is `undefined`, as usual. */
export function settled<T extends object>(usual: T, wanted: Wanted<T>): T {
  const said = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...usual, ...(Object.fromEntries(said) as Partial<T>) };
}

/** Seeds are words of 32 bits. */
export const SEED_MAX = 0xffff_ffff;

/**
 * Refuses a number that cannot be meant.
 *
 * @param who the function whose caller is told
 * @param range the least and the most, both allowed
 * @throws RangeError naming the setting, its range and the value
 */
export function requireWholeNumber(who: string, name: string, value: number, range: readonly [number, number]): void {
  const [least, most] = range;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${who}: ${name} must be a whole number from ${least} to ${most}, not ${String(value)}.`);
}

/** Refuses a word that is none of some. @throws RangeError naming the setting, the words and the value */
export function requireWord(who: string, name: string, value: unknown, words: readonly string[]): void {
  if (typeof value === 'string' && words.includes(value)) return;
  throw new RangeError(`${who}: ${name} must be one of ${words.join(', ')}, not ${JSON.stringify(value)}.`);
}

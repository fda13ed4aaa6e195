import { effectSentences } from '../../src/results/index.ts';
import type { Effect } from '../../src/results/index.ts';

/** The most characters that pages show of what happens and of who minds: room for many profiles. */
export const AFFECTED_LENGTH_MAX = 4000;

/**
 * What happens, in sentences. Of what is only untidy they say first that nobody minds, for they name a program all the same.
 *
 * @param effects those of a rule, one for each profile in which it is known
 */
export function effectTexts(effects: readonly Effect[]): readonly string[] {
  const [first, ...others] = effectSentences(effects);
  if (first === undefined || effects.some(({ kind }) => kind !== 'untidy')) return effectSentences(effects);
  const where = effects.length === 1 ? 'this profile' : 'these profiles';
  return [`Nobody is known to mind in ${where}: ${first}`, ...others];
}

import { InputError, explanationOf, findRules, readProofs, renderExplanations } from '../../explanation/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { suggestedNames } from '../suggest.ts';

export interface ExplainOptions {
  readonly json?: true;
  readonly color: boolean;
}

/** The name that the JSON form carries. */
const EXPLAIN_SCHEMA = 'urn:zbootkit:explain:v1';

/**
 * Says all that is known of some rules, named by ids or names.
 *
 * @throws InputError with the nearest rules when there is no such rule
 * @throws UsageError where a word is what a defect is called
 */
export async function explain(words: readonly string[], options: ExplainOptions, io: Io): Promise<ExitCode> {
  const found = await rulesOf(words);
  const proofs = readProofs();
  const rules = found.map((rule) => explanationOf(rule, proofs));
  io.out(
    options.json === true
      ? `${JSON.stringify({ schema: EXPLAIN_SCHEMA, rules }, null, 2)}\n`
      : renderExplanations(rules, { width: io.columns, colour: colourOf(io, options) }),
  );
  return EXIT.conformant;
}

async function rulesOf(words: readonly string[]): Promise<ReturnType<typeof findRules>> {
  try {
    return findRules(words, suggestedNames);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const defect = await defectIn(words);
    if (defect === undefined) throw cause;
    throw new UsageError(
      `"${defect}" is a defect and not a rule; the report says below it what would fix it and which rules it breaks, ` +
        'and explain takes ids and names of rules; zbootkit rules lists them all.',
      { cause },
    );
  }
}

/** The first word that reports call a defect by. What defects there are is known to what runs campaigns, which takes time to load. */
async function defectIn(words: readonly string[]): Promise<string | undefined> {
  const { DEFECT_IDS } = await import('../../campaign/index.ts');
  const isPart = (part: string): boolean => DEFECT_IDS.includes(part.toLowerCase()) || isRule(part);
  return words.find((word) => !isRule(word) && word.split('+').every(isPart));
}

function isRule(word: string): boolean {
  try {
    return findRules([word]).length > 0;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return false;
  }
}

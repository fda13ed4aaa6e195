import { explanationOf, findRules, readProofs, renderExplanations } from '../../explanation/index.ts';
import { EXIT } from '../exit.ts';
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
 */
export function explain(words: readonly string[], options: ExplainOptions, io: Io): ExitCode {
  const found = findRules(words, suggestedNames);
  const proofs = readProofs();
  const rules = found.map((rule) => explanationOf(rule, proofs));
  io.out(
    options.json === true
      ? `${JSON.stringify({ schema: EXPLAIN_SCHEMA, rules }, null, 2)}\n`
      : renderExplanations(rules, { width: io.columns, colour: colourOf(io, options) }),
  );
  return EXIT.conformant;
}

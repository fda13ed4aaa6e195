import { ROSTER } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { ruleDocument, renderRules, selectedRules } from '../../explanation/index.ts';
import type { RuleFilter } from '../../explanation/index.ts';

export interface RulesOptions extends Omit<RuleFilter, 'globs'> {
  readonly json?: true;
  readonly color: boolean;
}

/** The name that the JSON form carries. */
const RULES_SCHEMA = 'urn:zbootkit:rules:v1';

/**
 * Lists the rules that the filters let through: what is built, what is still to come, and the level in every profile.
 *
 * @throws InputError when no rule is meant
 */
export function rules(globs: readonly string[], options: RulesOptions, io: Io): ExitCode {
  const ids = selectedRules({ ...options, globs });
  io.out(options.json === true ? asJson(ids) : asTable(ids, options, io));
  return EXIT.conformant;
}

function asJson(ids: readonly RuleId[]): string {
  const list = ids.map(ruleDocument);
  const built = list.filter(({ state }) => state === 'built').length;
  const counts = { built, planned: list.length - built, total: list.length, catalogue: ROSTER.length };
  return `${JSON.stringify({ schema: RULES_SCHEMA, ...counts, rules: list }, null, 2)}\n`;
}

function asTable(ids: readonly RuleId[], { profile, color }: RulesOptions, io: Io): string {
  // What goes to another program stays one line for each rule, whatever a terminal would hold.
  const width = io.outIsTerminal ? io.columns : Infinity;
  return renderRules(ids, { width, colour: colourOf(io, { color }), ...(profile === undefined ? {} : { profile }) });
}

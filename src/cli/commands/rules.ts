import { RULES } from '../../../properties/index.ts';
import type { Rule } from '../../../properties/index.ts';
import { renderRules, ruleDocument, selectedRules } from '../../explanation/index.ts';
import type { RuleFilter } from '../../explanation/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';

export interface RulesOptions extends Omit<RuleFilter, 'globs'> {
  readonly json?: true;
  readonly color: boolean;
}

/** The name that the JSON form carries. */
const RULES_SCHEMA = 'urn:zbootkit:rules:v1';

/**
 * Lists the rules that the filters let through, with their levels.
 *
 * @throws InputError when no rule matches
 */
export function rules(globs: readonly string[], options: RulesOptions, io: Io): ExitCode {
  const listed = selectedRules({ ...options, globs });
  io.out(options.json === true ? asJson(listed) : asTable(listed, options, io));
  return EXIT.conformant;
}

function asJson(listed: readonly Rule[]): string {
  const counts = { total: listed.length, catalogue: RULES.length };
  return `${JSON.stringify({ schema: RULES_SCHEMA, ...counts, rules: listed.map(ruleDocument) }, null, 2)}\n`;
}

function asTable(listed: readonly Rule[], { profile, color }: RulesOptions, io: Io): string {
  // What goes to another program stays one line for each rule, whatever a terminal would hold.
  const width = io.outIsTerminal ? io.columns : Infinity;
  return renderRules(listed, { width, colour: colourOf(io, { color }), ...(profile === undefined ? {} : { profile }) });
}

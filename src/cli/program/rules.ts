import { Option } from 'commander';
import type { Command } from 'commander';
import type { RulesOptions } from '../commands/rules.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { collect, profileName } from '../options.ts';
import type { Settle } from './shared.ts';

const RULES_EXAMPLES = `
Examples:
  zbootkit rules
  zbootkit rules 'PE-SEC-*' 'PE-LAF-*'
  zbootkit rules --profile shim --level error
  zbootkit rules --scope append --group PR-ZB
  zbootkit rules --json | jq '.rules[] | select(.severity == "rejected") | .id'

Exit status: 0 done, 2 no rule matches. Filters of different kinds have to
let a rule through together. A terminal gets lines that fit, a pipe one line
for each rule.
`;

/** `rules`: the catalogue. */
export function addRules(program: Command, io: Io, settle: Settle): void {
  program
    .command('rules')
    .summary('list the catalogue of rules')
    .description('Lists the rules with their levels in every profile: all of them, or those that match the filters.')
    .argument('[glob...]', 'ids with * for any characters, such as PE-SEC-*')
    .addOption(
      new Option('--group <prefix>', 'rules whose ids start with this, such as PE-SEC; repeatable')
        .default([], 'all')
        .argParser(collect),
    )
    .addOption(new Option('--profile <name>', 'rules that this profile judges by').argParser(profileName))
    .addOption(
      new Option('--level <level>', 'rules of this level, in the profile or in any').choices([
        'error',
        'warning',
        'info',
      ]),
    )
    .addOption(
      new Option('--scope <scope>', 'rules that judge an image, an append, or how a rewriter behaved').choices([
        'image',
        'append',
        'call',
      ]),
    )
    .option('--json', 'print the rules with all their texts as JSON')
    .option('--no-color', 'no colours')
    .addHelpText('after', notes(io, RULES_EXAMPLES))
    .action(async (globs: string[], options: RulesOptions) => {
      const { rules } = await import('../commands/rules.ts');
      settle(rules(globs, options, io));
    });
}

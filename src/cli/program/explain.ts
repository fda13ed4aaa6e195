import type { Command } from 'commander';
import type { ExplainOptions } from '../commands/explain.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import type { Settle } from './shared.ts';

const EXPLAIN_EXAMPLES = `
Examples:
  zbootkit explain PE-SEC-014
  zbootkit explain va-adjacent pr-zb-003
  zbootkit explain PE-SEC-014 --json | jq '.rules[0].enforcedBy'

Exit status: 0 done, 2 there is no such rule.
`;

/** `explain`: all about one rule. */
export function addExplain(program: Command, io: Io, settle: Settle): void {
  program
    .command('explain')
    .summary('say all that is known about a rule')
    .description(
      'Says what a rule wants and why, how much it matters to whom, who enforces it and where, what breaks it, on what ' +
        'the sources disagree, and what proves that the rule can fail.',
    )
    .argument('<rule...>', 'ids or names of rules, in any case')
    .option('--json', 'print the rules with all their texts and proofs as JSON')
    .option('--no-color', 'no colours')
    .addHelpText('after', notes(io, EXPLAIN_EXAMPLES))
    .action(async (words: string[], options: ExplainOptions) => {
      const { explain } = await import('../commands/explain.ts');
      settle(await explain(words, options, io));
    });
}

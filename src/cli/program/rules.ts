import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { Settle } from './shared.ts';

/** `rules`: the catalogue. */
export function addRules(program: Command, io: Io, settle: Settle): void {
  program
    .command('rules')
    .summary('list the catalogue of rules')
    .option('--json', 'print the catalogue as JSON')
    .action(async (options: { json?: true }) => {
      const { rules } = await import('../commands/rules.ts');
      settle(rules(options, io));
    });
}

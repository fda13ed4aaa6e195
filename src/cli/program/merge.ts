import type { Command } from 'commander';
import type { MergeOptions } from '../commands/merge.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { addReport, addTimes, toolOption } from './shared.ts';
import type { Settle } from './shared.ts';

const NOTES = `
Shards are merged in any order and grouping. While some are missing, their numbers are printed, the folder gets a shard.json
of what is there, and the status is 3. Once all are there, what failed is shrunk, which runs the rewriter again, with the
limits that the shards were run with; then the report is written that one run of all cases would have written, and the status
is that of verify.
`;

/**
 * `merge`: the shards of a run.
 *
 * @param argv all arguments, for the parser does not tell which of them came after `--`
 */
export function addMerge(program: Command, io: Io, settle: Settle, argv: readonly string[]): void {
  const merging = program
    .command('merge')
    .summary('put the shards of a run together and write its report')
    .description(
      'Merges what "zbootkit verify --shard" wrote. Shards of a command need the same command after --: one that ' +
        'a shard names is never run by itself. If --tool was used, use it again.',
    )
    .argument('<shard...>', 'report folders or shard documents, then -- and the command that was judged');
  addReport(addTimes(merging.addOption(toolOption())))
    .addHelpText('after', notes(io, NOTES))
    .action(async (words: string[], options: MergeOptions) => {
      const border = argv.indexOf('--');
      const paths = border < 0 ? words.length : words.length - (argv.length - border - 1);
      const { merge } = await import('../commands/merge.ts');
      settle(await merge(words.slice(0, paths), words.slice(paths), options, io));
    });
}

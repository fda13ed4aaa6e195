import { Option } from 'commander';
import type { Command } from 'commander';
import type { CompareOptions } from '../commands/compare.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { COMPARISON_FORMAT_NAMES } from '../options.ts';
import type { Settle } from './shared.ts';

const EXAMPLES = `
Examples:
  zbootkit compare objcopy/ llvm-objcopy/ ukify/ --output comparison.html
  zbootkit compare before/report.json after/report.json --format markdown

Exit status: 0 written, 2 usage, or a report that cannot be read. What the
reports say does not change it.
`;

/** `compare`: several reports side by side. */
export function addCompare(program: Command, io: Io, settle: Settle): void {
  program
    .command('compare')
    .summary('put reports side by side')
    .description(
      'Puts reports of "zbootkit verify" or "zbootkit merge" side by side: which subject has which defect and breaks ' +
        'which rule, and what has changed since the version before of the same subject. Nothing is run or judged again.',
    )
    .argument('<report...>', 'two reports or more: report.json, or the folder that holds it')
    .addOption(new Option('--format <format>', 'format of the output').choices(COMPARISON_FORMAT_NAMES).default('html'))
    .option('--output <file>', 'write to this file instead of standard output')
    .addHelpText('after', notes(io, EXAMPLES))
    .action(async (paths: string[], options: CompareOptions) => {
      const { compare } = await import('../commands/compare.ts');
      settle(await compare(paths, options, io));
    });
}

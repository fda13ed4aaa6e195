import { Option } from 'commander';
import type { Command } from 'commander';
import type { ReportOptions } from '../commands/report.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { FORMAT_NAMES } from '../options.ts';
import type { Settle } from './shared.ts';

const EXAMPLES = `
Examples:
  zbootkit report zbootkit-report --format html --output report.html
  zbootkit report zbootkit-report/report.json --format junit > junit.xml
  zbootkit check vmlinuz.efi --json | zbootkit report - --format markdown

Exit status: 0 written, 2 usage, or a report that cannot be read. What the
report says does not change it.
`;

/** `report`: another form of a report that is there. */
export function addReportCommand(program: Command, io: Io, settle: Settle): void {
  program
    .command('report')
    .summary('turn a saved report into another format')
    .description(
      'Turns the report of "zbootkit verify" or "zbootkit merge", or what "zbootkit check --json" wrote, into another ' +
        'format. Nothing is run or judged again.',
    )
    .argument(
      '<report>',
      'report.json or the folder that holds it, or the output of check --json; "-" for standard input',
    )
    .addOption(new Option('--format <format>', 'format of the output').choices(FORMAT_NAMES).default('text'))
    .option('--output <file>', 'write to this file instead of standard output')
    .addHelpText('after', notes(io, EXAMPLES))
    .action(async (path: string, options: ReportOptions) => {
      const { report } = await import('../commands/report.ts');
      settle(await report(path, options, io));
    });
}

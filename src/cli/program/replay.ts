import type { Command } from 'commander';
import type { ReplayOptions } from '../commands/replay.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { REPORT_FOLDER, harnessOption, memoryLimitOption, outputLimitOption, timeLimitOption } from './shared.ts';
import type { Settle } from './shared.ts';

const EXAMPLES = `
Examples:
  zbootkit replay report/cases/grid-0-PR-ZB-003 -- ./append {in} {section} {out}
  zbootkit replay all --stored-command

Exit status: 0 no rule of level error fails any more, 1 one does, 2 usage, 3 a
call could not be made or a checker broke, 4 a rule that failed had nothing to
judge this time, 130 interrupted.
`;

/** `replay`: stored cases. */
export function addReplay(program: Command, io: Io, settle: Settle): void {
  program
    .command('replay')
    .summary('run stored cases again')
    .description(
      'Runs a case folder, or all cases of the last report, against the command after --, or against the builtin ' +
        'rewriter if that was judged. A command that a case folder names is shown, and run with --stored-command only: ' +
        'with your rights, in the current folder.',
    )
    .argument('<case>', 'a case folder, or "all"')
    .argument('[command...]', 'another rewriter, after --')
    .option('--stored-command', 'run the command that the case folder names')
    .option('--out <folder>', 'the report folder that "all" looks in', REPORT_FOLDER)
    .addOption(timeLimitOption())
    .addOption(outputLimitOption())
    .addOption(harnessOption())
    .addOption(memoryLimitOption())
    .addHelpText('after', notes(io, EXAMPLES))
    .action(async (target: string, command: string[], options: ReplayOptions) => {
      const { replay } = await import('../commands/replay.ts');
      settle(await replay(target, command, options, io));
    });
}

import type { Command } from 'commander';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { Io } from '../io.ts';
import { harnessOption, memoryLimitOption, outputLimitOption, timeLimitOption, toolOption } from './shared.ts';
import type { Settle } from './shared.ts';

/** `doctor`: what is there to work with. */
export function addDoctor(program: Command, io: Io, settle: Settle): void {
  program
    .command('doctor')
    .summary('show which tools are installed, and whether a rewriter answers')
    .description(
      'Prints versions, looks for tools, and asks a rewriter, the builtin one by default, for an append to three plain ' +
        'images, as verify does first. Nothing is judged. Exit status 3 when no output came of any.',
    )
    .argument('[command...]', 'the rewriter to try, after --')
    .addOption(toolOption())
    .addOption(timeLimitOption())
    .addOption(outputLimitOption())
    .addOption(harnessOption())
    .addOption(memoryLimitOption())
    .action(async (command: string[], options: DoctorOptions) => {
      const { doctor } = await import('../commands/doctor.ts');
      settle(await doctor(command, options, io));
    });
}

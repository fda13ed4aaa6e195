import type { Command } from 'commander';
import type { AppendOptions } from '../commands/append.ts';
import type { Io } from '../io.ts';
import { characteristicsOption, nameOption } from './shared.ts';
import type { Settle } from './shared.ts';

/** `append`: the rewriter. */
export function addAppend(program: Command, io: Io, settle: Settle): void {
  program
    .command('append')
    .summary('append a section to a zboot image')
    .description(
      'Appends the content as a new section and keeps the zboot header true. Refuses, with exit status 1 and no ' +
        'output, what it cannot do without harm.',
    )
    .argument('<image>', 'the image to append to; it is only read')
    .argument('<content>', "the file with the new section's content")
    .argument('<output>', 'where the new image goes; may be the image itself')
    .addOption(nameOption())
    .addOption(characteristicsOption())
    .option('--quiet', 'say nothing on success')
    .action(async (image: string, content: string, output: string, options: AppendOptions) => {
      const { append } = await import('../commands/append.ts');
      settle(await append(image, content, output, options, io));
    });
}

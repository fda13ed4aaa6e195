import { Option } from 'commander';
import type { Command } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import { UsageError } from '../exit.ts';
import type { Io } from '../io.ts';
import { profileName } from '../options.ts';
import { sectionOption } from '../section-option.ts';
import { characteristicsOption, nameOption } from './shared.ts';
import type { Settle } from './shared.ts';

/** `check`: real images. */
export function addCheck(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('check')
    .summary('judge images, or the outcome of one append')
    .description(
      'Judges images on disk. With --against and --content or --section it judges an image as the outcome of ' +
        'appending those sections to that original.',
    )
    .argument('<image...>', 'the images to judge')
    .addOption(
      new Option('--profile <name>', 'whose eyes judge (default: zboot for a zboot image, else edk2)').argParser(
        profileName,
      ),
    )
    .option('--against <original>', 'the image before the append')
    .option('--content <file>', 'the content that was appended, unless --section names all')
    .addOption(nameOption())
    .addOption(
      new Option('--section <name=file>', 'one more appended section, in the order given; repeatable')
        .default([], 'none')
        .argParser(sectionOption),
    )
    .addOption(characteristicsOption())
    .option('--json', 'print the findings as JSON')
    .option('--quiet', 'print the verdict and the names of broken rules only')
    .option('--verbose', 'print remarks and the reasons of skipped rules too')
    .option('--no-color', 'no colours');
  command.action(async (images: string[], options: CheckOptions) => {
    const named = command.getOptionValueSource('name') === 'cli';
    if (named && options.content === undefined && options.section.length > 0) {
      throw new UsageError('--name names the section of --content, and there is none; --section has names of its own.');
    }
    const { check } = await import('../commands/check.ts');
    settle(await check(images, options, io));
  });
}

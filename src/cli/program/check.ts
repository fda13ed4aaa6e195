import { Option } from 'commander';
import type { Command } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import { UsageError } from '../exit.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { sectionOption } from '../section-option.ts';
import { profileNames } from './profiles.ts';
import { characteristicsOption, ciOption, nameOption, reportOption } from './shared.ts';
import type { Settle } from './shared.ts';

const CHECK_EXAMPLES = `
Examples:
  zbootkit check vmlinuz.efi
  zbootkit check /boot --quiet
  zbootkit check vmlinuz.efi --profile shim --profile uefi-ca
  zbootkit check out.efi --against vmlinuz.efi --content prog.bpf
  zbootkit check vmlinuz.efi --fail-on warning --json > findings.json
  curl -sL https://example.org/vmlinuz.efi | zbootkit check -

Exit status: 0 no rule of the level of --fail-on is broken, 1 one is, 2 usage or
a file that cannot be read (it is named, in the JSON under unjudged, and the
others are judged), 3 a checker broke, 4 an image was not verified, or no rule
was exercised on it. --against judges the append: what the original breaks too
is named and changes no status.
`;

/** `check`: real images. */
export function addCheck(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('check')
    .summary('judge images, or the result of one append')
    .description(
      'Judges images on disk. With --against and --content or --section it judges an image as the result of ' +
        'appending those sections to that original. Files are read where a rule looks, whatever their length.',
    )
    .argument(
      '<image...>',
      'the images to judge; a folder stands for every file in and below it that starts with MZ or is called .efi, "-" for standard input',
    )
    .addOption(
      new Option('--profile <name>', 'profile to judge by; repeatable; "all" for every one')
        .default([], 'zboot for a zboot image, else edk2')
        .argParser(profileNames),
    )
    .addOption(
      new Option('--fail-on <level>', 'lowest level that fails with exit status 1')
        .choices(['error', 'warning'])
        .default('error'),
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
    .addOption(reportOption())
    .addOption(ciOption())
    .option('--json', 'print the findings as JSON')
    .option('--quiet', 'print the verdict and the names of broken rules only')
    .option('--verbose', 'print remarks, who enforces each broken rule, and the reasons of skipped rules too')
    .option('--no-color', 'no colours')
    .addHelpText('after', notes(io, CHECK_EXAMPLES));
  command.action(async (images: string[], options: CheckOptions) => {
    const named = command.getOptionValueSource('name') === 'cli';
    if (named && options.content === undefined && options.section.length > 0) {
      throw new UsageError(
        '--name names the section of --content, but none was given; --section carries its own name.',
      );
    }
    const { check } = await import('../commands/check.ts');
    settle(await check(images, options, io));
  });
}

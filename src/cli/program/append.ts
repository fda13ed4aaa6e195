import { Option } from 'commander';
import type { Command } from 'commander';
import type { AppendOptions } from '../commands/append.ts';
import { UsageError } from '../exit.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { sectionOption } from '../section-option.ts';
import { characteristicsOption, nameOption } from './shared.ts';
import type { Settle } from './shared.ts';

const EXAMPLES = `
Examples:
  zbootkit append vmlinuz.efi prog.bpf out.efi
  zbootkit append vmlinuz.efi sbat.csv out.efi --name .sbat
  zbootkit append vmlinuz.efi out.efi --section .bpf=a.bpf --section .cfg=b.cfg
  zbootkit append vmlinuz.efi prog.bpf out.efi --dry-run
  make-prog | zbootkit append vmlinuz.efi - vmlinuz.efi

Exit status: 0 done, 1 refused, 2 usage or a file that cannot be read or
written, 3 internal error, 130 interrupted. A failed call leaves
no trace.
`;

/** `append`: the rewriter. */
export function addAppend(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('append')
    .summary('append sections to a zboot image')
    .usage('[options] <image> [content] <output>')
    .description(
      'Appends contents as new sections and keeps the zboot header and every other file offset true. Refuses, with ' +
        'exit status 1 and no output, what it cannot do without harm.',
    )
    .argument('<image>', 'the image to append to (only read)')
    .argument(
      '<files...>',
      'the content of the new section, "-" for standard input (optional with --section), and then the output, which ' +
        'may be the image itself',
    )
    .addOption(nameOption())
    .addOption(
      new Option('--section <name=file>', 'one more section, in the order given; repeatable')
        .default([], 'none')
        .argParser(sectionOption),
    )
    .addOption(characteristicsOption())
    .option('--strip-signature', 'remove the signature of a signed image instead of refusing it')
    .option('--any-pe', 'accept any PE image, not only zboot images')
    .option('--keep-overlay-offset', 'refuse an image whose overlay would move')
    .option(
      '--force',
      'replace an output that looks like a mistake: a content, or a file that is not an image while a content is one',
    )
    .option('--dry-run', 'write nothing; print what would move and which fields would change')
    .option('--json', 'print the outcome as JSON')
    .option('--quiet', 'say nothing on success')
    .addHelpText('after', notes(io, EXAMPLES));
  command.action(async (image: string, files: readonly string[], options: AppendOptions) => {
    const { append, appendCall } = await import('../commands/append.ts');
    const name = command.getOptionValueSource('name') === 'cli' ? 'given' : 'default';
    const call = appendCall(image, files, options, name);
    if (typeof call === 'string') throw new UsageError(`${call} (zbootkit append --help shows how)`);
    settle(await append(call, options, io));
  });
}

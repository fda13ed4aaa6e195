import { Option } from 'commander';
import type { Command } from 'commander';
import type { GenerateOptions } from '../commands/generate/options.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { collect, wholeNumber } from '../options.ts';
import { DEFAULT_SEED, U32_MAX } from './shared.ts';
import type { Settle } from './shared.ts';

/** Names of the kinds of kernels; a test keeps them equal to those of the generators, which load only when needed. */
const KERNELS = ['arm64-6.1', 'arm64-6.12', 'arm64-bti', 'riscv64', 'loongarch64', 'sbat'];

const GENERATE_EXAMPLES = `
Examples:
  zbootkit generate --seed 7 --count 500 --pairs --out fixtures
  zbootkit generate --feature signed --feature=-overlay --out signed
  zbootkit generate --profile-kernel arm64-bti --out kernels
  zbootkit generate --plan 'machine=arm64 overlay=13' --out one
  zbootkit generate --hostile --count 1000 --tar --out hostile.tar
  zbootkit generate --check fixtures/manifest.json

Exit status: 0 done, 2 usage, files that cannot be written or a check that
finds something, 130 interrupted.
`;

/** Which images `generate` makes. */
function recipeOptions(): readonly Option[] {
  return [
    new Option('--seed <seed>', 'seed of the images').default(DEFAULT_SEED).argParser(wholeNumber(0, U32_MAX)),
    new Option('--count <count>', 'number of images').default(10).argParser(wholeNumber(1, 100_000)),
    new Option('--feature <name>', 'only images with this feature, or without it for -name; repeatable')
      .default([], 'all')
      .argParser(collect),
    new Option('--profile-kernel <name>', 'only images like those of this kind of kernel').choices(KERNELS),
    new Option('--plan <text>', 'one image from key=value ..., from JSON, or from @file with either').conflicts([
      'seed',
      'count',
      'feature',
      'profileKernel',
      'hostile',
    ]),
    new Option('--hostile', 'images with edited headers, cut short or spliced; nothing may crash on them').conflicts([
      'feature',
      'profileKernel',
    ]),
    new Option('--pairs', 'also the content to append to each image and the result'),
  ];
}

/** `generate`: fixtures. */
export function addGenerate(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('generate')
    .summary('write generated images and a manifest')
    .description(
      'Writes images, a manifest that says what a correct reader finds in each, and checksums. The same call writes the ' +
        'same bytes. All files are put into place at once, or none.',
    )
    .option('--out <folder>', 'a new or empty folder, or with --tar an archive');
  const recipe = recipeOptions();
  for (const option of recipe) command.addOption(option);
  command
    .option('--tar', 'write one archive in the ustar format')
    .option('--force', 'replace what is there under the same names, and what an earlier call wrote')
    .addOption(
      new Option('--check <manifest>', 'write nothing; check the files of a manifest.json').conflicts([
        ...recipe.map((option) => option.attributeName()),
        'out',
        'tar',
        'force',
      ]),
    )
    .option('--quiet', 'say nothing on success')
    .option('--no-color', 'no colours')
    .addHelpText('after', notes(io, GENERATE_EXAMPLES))
    .action(async (options: GenerateOptions) => {
      if (options.out === undefined && options.check === undefined) {
        command.error("error: required option '--out <folder>' not specified");
      }
      const { generate } = await import('../commands/generate.ts');
      settle(await generate(options.out ?? '', options, io));
    });
}

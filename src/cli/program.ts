import { Option } from 'commander';
import type { Command } from 'commander';
import type { AppendOptions } from './commands/append.ts';
import type { CheckOptions } from './commands/check.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { VerifyOptions } from './commands/verify.ts';
import type { ExitCode } from './exit.ts';
import type { GenerateOptions } from './generate/options.ts';
import type { Io } from './io.ts';
import { DEFAULT_TIME_LIMIT_MS, collect, duration, profileName, wholeNumber } from './options.ts';

type Settle = (code: ExitCode) => void;

/** Cases of a run that says nothing else: a few seconds for the builtin rewriter. */
const DEFAULT_RUNS = 3000;
const DEFAULT_SEED = 1;
/** Names of the kernel profiles; a test keeps them equal to those of the generators, which load only when needed. */
const KERNELS = ['arm64-6.1', 'arm64-6.12', 'arm64-bti', 'riscv64', 'loongarch64', 'sbat'];
const REPORT_FOLDER = 'zbootkit-report';
/** IMAGE_SCN_CNT_INITIALIZED_DATA and IMAGE_SCN_MEM_READ. [PE format, Section Flags] */
const DEFAULT_CHARACTERISTICS = 0x40000040;
const U32_MAX = 0xffffffff;

function nameOption(): Option {
  return new Option('--name <name>', 'name of the section').default('.bpf');
}

function characteristicsOption(): Option {
  return new Option('--characteristics <flags>', 'flags of the section')
    .default(DEFAULT_CHARACTERISTICS, '0x40000040')
    .argParser(wholeNumber(0, U32_MAX));
}

function timeLimitOption(): Option {
  return new Option('--time-limit <duration>', 'end a call of the command after this time')
    .default(DEFAULT_TIME_LIMIT_MS, '10s')
    .argParser(duration);
}

/** `verify`: the campaign. */
export function addVerify(program: Command, io: Io, settle: Settle): void {
  program
    .command('verify')
    .summary('run the campaign against a rewriter, the builtin one by default')
    .description(
      'Runs a rewriter over generated images and judges what it did by every rule. Give a command after --, with ' +
        '{in}, {out} and {section} for its files, and with {name} and {characteristics} if it can be told the name and ' +
        'the flags of the section. No shell is involved.',
    )
    .argument('[command...]', 'the rewriter to judge, after --')
    .addOption(new Option('--runs <count>', 'number of random cases').default(DEFAULT_RUNS).argParser(wholeNumber(1)))
    .option('--no-grid', 'leave out the exhaustive grid that comes before the random cases')
    .addOption(
      new Option('--seed <seed>', 'seed of the cases').default(DEFAULT_SEED).argParser(wholeNumber(0, U32_MAX)),
    )
    .addOption(new Option('--max-time <duration>', 'stop after this time, such as 10m').argParser(duration))
    .addOption(timeLimitOption())
    .addOption(
      new Option('--jobs <count>', 'calls of a command at a time (default: processors)').argParser(wholeNumber(1, 256)),
    )
    .addOption(new Option('--profile <name>', 'whose eyes judge').default('zboot').argParser(profileName))
    .addOption(new Option('--rule <glob>', 'judge these rules only; repeatable').default([], 'all').argParser(collect))
    .addOption(
      new Option('--exclude-rule <glob>', 'leave these rules out; repeatable').default([], 'none').argParser(collect),
    )
    .option('--out <folder>', 'folder for the report and the failing cases', REPORT_FOLDER)
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the outcome and the names of broken rules only')
    .option('--no-color', 'no colours')
    .action(async (command: string[], options: VerifyOptions) => {
      const { verify } = await import('./commands/verify.ts');
      settle(await verify(command, options, io));
    });
}

/** `check`: real images. */
export function addCheck(program: Command, io: Io, settle: Settle): void {
  program
    .command('check')
    .summary('judge images, or the outcome of one append')
    .description(
      'Judges images on disk. With --against and --content it judges an image as the outcome of appending that ' +
        'content to that original.',
    )
    .argument('<image...>', 'the images to judge')
    .addOption(
      new Option('--profile <name>', 'whose eyes judge (default: zboot for a zboot image, else edk2)').argParser(
        profileName,
      ),
    )
    .option('--against <original>', 'the image before the append')
    .option('--content <file>', 'the content that was appended')
    .addOption(nameOption())
    .addOption(characteristicsOption())
    .option('--json', 'print the findings as JSON')
    .option('--quiet', 'print the verdict and the names of broken rules only')
    .option('--verbose', 'print remarks and the reasons of skipped rules too')
    .option('--no-color', 'no colours')
    .action(async (images: string[], options: CheckOptions) => {
      const { check } = await import('./commands/check.ts');
      settle(await check(images, options, io));
    });
}

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
      const { append } = await import('./commands/append.ts');
      settle(await append(image, content, output, options, io));
    });
}

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
    new Option('--pairs', 'also the content to append to each image and what comes of it'),
  ];
}

/** `generate`: fixtures. */
export function addGenerate(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('generate')
    .summary('write generated images and a manifest')
    .description(
      'Writes images, a manifest that says what a correct reader finds in each, and checksums. The same call writes the ' +
        'same bytes. Everything is put into place at once, or nothing is.',
    )
    .option('--out <folder>', 'a new or empty folder, or with --tar an archive');
  const recipe = recipeOptions();
  for (const option of recipe) command.addOption(option);
  command
    .option('--tar', 'write one archive in the ustar format')
    .option('--force', 'replace what an earlier call wrote there')
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
    .addHelpText('after', GENERATE_EXAMPLES)
    .action(async (options: GenerateOptions) => {
      if (options.out === undefined && options.check === undefined) {
        command.error("error: required option '--out <folder>' not specified");
      }
      const { generate } = await import('./commands/generate.ts');
      settle(await generate(options.out ?? '', options, io));
    });
}

/** `replay`: stored cases. */
export function addReplay(program: Command, io: Io, settle: Settle): void {
  program
    .command('replay')
    .summary('run stored cases again')
    .description('Runs a case folder, or all cases of the last report, against their subject or the command after --.')
    .argument('<case>', 'a case folder, or "all"')
    .argument('[command...]', 'another rewriter, after --')
    .option('--out <folder>', 'the report folder that "all" looks in', REPORT_FOLDER)
    .addOption(timeLimitOption())
    .action(async (target: string, command: string[], options: ReplayOptions) => {
      const { replay } = await import('./commands/replay.ts');
      settle(await replay(target, command, options, io));
    });
}

/** `rules`: the catalogue. */
export function addRules(program: Command, io: Io, settle: Settle): void {
  program
    .command('rules')
    .summary('list the catalogue of rules')
    .option('--json', 'print the catalogue as JSON')
    .action(async (options: { json?: true }) => {
      const { rules } = await import('./commands/rules.ts');
      settle(rules(options, io));
    });
}

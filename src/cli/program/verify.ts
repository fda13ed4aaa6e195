import { Option } from 'commander';
import type { Command } from 'commander';
import type { VerifyOptions } from '../commands/verify.ts';
import type { Io } from '../io.ts';
import { collect, duration, durationOrNone, profileName, wholeNumber } from '../options.ts';
import {
  DEFAULT_SEED,
  REPORT_FOLDER,
  U32_MAX,
  harnessOption,
  memoryLimitOption,
  outputLimitOption,
  timeLimitOption,
  toolOption,
} from './shared.ts';
import type { Settle } from './shared.ts';

/** Cases of a run that says nothing else: a few seconds for the builtin rewriter. */
const DEFAULT_RUNS = 3000;

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
    .option('--random-only', 'run the random cases alone, as --no-grid and all its like together')
    .option('--no-grid', 'leave out the exhaustive grid that comes before the random cases')
    .option('--no-extremes', 'leave out the images at the ends of what images can be')
    .option('--no-foreign', 'leave out images that are no zboot images, which a rewriter may refuse')
    .option('--no-hostile', 'leave out images that break the format, which every rewriter has to survive')
    .addOption(
      new Option('--seed <seed>', 'seed of the cases').default(DEFAULT_SEED).argParser(wholeNumber(0, U32_MAX)),
    )
    .addOption(new Option('--max-time <duration>', 'stop after this time, such as 10m').argParser(duration))
    .addOption(
      new Option('--shrink <duration>', 'look for smaller cases no longer than this; "none" not at all').argParser(
        durationOrNone,
      ),
    )
    .addOption(timeLimitOption())
    .addOption(outputLimitOption())
    .addOption(harnessOption())
    .addOption(memoryLimitOption())
    .addOption(
      new Option(
        '--jobs <count>',
        'calls of a command, processes of a harness, or threads for the builtin rewriter, at a time (default: processors)',
      ).argParser(wholeNumber(1, 256)),
    )
    .addOption(toolOption())
    .option('--keep-going', 'run the campaign though the rewriter fails on every plain image')
    .option('--any-pe', 'let the builtin rewriter take any PE image')
    .option('--strip-signature', 'let the builtin rewriter remove signatures')
    .addOption(new Option('--profile <name>', 'whose eyes judge').default('zboot').argParser(profileName))
    .addOption(new Option('--rule <glob>', 'judge these rules only; repeatable').default([], 'all').argParser(collect))
    .addOption(
      new Option('--exclude-rule <glob>', 'leave these rules out; repeatable').default([], 'none').argParser(collect),
    )
    .option(
      '--last-failed',
      'run the stored cases of the last report first, and all others when none of them fails any more',
    )
    .option('--baseline <file>', 'known failures, which do not fail the run; what is out of date in it does')
    .option('--write-baseline <file>', 'write what fails as known failures')
    .option('--out <folder>', 'folder for the report and the failing cases', REPORT_FOLDER)
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the outcome, policies of refusal and the names of broken rules only')
    .option('--verbose', 'print the coverage table too, which report.txt has in any case')
    .option('--no-color', 'no colours')
    .action(async (command: string[], options: VerifyOptions) => {
      const { verify } = await import('../commands/verify.ts');
      settle(await verify(command, options, io));
    });
}

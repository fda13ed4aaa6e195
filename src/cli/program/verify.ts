import { Option } from 'commander';
import type { Command } from 'commander';
import type { VerifyOptions } from '../commands/verify.ts';
import type { Io } from '../io.ts';
import { notes } from '../help.ts';
import { collect, profileName, shareOf, wholeNumber } from '../options.ts';
import {
  DEFAULT_SEED,
  U32_MAX,
  addReport,
  addTimes,
  harnessOption,
  memoryLimitOption,
  outputLimitOption,
  timeLimitOption,
  toolOption,
} from './shared.ts';
import type { Settle } from './shared.ts';

/** Cases of a run that says nothing else: a few seconds for the builtin rewriter. */
const DEFAULT_RUNS = 3000;

const SHARDS = `
With --shard nothing is shrunk and there is no report: the folder gets shard.json, with status 0 once the share is whole,
whatever it saw. Each share needs a folder of its own. "zbootkit merge" puts the shards of a run together, shrinks what failed and writes the report that one run
of all cases would have written.
`;

/** Which cases are run. */
function addCases(verify: Command): Command {
  return verify
    .addOption(new Option('--runs <count>', 'number of random cases').default(DEFAULT_RUNS).argParser(wholeNumber(1)))
    .option('--random-only', 'run only the random cases: all of the --no- options below')
    .option('--no-grid', 'leave out the exhaustive grid that comes before the random cases')
    .option('--no-extremes', 'leave out the images at the ends of what images can be')
    .option('--no-foreign', 'leave out images that are not zboot images, which a rewriter may refuse')
    .option('--no-hostile', 'leave out images that break the format, which every rewriter has to survive')
    .addOption(
      new Option('--seed <seed>', 'seed of the cases').default(DEFAULT_SEED).argParser(wholeNumber(0, U32_MAX)),
    )
    .addOption(
      new Option('--shard <i/n>', 'run only the i-th of n shares of the cases, for "zbootkit merge"').argParser(
        shareOf,
      ),
    )
    .option('--last-failed', 'run the stored cases of the last report first, and all others once none of them fails');
}

/** What is judged, and how it is called. */
function addSubject(verify: Command): Command {
  const called = verify
    .addOption(toolOption())
    .addOption(harnessOption())
    .option('--any-pe', 'let the builtin rewriter take any PE image')
    .option('--strip-signature', 'let the builtin rewriter remove signatures')
    .option('--keep-going', 'run the campaign even if the rewriter fails on every plain image')
    .addOption(timeLimitOption())
    .addOption(outputLimitOption())
    .addOption(memoryLimitOption())
    .addOption(
      new Option(
        '--jobs <count>',
        'calls of a command or processes of a harness at a time (default: processors), or threads for the builtin rewriter ' +
          '(default: 1)',
      ).argParser(wholeNumber(1, 256)),
    );
  return addTimes(called);
}

/** By what it is judged. */
function addRules(verify: Command): Command {
  return verify
    .addOption(new Option('--profile <name>', 'profile to judge by').default('zboot').argParser(profileName))
    .addOption(new Option('--rule <glob>', 'judge only these rules; repeatable').default([], 'all').argParser(collect))
    .addOption(
      new Option('--exclude-rule <glob>', 'leave these rules out; repeatable').default([], 'none').argParser(collect),
    );
}

/** `verify`: the campaign. */
export function addVerify(program: Command, io: Io, settle: Settle): void {
  const verifying = program
    .command('verify')
    .summary('run the campaign against a rewriter, the builtin one by default')
    .description(
      'Runs a rewriter over generated images and judges each result by every rule. Give a command after --, with ' +
        '{in}, {out} and {section} for its files, and with {name} and {characteristics} if it can be told the name and ' +
        'the flags of the section. No shell is involved.',
    )
    .argument('[command...]', 'the rewriter to judge, after --');
  addReport(addRules(addSubject(addCases(verifying))))
    .addHelpText('after', notes(io, SHARDS))
    .action(async (command: string[], options: VerifyOptions) => {
      const { verify } = await import('../commands/verify.ts');
      settle(await verify(command, options, io));
    });
}

import { Command } from 'commander';
import { VERSION } from '../results/index.ts';
import { EXIT, UsageError } from './exit.ts';
import type { ExitCode } from './exit.ts';
import { mistakeText, tellFailure } from './failure.ts';
import { stepOptionsIn } from './github-step.ts';
import { HELP_LAYOUT, helpWidth, notes } from './help.ts';
import type { Io } from './io.ts';
import { addAppend } from './program/append.ts';
import { addCheck } from './program/check.ts';
import { addCompare } from './program/compare.ts';
import { addDoctor } from './program/doctor.ts';
import { addExplain } from './program/explain.ts';
import { addExtract } from './program/extract.ts';
import { addGenerate } from './program/generate.ts';
import { addInspect } from './program/inspect.ts';
import { addMerge } from './program/merge.ts';
import { addReplay } from './program/replay.ts';
import { addReportCommand } from './program/report.ts';
import { addRules } from './program/rules.ts';
import { addVerify } from './program/verify.ts';

const EXAMPLES = `
Examples:
  zbootkit verify                                 judge the builtin rewriter
  zbootkit verify -- mytool {in} {section} {out}  judge a command
  zbootkit merge shard-*                          finish a sharded run
  zbootkit check vmlinuz.efi                      judge one image
  zbootkit append vmlinuz.efi prog.bpf out.efi    append it as section .bpf
  zbootkit extract vmlinuz.efi Image              extract the kernel
  zbootkit inspect vmlinuz.efi                    show its layout and headers
  zbootkit explain PE-SEC-014                     say all that is known about it

Exit status: 0 conformant, 1 nonconformant, 2 usage or unreadable input,
3 could not judge, 4 inconclusive, 130 interrupted. With --baseline 0 means as
known, and 1 not as known; a whole --shard ends with 0, whatever it saw.
`;

/** The whole program as a function: tests call it, and the executable only hands it the process. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.conformant;
  const settle = (result: ExitCode): void => {
    code = result;
  };
  const program = new Command('zbootkit')
    .description('Verifies tools that rewrite Linux EFI zboot images, and appends sections to them.')
    .version(VERSION)
    .configureHelp(HELP_LAYOUT)
    .addHelpText('after', notes(io, EXAMPLES))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        io.out(text);
      },
      writeErr: (text) => {
        io.err(text);
      },
      outputError: (text, write) => {
        write(mistakeText(text));
        if (text.includes('unknown option') && lacksDashes(argv)) {
          write(
            `(the command to judge goes after --, as in: zbootkit ${argv[0] ?? ''} -- mytool {in} {section} {out})\n`,
          );
        }
      },
      getOutHelpWidth: () => helpWidth(io),
      getErrHelpWidth: () => helpWidth(io),
    });
  const commands = [
    addVerify,
    addDoctor,
    (to: Command, its: Io, done: typeof settle) => {
      addMerge(to, its, done, argv);
    },
    addCheck,
    addReportCommand,
    addCompare,
    addAppend,
    addExtract,
    addGenerate,
    addInspect,
    addReplay,
    addRules,
    addExplain,
  ];
  for (const add of commands) add(program, io, settle);
  nameHelp(program);
  try {
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return EXIT.usage;
    }
    refuseEmptyCommand(argv);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return tellFailure(error, io, stepOptionsIn(argv));
  }
}

/** Lets a mistake in the arguments end with which help there is, that of the command where one is named. */
function nameHelp(program: Command): void {
  program.showHelpAfterError('(zbootkit --help lists the commands and options)');
  for (const command of program.commands) {
    command.showHelpAfterError(`(zbootkit ${command.name()} --help lists its arguments and options)`);
  }
}

/** Commands that take another one after `--`. */
const TAKE_COMMAND = ['verify', 'doctor', 'merge', 'replay'];

/** Whether a word follows, as of a command, and nothing says where that begins. */
function lacksDashes([verb = '', first = '-', ...rest]: readonly string[]): boolean {
  return TAKE_COMMAND.includes(verb) && !first.startsWith('-') && ![first, ...rest].includes('--');
}

/** Refuses a call in which nothing follows `--`: with a variable that is not set the builtin rewriter would be judged. */
function refuseEmptyCommand(argv: readonly string[]): void {
  if (argv.at(-1) !== '--' || !TAKE_COMMAND.includes(argv[0] ?? '')) return;
  throw new UsageError('No command follows --; give the command to judge, or drop -- for the builtin rewriter.');
}

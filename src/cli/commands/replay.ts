import { join } from 'node:path';
import { SubjectUnavailable, replayCase } from '../../campaign/index.ts';
import type { ReplayCase, Replayed } from '../../campaign/index.ts';
import { commandLine, printable } from '../../page/index.ts';
import { HARNESS_ID, builtinOptions } from '../../subjects/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import { refuseStandardInput } from '../standard-streams.ts';
import { openStop } from '../subject/stop.ts';
import type { Stop } from '../subject/stop.ts';
import { refuseIdleLimit, requireCallable, subjectOf } from '../subject/subject.ts';
import { allCases, readCase } from './replay/stored-cases.ts';
import { answersText, codeOf, countText, doubtText, headingText, rowText, worstOf } from './replay/row.ts';

export interface ReplayOptions {
  readonly out: string;
  readonly timeLimit: number;
  readonly outputLimit?: number;
  /** The command of the call is a harness. */
  readonly harness?: true;
  readonly memoryLimit?: number | 'none';
  /** Consent to run what a case folder names. */
  readonly storedCommand?: true;
}

/**
 * Runs stored cases again, against a command of the call or the subject that they were stored for. A case folder may come
 * from anywhere: the command that it names is run only when the call says so, and shown before that.
 */
export async function replay(
  target: string,
  command: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<ExitCode> {
  refuseStandardInput(target, 'case folder');
  requireCallable(command, options, 'replay <case>');
  const folders = target === 'all' ? await allCases(options.out) : [target];
  const stop = openStop(io);
  const codes: ExitCode[] = [];
  try {
    for (const folder of folders) {
      codes.push(await replayOne(readCase(folder), command, options, { io, stop }));
      if (!stop.interrupted()) continue;
      io.err(`zbootkit: interrupted after ${codes.length - 1} of ${folders.length} cases.\n`);
      return EXIT.interrupted;
    }
  } finally {
    stop.close();
  }
  return worstOf(codes);
}

async function replayOne(
  stored: ReplayCase,
  command: readonly string[],
  options: ReplayOptions,
  { io, stop }: { readonly io: Io; readonly stop: Stop },
): Promise<ExitCode> {
  const { argv, harness } = commandFor(stored, command, options);
  const own = { ...options, ...builtinOptions(stored.subject), ...harness };
  refuseIdleLimit(own);
  const { subject, close } = await subjectOf(argv, own, stop.signal, io);
  io.out(headingText(stored, stored.profile, subject));
  let replayed: Replayed;
  try {
    replayed = await replayCase(stored, subject);
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    if (!stop.interrupted()) io.out(`  could not be run: ${printable(cause.message)}\n`);
    return EXIT.unjudged;
  } finally {
    await close();
  }
  io.out(answersText(replayed, stored));
  for (const rule of replayed.rules) io.out(rowText(rule, stored));
  io.out(countText(replayed.rules, stored));
  io.err(doubtText(stored, replayed.rules) ?? '');
  return worstOf(replayed.rules.map(codeOf));
}

/** A command, and whether it is one of a harness. */
interface Called {
  readonly argv: readonly string[];
  readonly harness: Pick<ReplayOptions, 'harness'>;
}

/** The command that is to be judged, none for the builtin rewriter; one that a case names only with consent. */
function commandFor(stored: ReplayCase, given: readonly string[], options: ReplayOptions): Called {
  if (given.length > 0 && options.storedCommand === true) {
    throw new UsageError('--stored-command and a command after -- cannot be combined; drop one of them.');
  }
  if (given.length > 0) return { argv: given, harness: {} };
  if (stored.command === null) {
    if (builtinOptions(stored.subject) !== null) return { argv: given, harness: {} };
    const named = `${join(stored.folder, 'case.json')}: the case is one of ${stored.subject}, which is not a command`;
    throw new UsageError(printable(`${named}; pass the one to judge after --.`));
  }
  if (options.storedCommand !== true) {
    const named = `${join(stored.folder, 'case.json')} names a command, which is not run without your consent`;
    throw new UsageError(
      `${printable(named)}: ${printable(commandLine(stored.command))}; pass --stored-command to run it, or a command after --.`,
    );
  }
  const harness = stored.subject === HARNESS_ID ? ({ harness: true } as const) : {};
  requireCallable(stored.command, harness, 'replay <case>');
  return { argv: stored.command, harness };
}

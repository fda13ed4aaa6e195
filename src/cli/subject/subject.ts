import type { Rewriter } from '../../contract/index.ts';
import { printable } from '../../page/index.ts';
import { VERSION } from '../../results/index.ts';
import {
  BUILTIN_FLAGS,
  PLACEHOLDERS,
  missingPlaceholders,
  oddPlaceholders,
  openSubject,
} from '../../subjects/index.ts';
import type { BuiltinOptions, SubjectSpec } from '../../subjects/index.ts';
import { UsageError } from '../exit.ts';
import type { Io } from '../io.ts';

/** Folders that could not be removed and are named one by one. */
const LEFTOVERS_LISTED = 3;

/** How a command is called, and what the builtin rewriter may do. */
export interface SubjectOptions extends BuiltinOptions {
  readonly timeLimit: number;
  readonly outputLimit?: number;
  /** The command is a harness, which answers call after call. */
  readonly harness?: true;
  /** The most bytes of memory of each process of a harness. */
  readonly memoryLimit?: number | 'none';
  /** The most processes of a harness at a time. */
  readonly processes?: number;
}

/** A subject, and what its calls leave behind. */
export interface OpenedSubject {
  readonly subject: Rewriter;
  /** Ends what still runs, and says what calls left that could not be removed, for it is nobody's any more. */
  readonly close: () => Promise<void>;
}

/**
 * Refuses a command that cannot be asked for an append.
 *
 * @param verb the command of ours that would run it, for the example
 * @throws UsageError when it lacks a placeholder, or has one although it is a harness
 */
export function requireCallable(
  command: readonly string[],
  { harness }: Pick<SubjectOptions, 'harness'>,
  verb: 'verify' | 'doctor' | 'merge <shard>' | 'replay <case>',
): void {
  const missing = command.length === 0 ? [] : missingPlaceholders(command);
  if (harness === true) {
    if (command.length > 0 && missing.length === 3) return;
    const why =
      command.length === 0 ? 'needs a command after --' : 'takes no placeholders, because it is asked on its stdin';
    throw new UsageError(`A harness ${why}; write, for example: zbootkit ${verb} --harness -- ./my-harness.`);
  }
  if (missing.length === 0) return;
  throw new UsageError(
    `The command lacks ${missing.join(' and ')}; write, for example: zbootkit ${verb} -- mytool {in} {section} {out}.`,
  );
}

/**
 * Refuses options of the builtin rewriter beside a command, which would not hear of them.
 *
 * @throws UsageError naming the first
 */
export function refuseBuiltinFlags(command: readonly string[], options: BuiltinOptions): void {
  if (command.length === 0) return;
  for (const name of ['anyPe', 'stripSignature'] as const) {
    if (options[name] !== true) continue;
    const flag = BUILTIN_FLAGS[name];
    throw new UsageError(
      `${flag} is for the builtin rewriter; leave it out, or give the command its own flag after --.`,
    );
  }
}

/** Refuses a limit that nothing would keep. @throws UsageError where it is not for a harness */
export function refuseIdleLimit({ harness, memoryLimit }: Pick<SubjectOptions, 'harness' | 'memoryLimit'>): void {
  if (memoryLimit === undefined || harness === true) return;
  throw new UsageError('--memory-limit is only for --harness; start a command with "prlimit --data=… --" instead.');
}

/** The subject that the arguments name, in words: a command, a harness, or the builtin rewriter where there is none. */
export function specOf(argv: readonly string[], options: SubjectOptions): SubjectSpec {
  const { timeLimit, outputLimit, memoryLimit, processes, anyPe = false, stripSignature = false } = options;
  if (argv.length === 0) return { kind: 'builtin', options: { anyPe, stripSignature } };
  const limit = outputLimit === undefined ? {} : { outputLimit };
  if (options.harness !== true) return { kind: 'command', argv, timeLimitMs: timeLimit, ...limit };
  const bounds = {
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(processes === undefined ? {} : { processes }),
  };
  return { kind: 'harness', argv, timeLimitMs: timeLimit, ...limit, ...bounds };
}

/**
 * Opens the builtin rewriter, a command or a harness.
 *
 * @param command none for the builtin rewriter
 * @param signal ends calls that are running
 */
export async function subjectOf(
  command: readonly string[],
  options: SubjectOptions,
  signal: AbortSignal,
  io: Io,
): Promise<OpenedSubject> {
  const leftovers: string[] = [];
  const odd = options.harness === true ? [] : oddPlaceholders(command).map(printable);
  if (odd.length > 0) {
    io.err(
      `zbootkit: ${odd.join(' and ')} is not a placeholder and is passed on as it is; there are ${PLACEHOLDERS.join(', ')}.\n`,
    );
  }
  const subject = await openSubject(specOf(command, options), {
    version: VERSION,
    signal,
    onLeftover: (path, reason) => leftovers.push(`${path}: ${reason}`),
    onNote: (note) => {
      io.err(`zbootkit: ${printable(note)}.\n`);
    },
  });
  return {
    subject,
    async close() {
      await subject.close?.();
      for (const each of leftovers.slice(0, LEFTOVERS_LISTED)) io.err(`zbootkit: left behind: ${printable(each)}\n`);
      const more = leftovers.length - LEFTOVERS_LISTED;
      if (more > 0) io.err(`zbootkit: left behind: ${more} more folders\n`);
    },
  };
}

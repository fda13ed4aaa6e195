import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { phrase, placeWords } from '../../../reports/index.ts';
import { CaseFolderError, SubjectUnavailable, readCaseFolder, replayCase } from '../../campaign/index.ts';
import type { ReplayCase, Replayed, ReplayedRule } from '../../campaign/index.ts';
import { namesIn, stateAt } from '../../files/index.ts';
import { commandLine, oneLine, printable } from '../../page/index.ts';
import { readImage } from '../../reader/index.ts';
import { HARNESS_ID, builtinOptions } from '../../subjects/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import { refuseStandardInput } from '../standard-streams.ts';
import { openStop } from '../subject/stop.ts';
import type { Stop } from '../subject/stop.ts';
import { requireCallable, subjectOf } from '../subject/subject.ts';

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

/** Longest name of a case that is shown; ours have some twenty characters. */
const ID_MAX = 100;

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

/** What many answers amount to: what cannot be judged comes before what fails, and that before what says nothing. */
function worstOf(codes: readonly ExitCode[]): ExitCode {
  return [EXIT.unjudged, EXIT.nonconformant, EXIT.inconclusive].find((code) => codes.includes(code)) ?? EXIT.conformant;
}

/** Whether a report folder has cases that can be run again. */
export async function hasCases(out: string): Promise<boolean> {
  const isFolder = (await stateAt(join(out, 'cases')))?.isDirectory() === true;
  return isFolder && (await namesIn(join(out, 'cases'))).length > 0;
}

async function allCases(out: string): Promise<readonly string[]> {
  const parent = join(out, 'cases');
  const names = await namesIn(parent);
  if (names.length === 0)
    throw new UsageError(`${parent}: there are no stored cases; run "zbootkit verify" first or name a folder.`);
  return Promise.all(
    names.map(async (name) => {
      const folder = join(parent, name);
      // One that is named may be a link; one that is found would lead anywhere.
      if ((await lstat(folder)).isSymbolicLink()) throw new UsageError(`${folder}: it is a symbolic link; name it.`);
      return folder;
    }),
  );
}

function readCase(folder: string): ReplayCase {
  try {
    return readCaseFolder(folder);
  } catch (cause) {
    if (cause instanceof CaseFolderError) throw new UsageError(cause.message);
    throw cause;
  }
}

async function replayOne(
  stored: ReplayCase,
  command: readonly string[],
  options: ReplayOptions,
  { io, stop }: { readonly io: Io; readonly stop: Stop },
): Promise<ExitCode> {
  const { argv, harness } = commandFor(stored, command, options);
  const own = { ...options, ...builtinOptions(stored.subject), ...harness };
  const { subject, close } = await subjectOf(argv, own, stop.signal, io);
  const name = subject.command === null ? `${subject.id} ${subject.version}` : printable(commandLine(subject.command));
  io.out(`${printable(oneLine(stored.id, ID_MAX))} · profile ${stored.profile} · ${name}\n`);
  let replayed: Replayed;
  try {
    requireImage(stored);
    replayed = await replayCase(stored, subject);
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    if (!stop.interrupted()) io.out(`  could not be run: ${printable(cause.message)}\n`);
    return EXIT.unjudged;
  } finally {
    await close();
  }
  const { rules } = replayed;
  for (const [position, answer] of [replayed.answer, ...replayed.further].entries()) {
    if (answer.kind === 'rewritten') continue;
    const which = stored.further.length === 0 ? '' : `append ${position + 1} of ${1 + stored.further.length} `;
    io.out(`  ${which}${answer.kind}: ${printable(answer.detail)}\n`);
  }
  const rows = rules.map((rule) => ({ id: rule.id, ...rowOf(rule) }));
  for (const { word, id, text } of rows) io.out(`  ${word.padEnd(7)}  ${id}${text === '' ? '' : `  ${text}`}\n`);
  return worstOf(rows.map(({ code }) => code));
}

/** What a replay says of one rule, and what that means for the exit status. */
interface Row {
  readonly word: 'FAILED' | 'BROKEN' | 'FIXED' | 'SKIPPED';
  readonly text: string;
  readonly code: ExitCode;
}

function rowOf({ level, outcome }: ReplayedRule): Row {
  const ifError = (code: ExitCode): ExitCode => (level === 'error' ? code : EXIT.conformant);
  switch (outcome.kind) {
    case 'broken':
      return { word: 'BROKEN', text: printable(outcome.message), code: EXIT.unjudged };
    case 'failed':
      return { word: 'FAILED', text: failedText(outcome.verdict), code: ifError(EXIT.nonconformant) };
    case 'fixed':
      return { word: 'FIXED', text: '', code: EXIT.conformant };
    case 'skipped':
      return { word: 'SKIPPED', text: printable(outcome.reason), code: ifError(EXIT.inconclusive) };
  }
}

/** What was found, and at which append of a sequence. */
function failedText({ findings, append }: Extract<ReplayedRule['outcome'], { kind: 'failed' }>['verdict']): string {
  const found = phrase(findings[0]);
  return append === undefined ? found : `${placeWords(append)}: ${found}`;
}

/** A case is stored of what can be read, so anything else is no stored case any more. */
function requireImage({ folder, image }: ReplayCase): void {
  const reading = readImage(image);
  if (reading.ok) return;
  const { path, expected, actual } = reading.fault;
  throw new UsageError(
    `${join(folder, 'in.efi')}: the stored image is no PE image: ${path} needs ${expected}, found ${actual}.`,
  );
}

/** A command, and whether it is one of a harness. */
interface Called {
  readonly argv: readonly string[];
  readonly harness: Pick<ReplayOptions, 'harness'>;
}

/** The command that is to be judged, none for the builtin rewriter; one that a case names only with consent. */
function commandFor(stored: ReplayCase, given: readonly string[], options: ReplayOptions): Called {
  if (given.length > 0 && options.storedCommand === true) {
    throw new UsageError('--stored-command and a command after -- exclude each other; leave out one of them.');
  }
  if (given.length > 0) return { argv: given, harness: {} };
  if (stored.command === null) {
    if (builtinOptions(stored.subject) !== null) return { argv: given, harness: {} };
    const named = `${join(stored.folder, 'case.json')}: the case is one of ${stored.subject}, which is no command`;
    throw new UsageError(printable(`${named}; pass the one to judge after --.`));
  }
  if (options.storedCommand !== true) {
    const named = `${join(stored.folder, 'case.json')} names a command, which is not run for that alone`;
    throw new UsageError(
      `${printable(named)}: ${printable(commandLine(stored.command))}; pass --stored-command to run it, or a command after --.`,
    );
  }
  const harness = stored.subject === HARNESS_ID ? ({ harness: true } as const) : {};
  requireCallable(stored.command, harness, 'replay <case>');
  return { argv: stored.command, harness };
}

import { join } from 'node:path';
import { CaseFolderError, examine, readCaseFolder, selectRules } from '../../campaign/index.ts';
import type { ReplayCase } from '../../campaign/index.ts';
import { levelOf } from '../../../properties/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { phrase } from '../../../reports/index.ts';
import { builtinSubject, commandSubject, missingPlaceholders } from '../../subjects/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { namesIn } from '../files.ts';
import type { Io } from '../io.ts';
import { commandLine } from '../shell-quote.ts';
import { VERSION } from '../version.ts';

export interface ReplayOptions {
  readonly out: string;
  readonly timeLimit: number;
}

/** Runs stored cases again, against the subject that they were stored for or another one. */
export async function replay(
  target: string,
  command: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<ExitCode> {
  const folders = target === 'all' ? await allCases(options.out) : [target];
  let worst: ExitCode = EXIT.conformant;
  for (const folder of folders) {
    const code = await replayOne(await readCase(folder), command, options, io);
    if (code > worst) worst = code;
  }
  return worst;
}

async function allCases(out: string): Promise<readonly string[]> {
  const parent = join(out, 'cases');
  const names = await namesIn(parent);
  if (names.length === 0)
    throw new UsageError(`${parent}: there are no stored cases; run "zbootkit verify" first or name a folder.`);
  return names.map((name) => join(parent, name));
}

async function readCase(folder: string): Promise<ReplayCase> {
  try {
    return await readCaseFolder(folder);
  } catch (cause) {
    if (cause instanceof CaseFolderError) throw new UsageError(cause.message);
    throw cause;
  }
}

async function replayOne(
  stored: ReplayCase,
  command: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<ExitCode> {
  const subject = subjectFor(command.length > 0 ? command : stored.command, options);
  const rules = selectRules({ profile: stored.profile, rules: [], excludedRules: [] });
  const { call, verdicts } = await examine(stored, subject, rules, 'twice');
  const name = subject.command === null ? `${subject.id} ${subject.version}` : commandLine(subject.command);
  io.out(`${stored.id} · profile ${stored.profile} · ${name}\n`);
  if (call.answer.kind === 'unavailable') {
    io.out(`  could not be run: ${call.answer.detail}\n`);
    return EXIT.unjudged;
  }
  if (call.answer.kind !== 'rewritten') io.out(`  ${call.answer.kind}: ${call.answer.detail}\n`);
  let code: ExitCode = EXIT.conformant;
  for (const [position, rule] of rules.entries()) {
    const verdict = verdicts[position];
    const level = levelOf(rule.id, stored.profile);
    const stillFails = verdict?.kind === 'fail' && level !== 'info';
    if (stillFails) {
      io.out(`  FAILED  ${rule.id}  ${phrase(verdict.findings[0])}\n`);
      if (level === 'error') code = EXIT.nonconformant;
    } else if (verdict?.kind === 'error') {
      io.out(`  BROKEN  ${rule.id}  ${verdict.message}\n`);
      return EXIT.unjudged;
    } else if (stored.rules.includes(rule.id)) {
      io.out(`  FIXED   ${rule.id}\n`);
    }
  }
  return code;
}

function subjectFor(command: readonly string[] | null, { timeLimit }: ReplayOptions): Rewriter {
  if (command === null) return builtinSubject(VERSION);
  const missing = missingPlaceholders(command);
  if (missing.length > 0) throw new UsageError(`The command lacks ${missing.join(' and ')}.`);
  return commandSubject({ argv: command, timeLimitMs: timeLimit });
}

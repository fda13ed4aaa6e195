import { CommanderError } from 'commander';
import { FileError, codeOf } from '../files/index.ts';
import { printable } from '../page/index.ts';
import { InputError } from '../results/index.ts';
import { EXIT } from './exit.ts';
import type { ExitCode } from './exit.ts';
import { tellUnjudged } from './github-step.ts';
import type { StepOptions } from './github-step.ts';
import type { Io } from './io.ts';

/** Nothing is told to a step unless the caller knows that it may be. */
const NO_STEP: StepOptions = { ci: false };
/** Codes of Node.js for memory that cannot be had. */
const NO_MEMORY = ['ERR_MEMORY_ALLOCATION_FAILED', 'ERR_WORKER_OUT_OF_MEMORY'];
/** What V8 says of a text that would be longer than half a gigabyte. */
const TOO_LONG = 'Invalid string length';
/** What V8 says when it cannot have the memory of a buffer. */
const NO_BUFFER = /^(?:Array buffer allocation failed|Invalid typed array length: \d)/;

/** The one line that the parser of arguments adds to a sentence, with names of ours alone. */
const SUGGESTION = /\n\(Did you mean [^\n]*\?\)$/;

/**
 * What the parser of arguments says of a mistake, with a line end. It quotes the arguments as they are, and they may come
 * from anywhere: in a script they are names of files and values of variables.
 */
export function mistakeText(text: string): string {
  const said = text.replace(/\n$/, '');
  const suggestion = SUGGESTION.exec(said)?.[0] ?? '';
  return `${printable(said.slice(0, said.length - suggestion.length))}${suggestion}\n`;
}

/**
 * Tells the user, and a GitHub step, what ended a command, and says with which exit status that is. Only a fault of ours shows its
 * inside.
 */
export function tellFailure(error: unknown, io: Io, step: StepOptions = NO_STEP): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conformant : EXIT.usage;
  if (error instanceof InputError || error instanceof FileError) {
    // File names are part of it, and what they hold is nobody's to decide here.
    tellUnjudged(`zbootkit: ${printable(error.message)}\n`, step, io);
    return EXIT.usage;
  }
  const lacking = whatLacks(error);
  if (lacking === null) {
    tellUnjudged(`zbootkit: internal error, please report it with this text:\n${insideOf(error)}\n`, step, io);
  } else {
    tellUnjudged(`zbootkit: ${printable(lacking)}\n`, step, io);
  }
  return EXIT.unjudged;
}

/** The message in a line, and the calls that led to it in one line each. */
function insideOf(error: unknown): string {
  const calls =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : [];
  return [String(error), ...calls].map(printable).join('\n');
}

/** One sentence on what the machine did not give, or `null` when something else is wrong. */
function whatLacks(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message.startsWith(TOO_LONG))
    return 'what is to be written is too long for one text; give fewer images in a call.';
  const code = 'code' in error ? String(error.code) : '';
  if (codeOf(error) !== '') return `the system failed: ${error.message}.`;
  if (NO_MEMORY.includes(code) || NO_BUFFER.test(error.message)) return `out of memory: ${error.message}.`;
  if (code !== 'ERR_MODULE_NOT_FOUND') return null;
  return `part of the program cannot be loaded: ${error.message}; check the installation and the limit on open files.`;
}

import { CommanderError } from 'commander';
import { FileError, codeOf } from '../files/index.ts';
import { printable } from '../results/index.ts';
import { EXIT, UsageError } from './exit.ts';
import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Codes of Node.js for memory that cannot be had. */
const NO_MEMORY = ['ERR_MEMORY_ALLOCATION_FAILED', 'ERR_WORKER_OUT_OF_MEMORY'];
/** What V8 says when it cannot have the memory of a buffer. */
const NO_BUFFER = /^(?:Array buffer allocation failed|Invalid typed array length)/;

/** Tells the user what ended a command, and says with which exit status that is. Only a fault of ours shows its inside. */
export function tellFailure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conformant : EXIT.usage;
  if (error instanceof UsageError || error instanceof FileError) {
    // File names are part of it, and what they hold is nobody's to decide here.
    io.err(`zbootkit: ${printable(error.message)}\n`);
    return EXIT.usage;
  }
  const lacking = whatLacks(error);
  if (lacking === null) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(`zbootkit: internal error, please report it with this text:\n${text}\n`);
  } else {
    io.err(`zbootkit: ${printable(lacking)}\n`);
  }
  return EXIT.unjudged;
}

/** One sentence on what the machine did not give, or `null` when something else is wrong. */
function whatLacks(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  if (codeOf(error) !== '') return `the system failed: ${error.message}.`;
  if (NO_MEMORY.includes(code) || NO_BUFFER.test(error.message)) return `memory does not suffice: ${error.message}.`;
  if (code !== 'ERR_MODULE_NOT_FOUND') return null;
  return `a part of the program cannot be loaded; is it installed whole, and may more files be opened? ${error.message}.`;
}

/**
 * Goal: whatever call of the system fails, a command that is right is never called wrong, no output is torn, nothing is
 * left behind, and nobody is shown the inside of the program. A sample is tried, and all in the nightly script.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { byEffort, outOf, sampleOf } from '../support/effort.ts';
import { runDisturbed, runProgram, systemCalls, whyUntraceable } from '../support/system-calls.ts';
import type { ProgramEnd } from '../support/system-calls.ts';
import { logWitness } from '../support/witness-log.ts';
import { straysOf, writingCommands } from '../support/writing-commands.ts';
import type { WritingCommand } from '../support/writing-commands.ts';

/** Failures of each command that are tried here. */
const FAILURES = { quick: 2, full: 3 };
/** Commands that are tried. */
const COMMANDS = { quick: 1 };
/** What a machine can fail with: no room, no descriptors, no memory, no right, a broken disk. */
const ERRNOS = ['ENOSPC', 'EMFILE', 'ENOMEM', 'EACCES', 'EIO'];
/** What a failure may end in besides the usual: files that cannot be read or written, nothing that could be judged. */
const FAILED = [2, 3];
/** What takes away a temporary file or folder: when that fails, it stays, and is named or the next run tidies. */
const REMOVALS = ['unlink', 'unlinkat', 'rmdir', 'openat', 'getdents64', 'newfstatat', 'statx', 'lstat'];

const FOLDER = mkdtempSync(join(tmpdir(), 'zbootkit-failing-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const absent = whyUntraceable();
const ALL = writingCommands(FOLDER);
const TRIED = sampleOf(ALL, COMMANDS);

/** What is wrong with how a disturbed run ended; nothing, if all is well. */
function wrongs(
  command: WritingCommand,
  end: ProgramEnd,
  states: { before: string; whole: string },
): readonly string[] {
  const { status, signal, stderr } = end;
  // Node.js itself gives up where it cannot go on, with a text of its own; that is no verdict.
  if (signal === 'SIGABRT') return [];
  const output = command.output();
  const isWhole = output === states.whole;
  return [
    ...(status === command.status || FAILED.includes(status ?? -1) ? [] : [`exit status ${status ?? signal}`]),
    ...(status !== command.status || isWhole ? [] : ['no output']),
    ...(isWhole || output === states.before ? [] : ['a torn output']),
    ...(/^ +at |internal error/m.test(stderr) ? [stderr] : []),
  ];
}

describe(`a command of which a system call fails, ${outOf(TRIED, ALL)} with ${byEffort(FAILURES)} failures`, () => {
  it(`needs strace to be tried${absent === null ? '' : `, and was not: ${absent}`}`, () => {
    expect(['it is for Linux', 'strace is absent', 'strace may not trace here', null]).toContain(absent);
  });

  it.each(absent === null ? TRIED : [])('is done or says why not, and leaves nothing torn: $what', async (command) => {
    const { what, program, prepare } = command;
    prepare();
    const before = command.output();
    expect((await runProgram(program)).status).toBe(command.status);
    const states = { before, whole: command.output() };
    const calls = await systemCalls(program, prepare);
    // Whatever close says, it has closed; one that is kept from it leaves a pipe open that Node.js waits for.
    const failing = calls.filter(({ name }) => name !== 'close');
    const failures = failing.flatMap((call) => ERRNOS.map((errno) => ({ call, errno })));
    const counts = new Map<string, number>();
    for (const { call, errno } of sampleOf(failures, FAILURES)) {
      prepare();
      const end = await runDisturbed(call, { errno }, program);
      const at = `${errno} at ${call.name} ${call.nth} of the ${call.thread} thread`;
      expect.soft({ at, wrong: wrongs(command, end, states) }).toEqual({ at, wrong: [] });
      if (end.signal === null && !REMOVALS.includes(call.name)) {
        expect.soft({ at, strays: straysOf(command) }).toEqual({ at, strays: [] });
      }
      const outcome = String(end.status ?? end.signal);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    logWitness(`failing system calls, ${what}: by exit status ${JSON.stringify(Object.fromEntries(counts))}`);
  });
});

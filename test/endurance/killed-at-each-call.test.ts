/**
 * Goal: whenever a command that writes is killed, its output is whole or as it was, and the next run works and tidies up.
 * Each system call is a moment. A sample is tried, and all of them in the nightly script.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { byEffort, outOf, sampleOf } from '../support/effort.ts';
import { runDisturbed, runProgram, systemCalls, whyUntraceable } from '../support/system-calls.ts';
import { logWitness } from '../support/witness-log.ts';
import { straysOf, writingCommands } from '../support/writing-commands.ts';

/** Moments of each command that are tried here. */
const MOMENTS = { quick: 1, full: 3 };
/** Commands that are tried. */
const COMMANDS = { quick: 1 };
const FOLDER = mkdtempSync(join(tmpdir(), 'zbootkit-killed-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const absent = whyUntraceable();
const ALL = writingCommands(FOLDER);
const TRIED = sampleOf(ALL, COMMANDS);

describe(`a command that is killed at a system call, ${outOf(TRIED, ALL)} at ${byEffort(MOMENTS)} moments`, () => {
  it(`needs strace to be tried${absent === null ? '' : `, and was not: ${absent}`}`, () => {
    logWitness(`strace: ${absent ?? 'put to use'}`);
    expect(['it is for Linux', 'strace is absent', 'strace may not trace here', null]).toContain(absent);
  });

  it.each(absent === null ? TRIED : [])(
    'leaves its output whole or as it was, and the next run tidies up: $what',
    async (command) => {
      const { what, program, status } = command;
      command.prepare();
      const before = command.output();
      const undisturbed = await runProgram(program);
      expect(undisturbed.status, undisturbed.stderr).toBe(status);
      const whole = command.output();
      expect({ strays: straysOf(command), changed: whole !== before }).toEqual({ strays: [], changed: true });
      const calls = await systemCalls(program, command.prepare);
      const counts = { before: 0, whole: 0, undisturbed: 0, OTHER: 0 };
      for (const call of sampleOf(calls, MOMENTS)) {
        const at = `${call.name} ${call.nth} of the ${call.thread} thread`;
        command.prepare();
        const { signal } = await runDisturbed(call, 'kill', program);
        const left = command.output();
        const outcome = left === whole ? 'whole' : left === before ? 'before' : 'OTHER';
        counts[signal === null ? 'undisturbed' : outcome] += 1;
        // What is replaced file by file has a middle; the next run has to come to the end of it.
        if (!what.startsWith('generate --pairs over an older')) expect(outcome, at).not.toBe('OTHER');
        const next = await runProgram(program);
        expect({ at, status: next.status, strays: straysOf(command) }).toEqual({ at, status, strays: [] });
        expect(command.output() === whole, at).toBe(true);
      }
      logWitness(`killed at a system call, ${what}: ${JSON.stringify(counts)}`);
    },
  );
});

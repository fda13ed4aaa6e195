/**
 * Goal: whatever a subject does, as a command or as a harness, the campaign ends in time with the right exit status, in
 * bounded memory, says nothing that acts on a terminal, follows nothing outside, and leaves no file and no process.
 */
import { isUtf8 } from 'node:buffer';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { outOf, sampleOf } from '../support/effort.ts';
import { CANARY, markedBelow, runHostile } from '../support/hostile-run.ts';
import type { HostileRun } from '../support/hostile-run.ts';
import { CALLED_SUBJECTS } from '../support/bad-subjects.ts';
import { NOBODY, SELF, installFor, whyNotNobody } from '../support/hostile-user.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';

/** Bounds what the campaign itself takes; the process alone takes some 80. */
const MEBIBYTES_MAX = 500;
/** Kinds that root tries too, whom no permissions stop; the nightly script tries all. */
const ROOTS = sampleOf(CALLED_SUBJECTS, { full: 12 });
/** Anything that acts on a terminal, but the end of a line. */
const ACTING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const INSIDE = /internal error|toolkit failed|^\s+at /m;

const temp = useTempFolder();
const FOLDER = mkdtempSync(join(tmpdir(), 'zbootkit-hostile-'));
chmodSync(FOLDER, 0o755);
const program = installFor(join(FOLDER, 'program'));
const absent = whyNotNobody(program);

afterEach(() => {
  // Only where a test has failed.
  for (const pid of markedBelow(temp('tmp'))) process.kill(pid, 'SIGKILL');
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('nobody', () => {
  it(`runs campaigns too${absent === null ? '' : `, but not here: ${absent}`}`, () => {
    logWitness(`campaigns by nobody: ${absent ?? 'run'}`);
    expect(['only root can', 'setpriv is absent', 'nobody may not run it', null]).toContain(absent);
  });
});

const CAMPAIGNS =
  absent === null
    ? [
        { user: NOBODY, subjects: CALLED_SUBJECTS },
        { user: SELF, subjects: ROOTS },
      ]
    : [{ user: SELF, subjects: CALLED_SUBJECTS }];

describe.each(
  CAMPAIGNS.map((each) => ({ ...each, name: each.user.name, kinds: outOf(each.subjects, CALLED_SUBJECTS) })),
)('a campaign of $name over $kinds kinds', ({ user, subjects }) => {
  it.each(subjects.map((subject) => [subject.called, subject.what, subject] as const))(
    'survives a %s that %s',
    async (_called, _what, subject) => {
      chmodSync(temp(), 0o755);
      const run = await runHostile(subject, user, program, temp());
      logWitness(`hostile ${subject.called}, ${user.name}: ${subject.what}: ${summary(run)}`);
      const stderr = run.stderr.toString();
      expect({ ...run, stderr }).toMatchObject({
        status: subject.status,
        answers: expect.stringMatching(subject.answers) as string,
        leftovers: [],
        survivors: [],
        canary: CANARY,
      });
      expect(stderr).not.toMatch(INSIDE);
      for (const said of [run.stdout, run.stderr]) {
        expect(isUtf8(said)).toBe(true);
        expect(said.toString()).not.toMatch(ACTING);
      }
      // A campaign that is interrupted twice has no time for a report.
      if (subject.status !== 130) expect(run.schemaErrors).toEqual([]);
      expect(run.mebibytes).toBeLessThan(MEBIBYTES_MAX);
    },
  );
});

function summary({ status, answers, seconds, mebibytes, leftovers, survivors }: HostileRun): string {
  const [said, left] = [
    answers.slice(0, 60) || 'no answer',
    `${leftovers.length} files and ${survivors.length} processes`,
  ];
  return `exit ${status}, ${said}, ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB, ${left} left`;
}

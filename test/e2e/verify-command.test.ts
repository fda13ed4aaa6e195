/**
 * Judges small programs, each of which breaks the contract of a call in one way. They are shell scripts because a
 * campaign starts them some dozens of times.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/results/index.ts';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { byEffort, sampleOf } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { failedRules, reportIn, rowOf, schemaErrors } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

async function judged(
  command: readonly string[],
  ...flags: readonly string[]
): Promise<Outcome & { readonly report: Report }> {
  const outcome = await run([
    'verify',
    // Several of these fail on every image, which is what is looked at here.
    '--keep-going',
    '--random-only',
    '--out',
    temp('report'),
    '--runs',
    '3',
    ...flags,
    '--',
    ...command,
  ]);
  expect(schemaErrors(readFileSync(temp('report', 'report.json'), 'utf8'))).toEqual([]);
  return { ...outcome, report: reportIn(temp('report')) };
}

const answersOf = ({ answers }: Report): readonly string[] =>
  answers.map(({ kind, code, count }) => `${kind} ${code}`.trim() + ` ${count}`);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a machine that fails', () => {
  it('is not taken for the command: no verdict, the cause, exit status 3', async () => {
    vi.stubEnv('TMPDIR', temp('missing'));
    const { code, out, report } = await judged(rewriterCommand(temp('right.mjs')));
    expect(code).toBe(3);
    expect(report.outcome).toBe('unjudged');
    expect(report.answers).toEqual([]);
    expect(out.replace(/\s+/g, ' ')).toContain(
      `The subject could not be run: ${temp('missing')}: no temporary folder can be created there`,
    );
  });
});

describe('--max-time', () => {
  it('is overrun by one call at most, whatever is still to be asked of a case', async () => {
    // Each call takes its whole time limit, so a run that is over after one more has made two calls at most.
    const command = shellCommand('echo call >> "$4"; exec sleep 600');
    const bounds = ['--jobs', '1', '--time-limit', '1s', '--max-time', '50ms'];
    // On a machine that is busy time may be up before the first.
    writeFileSync(temp('calls'), '');
    const { code } = await judged([...command, temp('calls')], ...bounds);
    expect(code).not.toBe(0);
    expect(readFileSync(temp('calls'), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(2);
  });

  it('judges nobody when it is up before one case was examined', async () => {
    const silent = ['sh', '-c', 'exec sleep 600'];
    const bounds = ['--time-limit', '500ms', '--max-time', '500ms', '--jobs', '1', '--random-only', '--runs', '5'];
    const argv = ['verify', '--harness', '--keep-going', ...bounds, '--out', temp('report'), '--', ...silent];
    const { code, out } = await run(argv);
    expect(out).toMatch(/^UNJUDGED .* [01] of 5 cases$/m);
    expect(code).toBe(3);
  });
});

describe('a command that does as it is asked', () => {
  it('breaks no rule', async () => {
    const command = rewriterCommand(temp('right.mjs'));
    const { code, err, report } = await judged(command, '--runs', '10');
    expect(code).toBe(4);
    expect(failedRules(report)).toEqual([]);
    expect(report.subject).toMatchObject({ id: 'command', version: '', command });
    expect(err).toMatch(/^zbootkit .* · subject .*right\.mjs \{in\} \{out\} \{section\} \{name\}/);
  });

  it('is found by a relative path', async () => {
    // A path from the root of the file system to itself, relative to wherever the tests run.
    const up = process.cwd().replace(/[^/]+/g, '..').slice(1);
    mkdirSync(temp('bin'));
    writeFileSync(temp('bin', 'copy'), '#!/bin/sh\ncp "$1" "$2"\n', { mode: 0o755 });
    const { code, report } = await judged([`${up}${temp('bin', 'copy')}`, '{in}', '{out}', '{section}']);
    expect(code).toBe(1);
    expect(answersOf(report)).toEqual(['rewritten 3']);
  });

  it('gives the same report whatever the number of jobs', async () => {
    const reports = [];
    for (const jobs of ['1', '5']) {
      const { report } = await judged(shellCommand('cp "$1" "$2"'), '--runs', '7', '--rule', 'PR-*', '--jobs', jobs);
      reports.push({ ...report, time: null });
    }
    expect(reports[0]).toEqual(reports[1]);
  });
});

describe('a command that cannot be judged', () => {
  it('does not exist', async () => {
    const { code, out, report } = await judged(['no-such-rewriter', '{in}', '{out}', '{section}']);
    expect(code).toBe(3);
    expect(report.outcome).toBe('unjudged');
    expect(report.run.executed).toBe(0);
    expect(out).toContain('note  The subject could not be run: no such command: "no-such-rewriter".\n');
  });

  it('is not executable', async () => {
    writeFileSync(temp('plain'), '', { mode: 0o644 });
    const { code, report } = await judged([temp('plain'), '{in}', '{out}', '{section}']);
    expect(code).toBe(3);
    expect(report.notes).toEqual([`The subject could not be run: "${temp('plain')}" is not executable.`]);
  });

  it('never answers in time', async () => {
    const { code, report } = await judged(shellCommand('exec sleep 60'), '--time-limit', '100ms');
    expect(code).toBe(3);
    expect(report.outcome).toBe('unjudged');
    expect(answersOf(report)).toEqual(['timed-out 3']);
    expect(report.notes).toEqual(['Every call timed out, so nothing is known about the subject.']);
    expect(report.cases.map(({ id }) => id)).toEqual(['1-0-PR-REF-001']);
  });

  it('is run again with the time limit that it was given', async () => {
    const { report } = await judged(shellCommand('cp "$1" "$2"'), '--time-limit', '2m', '--runs', '1');
    expect(report.cases[0]?.replay).toContain('npx zbootkit replay --time-limit 120000ms ');
  });

  it('is given up after twenty cases without an answer in time', async () => {
    const flags = ['--time-limit', '20ms', '--runs', '500', '--jobs', '8'];
    const { code, report } = await judged(shellCommand('exec sleep 60'), ...flags);
    expect(code).toBe(3);
    expect(report.run).toMatchObject({ planned: 500, executed: 20 });
    expect(report.notes).toContain('The run ended early: 20 of 500 cases were examined.');
  });
});

/** Programs that break the contract of a call, what they are seen to do, and the rule that says so. */
const FAULTY: readonly (readonly [what: string, script: string, answer: string, rule: string])[] = [
  ['is ended by a signal', 'kill -SEGV $$', 'crashed', 'PR-REF-001'],
  ['says success and writes nothing', 'exit 0', 'misbehaved no-output', 'PR-FIL-007'],
  [
    'says success and writes gigabytes',
    'cp "$1" "$2"; truncate -s 3G "$2"',
    'misbehaved oversized-output',
    'PR-FIL-007',
  ],
  ['says success and makes a folder', 'rm -f "$2"; mkdir "$2"', 'misbehaved no-output', 'PR-FIL-007'],
  ['says success and makes a pipe', 'rm -f "$2"; mkfifo "$2"', 'misbehaved no-output', 'PR-FIL-007'],
  ['says failure and leaves an output', 'cp "$1" "$2"; exit 1', 'misbehaved left-output', 'PR-FIL-007'],
  ['changes its input', 'cp "$1" "$2"; echo x >>"$1"', 'misbehaved changed-input', 'PR-FIL-006'],
  ['removes its input', 'mv "$1" "$2"', 'misbehaved changed-input', 'PR-FIL-006'],
  ['changes the content', 'cp "$1" "$2"; echo x >>"$3"', 'misbehaved changed-input', 'PR-FIL-006'],
  ['refuses whatever it is asked', 'echo "not today" >&2; exit 7', 'refused exit-7', 'PR-REF-001'],
];

describe('a command that breaks the contract', () => {
  it.each(sampleOf(FAULTY, { quick: 2 }))('is nonconformant when it %s', async (_what, script, answer, rule) => {
    mkdirSync(temp('tmp'));
    vi.stubEnv('TMPDIR', temp('tmp'));
    const { code, report } = await judged(shellCommand(script), '--runs', '2');
    expect(code).toBe(1);
    expect(answersOf(report)).toEqual([`${answer} 2`]);
    expect(failedRules(report)).toEqual([rule]);
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('is said to refuse wrongly, and no policy is named, when it refuses everything', async () => {
    const { out, report } = await judged(shellCommand('exit 7'), '--runs', '8');
    const { must = 0, may = 0, wrong = 0 } = report.refusals ?? {};
    expect(wrong).toBeGreaterThan(0);
    expect(must + may + wrong).toBe(8);
    expect(out).toContain(`\nrefused  8 of 8 cases: ${must} had to be, ${may} by policy, ${wrong} wrongly\n`);
    expect(out).not.toMatch(/^policy/m);
  });

  it('is quoted without the name of the folder that it worked in', async () => {
    const { report } = await judged(shellCommand('echo "cannot read $1" >&2; exit 1'));
    expect(report.answers[0]?.example).toBe('exit status 1: cannot read in.efi');
  });

  it('may print more than is kept', async () => {
    const flood =
      'i=0; while [ $i -lt 2500 ]; do echo "$i: a line that is repeated for ever and ever"; i=$((i+1)); done';
    const { code, report } = await judged(shellCommand(`${flood}; exit 1`), '--runs', '5');
    expect(code).toBe(1);
    expect(report.answers[0]?.example).toBe('exit status 1: 0: a line that is repeated for ever and ever');
  });

  it('is not waited for when a child of it lives on', async () => {
    const script = `sleep 600 & echo $! >>"${temp('pids')}"; cp "$1" "$2"`;
    const { code } = await judged(shellCommand(script), '--runs', '1', '--rule', 'PR-COF-001');
    expect(code).toBe(1);
    const pids = readFileSync(temp('pids'), 'utf8').trim().split('\n');
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}/cmdline`) && isAsleep(pid))).toEqual([]);
  });
});

/** Whether a process still runs; one that was killed may be listed until its parent has taken notice. */
function isAsleep(pid: string): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep');
}

/** Cases of a command that breaks most rules on appends, each of which wants a smallest case. */
const COPIES = byEffort({ quick: 10, full: 40 });

describe('a command that copies its input', () => {
  it(`is nonconformant in ${COPIES} cases, with a smallest case for each rule`, async () => {
    const { code, out, report } = await judged(shellCommand('cp "$1" "$2"'), '--runs', String(COPIES));
    expect(code).toBe(1);
    expect(failedRules(report)).toContain('PR-COF-001');
    expect(rowOf(report, 'PR-COF-001')).toMatchObject({ passed: 0, skipped: 0, failed: COPIES });
    expect(out).toMatch(/^NONCONFORMANT /m);
    const { failure } = rowOf(report, 'PR-COF-001');
    const stored = report.cases.find(({ id }) => id === failure?.caseId);
    expect(stored?.sections).toBe(1);
    expect(stored?.rules).toContain('PR-COF-001');
    expect(out).toContain(`  replay  ${stored?.replay ?? 'none'}\n`);
    expect(readdirSync(temp('report', 'cases')).sort()).toEqual(report.cases.map(({ id }) => id).sort());
  });
});

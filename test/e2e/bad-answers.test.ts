/** What a run keeps of a subject that answers badly, or that cannot be asked any more: cases, and words. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../support/commands.ts';
import { byEffort } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { ROOT } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const FEW = ['--random-only', '--jobs', '1', '--time-limit', '1s'];
/** Smaller cases take some seconds to find. */
const SHRINK = byEffort({ quick: ['--shrink', 'none'], full: [] });
const deed = (what: string): readonly string[] => [
  process.execPath,
  join(ROOT, 'test', 'support', 'bad-harness.mjs'),
  what,
];

/** The answer that a stored case has. */
function storedAnswer(id: string): string {
  const { answer } = JSON.parse(readFileSync(temp('report', 'cases', id, 'case.json'), 'utf8')) as {
    answer: { kind: string };
  };
  return answer.kind;
}

describe('a command that is deleted while it is judged', () => {
  /** Judges a copier that can be called so often. */
  async function judged(calls: number): Promise<Awaited<ReturnType<typeof run>>> {
    writeFileSync(temp('calls'), '');
    const script = `#!/bin/sh
printf x >>'${temp('calls')}'; [ "$(wc -c <'${temp('calls')}')" -lt ${calls} ] || rm -f "$0"
cp "$1" "$2"
`;
    writeFileSync(temp('tool'), script, { mode: 0o755 });
    const words = ['--runs', '30', '--rule', 'PR-COF-001', '--out', temp('report')];
    return run(['verify', ...FEW, ...words, '--', temp('tool'), '{in}', '{out}', '{section}']);
  }

  it('is unusable, and what was seen until then is told and stored', async () => {
    const { code, out } = await judged(12);
    expect(code).toBe(3);
    const { run: ran, cases, notes, rules } = reportIn(temp('report'));
    // Three calls are for plain images, and the first case takes three.
    expect(ran).toMatchObject({ planned: 30, executed: 7 });
    const reason = `no such command: "${temp('tool')}"`;
    expect(notes).toEqual([
      `The subject could not be run after 7 of 30 cases: ${reason}; these rules failed in what was judged: PR-COF-001.`,
    ]);
    expect(out).toMatch(/^UNJUDGED {2}1 of 1 rule failed/m);
    expect(cases.map(({ id }) => id)).toEqual(['1-0-PR-COF-001']);
    expect(rules[0]?.failure).toMatchObject({ caseId: '1-0-PR-COF-001', shrinkSteps: 0 });
    const stored = temp('report', 'cases', '1-0-PR-COF-001');
    expect(readFileSync(join(stored, 'out.efi'))).toEqual(readFileSync(join(stored, 'in.efi')));
    const copy = shellCommand('cp "$1" "$2"');
    expect(await run(['replay', stored, '--', ...copy])).toMatchObject({ code: 1 });
  });

  it('keeps its verdict where all was judged, and its cases as they were seen', async () => {
    // All calls but a few of those that look for a smaller case.
    const { code } = await judged(44);
    expect(code).toBe(1);
    const { cases, notes } = reportIn(temp('report'));
    expect(notes).toEqual([
      `Not every failing case was run again, to be shrunk and stored: no such command: "${temp('tool')}"; the cases of 1 rule are as they were first seen.`,
    ]);
    expect(cases.map(({ id }) => id)).toEqual(['1-0-PR-COF-001']);
  });
});

describe('a harness that crashes in every third call', () => {
  it('is judged to the end, and the first crash is stored', async () => {
    const words = ['--runs', '90', '--rule', 'PR-REF-001', '--out', temp('report')];
    const { code } = await run(['verify', ...FEW, '--time-limit', '1m', ...words, '--harness', '--', ...deed('third')]);
    expect(code).toBe(1);
    const { cases, answers } = reportIn(temp('report'));
    expect(answers.map(({ kind }) => kind)).toEqual(['crashed', 'rewritten']);
    // It rewrites what must be refused too, of which there may be a case of its own.
    expect(cases[0]?.id).toMatch(/^1-\d+-PR-REF-001$/);
    expect(storedAnswer(cases[0]?.id ?? '')).toBe('crashed');
  });
});

describe('a command that answers badly in many ways', () => {
  it('has a case for each of them, which a replay reproduces', async () => {
    // One way for each remainder, whatever else the image is.
    const script = `ulimit -c 0; case $(($(wc -c <"$1") / 512 % 5)) in
      0) kill -SEGV $$;; 1) ;; 2) cp "$1" "$2"; exit 4;; 3) echo >>"$1";; 4) truncate -s 1G "$2";; esac`;
    const command = shellCommand(script);
    const { code } = await run([
      ...['verify', ...FEW, '--time-limit', '1m', '--keep-going', '--runs', '30', '--out', temp('report')],
      ...[...SHRINK, '--rule', 'PR-REF-001', '--rule', 'PR-FIL-*', '--', ...command],
    ]);
    expect(code).toBe(1);
    const wanted = reportIn(temp('report')).answers.map(({ kind, code: what }) => `${kind} ${what}`.trim());
    expect(wanted).toEqual([
      'crashed',
      'misbehaved changed-input',
      'misbehaved left-output',
      'misbehaved no-output',
      'misbehaved oversized-output',
    ]);
    const said = new Set<string>();
    for (const id of readdirSync(temp('report', 'cases'))) {
      const replayed = await run(['replay', temp('report', 'cases', id), '--', ...command]);
      expect(replayed.code).toBe(1);
      expect(replayed.out).toContain(`\n  ${storedAnswer(id)}: `);
      said.add(/^ {2}(?:crashed|misbehaved): (.*)$/m.exec(replayed.out)?.[1]?.replace(/\d{4,}/g, 'N') ?? '');
    }
    expect(said.size).toBe(wanted.length);
    // A folder of such cases is one of a report, which the next run may replace.
    const again = await run(['verify', ...FEW, '--runs', '1', '--out', temp('report')]);
    expect(again.code).not.toBe(2);
  });
});

describe('a command that never ends in its time', () => {
  const NEVER = shellCommand('exec sleep 600');
  const words = ['--random-only', '--time-limit', '20ms', '--keep-going'];

  it('has one case that shows it', async () => {
    const { code } = await run(['verify', ...words, '--runs', '2', '--out', temp('report'), '--', ...NEVER]);
    expect(code).toBe(3);
    const ids = reportIn(temp('report')).cases.map(({ id }) => id);
    expect(ids).toEqual(['1-0-PR-REF-001']);
    const stored = temp('report', 'cases', '1-0-PR-REF-001');
    const replayed = await run(['replay', '--time-limit', '20ms', stored, '--', ...NEVER]);
    expect(replayed).toMatchObject({ code: 1, out: expect.stringContaining('  timed-out: still running') as string });
  });

  it('has whole shards too, which merge to a run that is not judged', async () => {
    const shards = ['--runs', '60', '--jobs', '8', '--shard'];
    for (const part of [1, 2]) {
      const out = ['--out', temp(`shard-${part}`)];
      const { code, err } = await run(['verify', ...words, ...shards, `${part}/2`, ...out, '--', ...NEVER]);
      expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('of 30 cases written to') as string });
    }
    const folders = [temp('shard-1'), temp('shard-2')];
    const merged = await run(['merge', '--out', temp('report'), ...folders, '--', ...NEVER]);
    expect(merged.code).toBe(3);
    expect(merged.out).toContain('Every call timed out');
    expect(reportIn(temp('report')).answers).toMatchObject([{ kind: 'timed-out', count: 60 }]);
    expect(existsSync(temp('report', 'shard.json'))).toBe(false);
  });
});

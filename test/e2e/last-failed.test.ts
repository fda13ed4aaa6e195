/** `verify --last-failed`: who mends a tool wants to know first whether what failed is mended. */
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome, Surroundings } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { COPY } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
/** What a command breaks that gives the image back. */
const BROKEN = 'PR-COF-001';
const CRASH = shellCommand('kill -SEGV $$');

/** @param rest options, and after `--` a command */
function verified(rest: readonly string[], surroundings?: Surroundings): Promise<Outcome> {
  const argv = ['verify', '--random-only', '--runs', '3', '--keep-going', '--out', temp('report'), ...rest];
  return run(argv, surroundings);
}

function judged(command: readonly string[], ...options: readonly string[]): Promise<Outcome> {
  return verified(['--rule', BROKEN, ...options, '--', ...command]);
}

function baseline(...known: readonly unknown[]): string {
  const path = temp('known.json');
  writeFileSync(path, JSON.stringify({ schema: 'urn:zbootkit:baseline:v1', known }));
  return path;
}

/** Stores one case of a command that gives the image back, and copies of it. */
async function storedFiveTimes(): Promise<void> {
  await judged(COPY);
  const [name = ''] = readdirSync(temp('report', 'cases'));
  for (let copy = 1; copy < 5; copy += 1) {
    cpSync(temp('report', 'cases', name), temp('report', 'cases', `1-${90 + copy}-${BROKEN}`), { recursive: true });
  }
}

describe('--last-failed', () => {
  it('runs the whole campaign where nothing failed before', async () => {
    const { code } = await judged(COPY, '--last-failed');
    expect(code).toBe(1);
    expect(reportIn(temp('report')).run.executed).toBe(3);
  });

  it('runs what failed before, and no more while it fails, and tells it on standard error', async () => {
    await judged(COPY);
    const before = readdirSync(temp('report', 'cases'));
    for (const options of [[], ['--json']]) {
      const { code, out, err } = await judged(COPY, '--last-failed', ...options);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`  FAILED   ${BROKEN}`);
      expect(err).toMatch(/\n1 of 1 case of the last report still fails; the campaign was not run\.\n$/);
      expect(readdirSync(temp('report', 'cases'))).toEqual(before);
    }
  });

  it('runs the whole campaign when nothing of it fails any more, with nothing but the report on standard output', async () => {
    await judged(COPY);
    const { code, out, err } = await judged(rewriterCommand(temp('right.mjs')), '--last-failed', '--json');
    expect(err).toContain(`  FIXED    ${BROKEN}`);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'conformant', cases: [] });
    expect(code).toBe(0);
  });

  it('prints no case when it is to be quiet', async () => {
    await judged(COPY);
    const { err } = await judged(COPY, '--last-failed', '--quiet');
    expect(err).toBe('1 of 1 case of the last report still fails; the campaign was not run.\n');
  });

  it('says why it ends with status 3, quiet or not', async () => {
    await judged(COPY);
    const { code, err } = await judged([temp('none'), ...COPY.slice(1)], '--last-failed', '--quiet');
    expect(code).toBe(3);
    expect(err).toMatch(/\n1 of 1 case of the last report could not be judged; the campaign was not run\.\n$/);
  });
});

describe('--last-failed with known failures', () => {
  const known = { rule: BROKEN, answers: ['rewritten'], reason: 'we know' };

  it('runs the whole campaign when what fails is known', async () => {
    await judged(COPY);
    const { code, out, err } = await judged(COPY, '--last-failed', '--baseline', baseline(known));
    expect(err).toContain(`  KNOWN    ${BROKEN}`);
    expect(out).toMatch(/^NONCONFORMANT, as known {2}/m);
    expect(code).toBe(0);
  });

  it('knows the rules of a known defect from the last report', async () => {
    await judged(COPY);
    const [defect] = reportIn(temp('report')).defects;
    const list = baseline({ defect: defect?.id, reason: 'we know' });
    expect((await judged(COPY, '--last-failed', '--baseline', list)).code).toBe(0);
    writeFileSync(temp('report', 'report.json'), '{');
    expect((await judged(COPY, '--last-failed', '--baseline', list)).code).toBe(1);
  });

  it.each([
    ['an answer that is not known', { answers: ['refused'] }],
    ['a day that is over', { until: '2025-03-20' }],
  ])('runs no campaign for %s', async (_, other) => {
    await judged(COPY);
    const { code, err } = await judged(COPY, '--last-failed', '--baseline', baseline({ ...known, ...other }));
    expect(code).toBe(1);
    expect(err).toContain('still fails; the campaign was not run.\n');
  });

  it('says that none are written when the campaign is not run', async () => {
    await judged(COPY);
    const { err } = await judged(COPY, '--last-failed', '--write-baseline', temp('new.json'));
    expect(err).toContain(`the campaign was not run, and ${temp('new.json')} not written.\n`);
    expect(existsSync(temp('new.json'))).toBe(false);
  });
});

describe('--last-failed under the conditions of the run', () => {
  it('judges by the rules of the run, and runs no case that failed by others', async () => {
    await verified(['--rule', 'PR-REF-001', '--', ...CRASH]);
    const { code, err } = await judged(rewriterCommand(temp('right.mjs')), '--last-failed');
    expect(err).not.toContain('PR-REF-001');
    expect(code).toBe(0);
  });

  it('counts no case that failed by other rules', async () => {
    await storedFiveTimes();
    const [first = ''] = readdirSync(temp('report', 'cases'));
    const path = temp('report', 'cases', first, 'case.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(BROKEN, 'PR-REF-001'));
    const { err } = await judged(COPY, '--last-failed', '--quiet');
    expect(err).toBe('4 of 4 cases of the last report with rules of this run still fail; the campaign was not run.\n');
  });

  it('tells what could not be judged beside what still fails, or what was not run again', async () => {
    await storedFiveTimes();
    const goesAfter = (calls: number): readonly string[] => {
      const log = temp(`calls-${calls}`);
      const script = `#!/bin/sh\necho >> ${log}\ncp "$1" "$2"\n[ $(wc -l < ${log}) -ge ${calls} ] && rm "$0"\nexit 0\n`;
      writeFileSync(temp(`goes-after-${calls}`), script, { mode: 0o755 });
      return [temp(`goes-after-${calls}`), ...COPY.slice(4)];
    };
    await judged(goesAfter(1000), '--last-failed', '--quiet');
    const each = readFileSync(temp('calls-1000'), 'utf8').length / 5;
    const some = await judged(goesAfter(2 * each), '--last-failed', '--quiet');
    expect(some.err).toMatch(
      /\n2 of 5 cases of the last report still fail, and 3 could not be judged; the campaign was/,
    );
    expect(some.code).toBe(1);
    const cut = ['--rule', BROKEN, '--last-failed', '--quiet', '--max-time', '100s', '--'];
    const failing = await verified([...cut, ...goesAfter(each)], { tick: 40_000 });
    expect(failing.err).toMatch(
      /\n1 of 2 cases that were run again still fails, and 1 could not be judged; time ran out before the other 3 of/,
    );
    const none = await verified([...cut, temp('none'), ...COPY.slice(4)], { tick: 40_000 });
    expect(none.err).toMatch(
      /\nTime ran out before 3 of 5 cases of the last report were run again, and 2 could not be judged; the campaign/,
    );
    expect(none.code).toBe(3);
  });

  it('says of which cases it was interrupted', async () => {
    await storedFiveTimes();
    const [first = ''] = readdirSync(temp('report', 'cases'));
    const path = temp('report', 'cases', first, 'case.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(BROKEN, 'PR-REF-001'));
    const { err } = await verified(['--rule', BROKEN, '--last-failed', '--', ...shellCommand('exec sleep 600')], {
      onErr: (text, interrupt) => {
        if (text.includes(' · profile ')) interrupt();
      },
    });
    expect(err).toContain('zbootkit: interrupted at case 1 of 4 of the last report with rules of this run.\n');
  });

  it('judges in the profile of the run', async () => {
    await judged(COPY);
    const { err } = await judged(COPY, '--last-failed', '--profile', 'spec');
    expect(err).toMatch(/^\S+ · profile spec · sh -c /);
  });

  it('judges the builtin rewriter as the run does, whatever the cases were stored of', async () => {
    await judged(COPY);
    const { code, err } = await verified(['--rule', BROKEN, '--last-failed', '--any-pe']);
    expect(err).toMatch(/^\S+ · profile zboot · builtin --any-pe \S+\n {2}FIXED {4}PR-COF-001\n/);
    expect(code).toBe(0);
  });

  it('begins no case when --max-time is over, and says how many were not run again', async () => {
    await storedFiveTimes();
    const right = rewriterCommand(temp('right.mjs'));
    const { code, out, err } = await verified(
      ['--rule', BROKEN, '--last-failed', '--max-time', '100s', '--', ...right],
      { tick: 40_000 },
    );
    expect(err).toMatch(
      /\nTime ran out before 3 of 5 cases of the last report were run again; the campaign was not run\.\n$/,
    );
    expect(err.match(/ · profile zboot · /g)).toHaveLength(2);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  it('counts as failing only cases that were run when --max-time is over', async () => {
    await storedFiveTimes();
    const { code, err } = await verified(
      ['--rule', BROKEN, '--last-failed', '--quiet', '--max-time', '100s', '--', ...COPY],
      { tick: 40_000 },
    );
    expect(err).toBe(
      '2 of 2 cases that were run again still fail; time ran out before the other 3 of the last report; ' +
        'the campaign was not run.\n',
    );
    expect(code).toBe(1);
  });

  it('says of a case that --max-time cuts short that it does', async () => {
    await judged(COPY);
    const { code, err } = await verified([
      '--rule',
      BROKEN,
      '--last-failed',
      '--max-time',
      '500ms',
      '--',
      ...shellCommand('exec sleep 600'),
    ]);
    expect(err).toMatch(
      / · profile zboot · sh -c [^\n]*\n {2}cut short: time ran out\nTime ran out before 1 of 1 case of the last report was run again;/,
    );
    expect(code).toBe(3);
  });

  it('ends a call that hangs when --max-time and one --time-limit are over', async () => {
    await storedFiveTimes();
    const hanging = shellCommand('echo call >> "$4"; exec sleep 600');
    const bounds = ['--time-limit', '500ms', '--max-time', '500ms', '--rule', 'PR-COF-*'];
    const { code } = await verified(['--last-failed', ...bounds, '--', ...hanging, temp('calls')]);
    expect(code).not.toBe(0);
    // Each call takes its whole time limit, so two fill the time, and a third may have begun when it was up.
    expect(readFileSync(temp('calls'), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(3);
  });

  it('ends with status 130 at an interrupt', async () => {
    await judged(COPY);
    const { code, err } = await run(
      ['verify', '--rule', BROKEN, '--last-failed', '--out', temp('report'), '--', ...shellCommand('exec sleep 600')],
      {
        onErr: (text, interrupt) => {
          if (text.includes(' · profile ')) interrupt();
        },
      },
    );
    expect(code).toBe(130);
    expect(err).toContain('zbootkit: interrupted at case 1 of 1 of the last report.\n');
  });
});

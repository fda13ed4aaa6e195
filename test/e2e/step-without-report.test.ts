// A command that cannot be judged, or still fails what it failed last: no report is written, and whoever waits for one is told.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import { COPY } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const place = useTempFolder();
const SHORT = ['verify', '--random-only', '--runs', '3', '--rule', 'PR-COF-001', '--quiet'];
const STEP = { env: { GITHUB_ACTIONS: 'true' } };

describe('a run without a report', () => {
  it('tells the step of a command that does nothing, unless it is not to', async () => {
    const argv = ['--out', place('nothing'), '--', ...shellCommand('exit 1')];
    const told = await run([...SHORT, ...argv], STEP);
    const silent = await run([...SHORT, '--no-ci', ...argv], STEP);
    expect([told.code, silent.code]).toEqual([3, 3]);
    const lines = told.err.split('\n').filter((line) => line.startsWith('::'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error title=zbootkit judged nothing::.*failed on every plain image/);
    expect(silent.err).not.toContain('::');
  });

  it('tells the step that cases of the last report still fail', async () => {
    const argv = ['--out', place('again'), '--', ...COPY];
    await run([...SHORT, ...argv]);
    const { code, err } = await run([...SHORT, '--last-failed', ...argv], STEP);
    expect(code).toBe(1);
    expect(err).toMatch(/^::error title=the cases of the last report::1 of 1 case of the last report still fails/m);
  });

  it('writes what was asked for all the same: one thing that could not be judged, in place of an earlier report', async () => {
    const [junit, html, statement, summary] = ['old.xml', 'old.html', 'old.json', 'old.md'].map((name) => place(name));
    for (const path of [junit, html, statement]) writeFileSync(path ?? '', 'all is well');
    const { code } = await run(
      [
        ...[...SHORT, '--out', place('stale'), '--report', `junit=${junit ?? ''}`, '--report', `html=${html ?? ''}`],
        ...['--report', `intoto=${statement ?? ''}`, '--', ...shellCommand('echo no such option >&2; exit 1')],
      ],
      { env: { ...STEP.env, GITHUB_STEP_SUMMARY: summary ?? '' } },
    );
    expect([code, existsSync(statement ?? '')]).toEqual([3, false]);
    const xml = readFileSync(junit ?? '', 'utf8');
    expect(xml).toContain('tests="1" failures="0" errors="1"');
    expect(xml).toContain('no such option');
    for (const path of [html, summary]) {
      const text = readFileSync(path ?? '', 'utf8');
      expect(text).toContain('no such option');
      expect(text).not.toContain('all is well');
      expect(text).not.toContain('✓');
    }
  });
});

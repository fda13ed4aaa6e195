// A command that cannot be judged, or still fails what it failed last: no report is written, and whoever waits for one is told.
import { existsSync, writeFileSync } from 'node:fs';
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

  it('leaves no form of an earlier one', async () => {
    writeFileSync(place('old.xml'), 'all is well');
    const { code } = await run([
      ...[...SHORT, '--out', place('stale'), '--report', `junit=${place('old.xml')}`],
      ...['--', ...shellCommand('exit 1')],
    ]);
    expect([code, existsSync(place('old.xml'))]).toEqual([3, false]);
  });
});

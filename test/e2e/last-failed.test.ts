/** `verify --last-failed`: who mends a tool wants to know first whether what failed is mended. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewriterCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { COPY } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

function judged(command: readonly string[], ...options: readonly string[]): Promise<Outcome> {
  const quick = ['--random-only', '--runs', '3', '--rule', 'PR-COF-001', '--out', temp('report')];
  return run(['verify', ...quick, ...options, '--', ...command]);
}

describe('--last-failed', () => {
  it('runs the whole campaign where nothing failed before', async () => {
    const { code } = await judged(COPY, '--last-failed');
    expect(code).toBe(1);
    expect(reportIn(temp('report')).run.executed).toBe(3);
  });

  it('runs what failed before, and no more while it fails', async () => {
    await judged(COPY);
    const before = readdirSync(temp('report', 'cases'));
    const { code, out, err } = await judged(COPY, '--last-failed');
    expect(code).toBe(1);
    expect(out).toContain('  FAILED   PR-COF-001');
    expect(out).not.toContain('NONCONFORMANT');
    expect(err).toBe('Cases of the last report still fail; the campaign was not run.\n');
    expect(readdirSync(temp('report', 'cases'))).toEqual(before);
  });

  it('runs the whole campaign when nothing of it fails any more', async () => {
    await judged(COPY);
    const { code, out } = await judged(rewriterCommand(temp('right.mjs')), '--last-failed');
    expect(out).toContain('  FIXED    PR-COF-001');
    expect(out).toMatch(/^CONFORMANT /m);
    expect(code).toBe(0);
    expect(reportIn(temp('report')).cases).toEqual([]);
  });
});

/** The program judged by itself: append, as a process from file to file, is one more rewriter. */
import { describe, expect, it } from 'vitest';
import { effort } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { built } from '../support/project.ts';
import { failedRules, reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const RUNS = effort(60);

describe('verify of append as a command', () => {
  it(`finds no rule broken above the level of an info in ${RUNS} cases`, async () => {
    const program = [
      process.execPath,
      built('src', 'cli', 'bin.js'),
      'append',
      '--force',
      '{in}',
      '{section}',
      '{out}',
    ];
    const told = ['--name', '{name}', '--characteristics', '{characteristics}', '--quiet'];
    const options = ['--random-only', '--runs', String(RUNS), '--seed', '9', '--out', temp('report')];
    const { out } = await run(['verify', ...options, '--', ...program, ...told]);
    expect(out).not.toContain('FAIL ');
    const report = reportIn(temp('report'));
    const { rules, answers } = report;
    expect(rules.filter(({ errorMessage }) => errorMessage !== null)).toEqual([]);
    expect(failedRules(report)).toEqual([]);
    const rewritten = answers.find(({ kind }) => kind === 'rewritten');
    expect(rewritten?.count).toBeGreaterThan(RUNS / 2);
  });
});

/** The scripts in examples/rewriters, which append by libraries that read and write PE. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pefileInterpreter } from '../support/pefile-interpreter.ts';
import { ROOT, built } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { runIn } from '../support/temp-project.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();
const RUNS = 12;

const EXAMPLES = [
  { file: 'pe-library.mjs', program: process.execPath, version: /^pe-library \d/ },
  { file: 'resedit.mjs', program: process.execPath, version: /^resedit \d/ },
  { file: 'append_pefile.py', program: pefileInterpreter(), version: /^pefile \d/ },
];

describe.each(EXAMPLES)('the example $file', ({ file, program, version }) => {
  const path = join(ROOT, 'examples', 'rewriters', file);

  it(
    program === null ? 'is NOT RUN, for no Python has pefile' : 'answers every call, and says what it is',
    async () => {
      if (program === null) {
        logWitness(`examples/rewriters: ${file} not run, pefile is not installed`);
        return;
      }
      // What they get wrong is for the published reports to say: this asks only whether they answer alike each time.
      const few = [
        '--random-only',
        '--runs',
        String(RUNS),
        '--jobs',
        '1',
        '--shrink',
        'none',
        '--quiet',
        '--rule',
        'PR-FIL-005',
      ];
      const argv = ['verify', '--harness', ...few, '--', program, path] as const;
      const { status, output } = await runIn(temp(), [process.execPath, built('src', 'cli', 'bin.js'), ...argv]);
      expect({ status, output }).toMatchObject({ status: expect.toBeOneOf([0, 4]) as number });
      const { answers, subject } = reportIn(temp('zbootkit-report'));
      expect(subject.version).toMatch(version);
      // Libraries give up in their own ways: each of these is a refusal, and none of them an end of the process.
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['refused', 'rewritten']);
      expect(answers.reduce((sum, { count }) => sum + count, 0)).toBe(RUNS);
      logWitness(`examples/rewriters: ${subject.version} answered ${RUNS} calls`);
    },
  );

  it('is short enough to be read', () => {
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});

/** A harness as it is judged from the command line, and the harnesses in examples/, as their readers run them. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byEffort } from '../support/effort.ts';
import { markedBelow } from '../support/hostile-run.ts';
import { ROOT, built, installed } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { runIn } from '../support/temp-project.ts';
import type { Ended } from '../support/temp-project.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();

/** Runs zbootkit in a folder of its own, and sees that nothing is left of it where temporary files go. */
async function zbootkit(...argv: readonly string[]): Promise<Ended> {
  mkdirSync(temp('tmp'), { recursive: true });
  const ended = await runIn(temp(), [process.execPath, built('src', 'cli', 'bin.js'), ...argv], {
    TMPDIR: temp('tmp'),
  });
  expect({ files: readdirSync(temp('tmp')), processes: markedBelow(temp('tmp')) }).toEqual({
    files: [],
    processes: [],
  });
  return ended;
}

const bad = (what: string): readonly string[] => [
  process.execPath,
  join(ROOT, 'test', 'support', 'bad-harness.mjs'),
  what,
];
const FEW = ['--random-only', '--runs', '4', '--jobs', '1', '--shrink', 'none', '--harness'];
const example = (name: string): string => join(ROOT, 'examples', 'harness', name);

/** Makes a harness, and says how it is called; `missing` is a tool that this takes and that is not there, or `null`. */
const EXAMPLES: readonly {
  readonly name: string;
  readonly missing: string | null;
  readonly make: () => Promise<readonly string[]>;
}[] = [
  {
    name: 'C',
    missing: installed('cc') === null ? 'cc' : null,
    async make() {
      const flags = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
      const made = await runIn(temp(), ['cc', ...flags, '-o', 'harness', example('harness.c')]);
      expect(made).toEqual({ status: 0, output: '' });
      return ['./harness'];
    },
  },
  {
    name: 'Python',
    missing: installed('python3') === null ? 'python3' : null,
    make: () => Promise.resolve(['python3', example('harness.py')]),
  },
  { name: 'Node', missing: null, make: () => Promise.resolve([process.execPath, example('harness.mjs')]) },
];

describe.each(EXAMPLES)('the example in $name', ({ name, missing, make }) => {
  it(
    missing === null ? 'appends as every rule wants, or refuses' : `is NOT RUN, for there is no ${missing}`,
    async () => {
      if (missing !== null) {
        logWitness(`harness in ${name}: not run, ${missing} is not installed`);
        return;
      }
      const runs = byEffort({ quick: 60, full: 1000 });
      // It refuses more than it should, and says so.
      const options = ['--no-hostile', '--no-grid', '--runs', String(runs), '--exclude-rule', 'PR-REF-001', '--json'];
      const { status, output } = await zbootkit('verify', '--harness', ...options, '--', ...(await make()));
      expect({ status, output: status === 0 || status === 4 ? '' : output }).toMatchObject({ output: '' });
      const { answers, subject } = reportIn(temp('zbootkit-report'));
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['rewritten', 'refused']));
      expect(subject).toMatchObject({ id: 'harness', version: `example in ${name}` });
      const lines = readFileSync(
        example({ C: 'harness.c', Python: 'harness.py' }[name] ?? 'harness.mjs'),
        'utf8',
      ).split('\n');
      expect(lines.length).toBeLessThan(101);
      logWitness(`harness in ${name}: ${answers.map(({ kind, count }) => `${kind} ${count}`).join(', ')}`);
    },
  );
});

describe('verify --harness', () => {
  it('stores cases that replay as a harness, with consent or by the line that it prints', async () => {
    const { status, output } = await zbootkit('verify', ...FEW, '--', ...bad('copy'));
    expect(status).toBe(1);
    const line = /^ {2}replay {2}npx zbootkit (replay --harness \S+) -- /m.exec(output)?.[1]?.split(' ') ?? [];
    expect(await zbootkit(...line, '--', ...bad('copy'))).toMatchObject({ status: 1 });
    const [, , folder = ''] = line;
    expect(await zbootkit('replay', folder)).toMatchObject({ status: 2 });
    const replayed = await zbootkit('replay', '--stored-command', folder);
    expect(replayed).toMatchObject({ status: 1, output: expect.not.stringContaining('could not be run') as string });
  });

  it('says of a case that it depends on state', async () => {
    const { output } = await zbootkit('verify', ...FEW, '--', ...bad('state'));
    expect(output).toMatch(/^note {2}Case 1-\d+-PR-REF-001 depends on state: a fresh process/m);
    const cases = join(temp('zbootkit-report'), 'cases');
    const [name = ''] = readdirSync(cases);
    expect(readFileSync(join(cases, name, 'case.json'), 'utf8')).toContain('"dependsOnState": "a fresh process');
  });

  it('goes on however often it crashes, and says the same of it with any number of jobs', async () => {
    const reportOf = async (jobs: string): Promise<object> => {
      const words = ['--runs', '90', '--jobs', jobs, '--rule', 'PR-REF-001', '--out', 'report'];
      const { status } = await zbootkit('verify', ...FEW, ...words, '--', ...bad('odd'));
      expect(status).toBe(1);
      return { ...reportIn(temp('report')), time: null };
    };
    const alone = await reportOf('1');
    expect(JSON.stringify(alone)).toMatch(/"kind":"crashed","code":"","count":[2-9]\d/);
    expect(await reportOf('3')).toEqual(alone);
  });

  it('says at once that a program does not shake hands', async () => {
    const { status, output } = await zbootkit('verify', ...FEW, '--', 'sh', '-c', 'echo who are you >&2; exit 9');
    expect(status).toBe(3);
    expect(output.replace(/\s+/g, ' ')).toContain('the handshake with the harness failed: exit status 9: who are you');
  });

  it.each([
    ['no command', [], 'A harness needs a command after --'],
    ['a placeholder', ['--', 'mytool', '{in}'], 'A harness takes no placeholders'],
    ['a tool', ['--tool', 'objcopy'], 'A harness takes no placeholders'],
  ])('refuses %s', async (_, argv, words) => {
    const { status, output } = await zbootkit('verify', '--harness', ...argv);
    expect({ status, output }).toEqual({ status: 2, output: expect.stringContaining(words) as string });
  });
});

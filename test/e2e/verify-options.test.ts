import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fakeIo, run } from '../support/fake-io.ts';
import { main } from '../../src/cli/main.ts';
import { shellCommand } from '../support/commands.ts';
import { built } from '../support/project.ts';
import { reportIn, schemaErrors } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();

describe('what verify prints', () => {
  it('prints the report itself as JSON with --json', async () => {
    const { out } = await run(['verify', '--random-only', '--runs', '3', '--json', '--out', temp('report')]);
    expect(schemaErrors(out)).toEqual([]);
    expect(out).toBe(readFileSync(temp('report', 'report.json'), 'utf8'));
  });

  it('prints one line and keeps the header with --quiet', async () => {
    const { out, err } = await run(['verify', '--random-only', '--runs', '3', '--quiet', '--out', temp('report')]);
    expect(out).toMatch(/^INCONCLUSIVE [^\n]*\n(?: {2}[^\n]*\n)?$/);
    expect(err).toMatch(/^zbootkit [^\n]*\n$/);
  });

  it('colours the outcome on a terminal only', async () => {
    const argv = ['verify', '--random-only', '--runs', '1', '--out', temp('report')];
    const escape = '\u001b[';
    expect((await run(argv)).out).not.toContain(escape);
    expect((await run(argv, { outIsTerminal: true })).out).toContain(escape);
    expect((await run([...argv, '--no-color'], { outIsTerminal: true })).out).not.toContain(escape);
    expect((await run(argv, { outIsTerminal: true, env: { NO_COLOR: '1' } })).out).not.toContain(escape);
    expect(readFileSync(temp('report', 'report.txt'), 'utf8')).not.toContain(escape);
  });

  it.each([80, 40])('breaks its lines at %i columns, and in a pipe all but the last one', async (columns) => {
    const argv = ['verify', '--random-only', '--runs', '8', '--out', temp('report')];
    const { out } = await run(argv, { columns, outIsTerminal: true, env: { NO_COLOR: '1' } });
    const tooLong = out.split('\n').filter((line) => Array.from(line).length > columns);
    expect(tooLong).toEqual([]);
    const [last] = (await run(argv, { columns })).out.trimEnd().split('\n').slice(-1);
    expect(last).toMatch(/^[A-Z]{5}.* cases$/);
    expect(readFileSync(temp('report', 'report.txt'), 'utf8').trimEnd().split('\n').at(-1)).toBe(last);
  });

  it('takes its listener for interrupts away', async () => {
    const fake = fakeIo();
    await main(['verify', '--random-only', '--runs', '1', '--out', temp('report')], fake.io);
    expect(fake.listeners()).toBe(0);
  });
});

describe('which rules verify judges by', () => {
  const rulesOf = async (...flags: readonly string[]): Promise<readonly string[]> => {
    await run(['verify', '--random-only', '--runs', '2', '--out', temp('report'), ...flags]);
    return reportIn(temp('report')).rules.map(({ id }) => id);
  };

  it('judges by the rules that a glob matches, in any case', async () => {
    const ids = await rulesOf('--rule', 'pr-zb-*', '--rule', 'ZB-002');
    expect(ids[0]).toBe('ZB-002');
    expect(ids.length).toBeGreaterThan(2);
    expect(ids.filter((id) => id !== 'ZB-002' && !id.startsWith('PR-ZB-'))).toEqual([]);
  });

  it('leaves out the rules that an excluding glob matches', async () => {
    const ids = await rulesOf('--exclude-rule', 'PE-*', '--exclude-rule', 'ZB-*');
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id) => !id.startsWith('PR-'))).toEqual([]);
    expect(reportIn(temp('report')).run.excludedRules).toEqual(['PE-*', 'ZB-*']);
  });

  it.each(['--rule', '--exclude-rule'])('refuses a glob after %s that matches no rule', async (flag) => {
    const { code, out, err } = await run(['verify', '--random-only', flag, 'PR-XYZ-*', '--out', temp('report')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('zbootkit: No rule matches "PR-XYZ-*"; "zbootkit rules" lists them.\n');
  });

  it.each([[['--exclude-rule', '*']], [['--rule', 'ZB-*', '--profile', 'spec']]])(
    'refuses %j, which leave no rule to judge by',
    async (flags) => {
      const { code, out, err } = await run(['verify', '--random-only', ...flags, '--out', temp('report')]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(
        /^zbootkit: --rule and --exclude-rule leave no rule of profile (zboot|spec); choose others\.$/m,
      );
    },
  );
});

describe('where verify writes', () => {
  it('keeps the report of an earlier run when nothing was judged', async () => {
    const quick = ['verify', '--random-only', '--runs', '1', '--rule', 'PR-COF-001', '--out', temp('report'), '--'];
    expect((await run([...quick, 'sh', '-c', 'cp "$1" "$2"', '-', '{in}', '{out}', '{section}'])).code).toBe(1);
    const before = bytesBelow(temp('report'));
    const missing = ['no-such-tool', '{in}', '{out}', '{section}'];
    const { code, err } = await run([...quick, ...missing]);
    expect(code).toBe(3);
    expect(err).toContain('zbootkit: nothing was judged: no such command: "no-such-tool".\n');
    const all = await run(['verify', '--keep-going', ...quick.slice(1), ...missing]);
    expect(all.code).toBe(3);
    expect(all.err).toContain(`Nothing was judged; the report in ${temp('report')} is from an earlier run.\n`);
    expect(bytesBelow(temp('report'))).toEqual(before);
  });

  it('writes over its own report', async () => {
    mkdirSync(temp('report', 'cases', '1-0-PR-ZB-001'), { recursive: true });
    writeFileSync(temp('report', 'report.json'), 'old');
    const { code } = await run(['verify', '--random-only', '--runs', '1', '--out', temp('report')]);
    expect(code).toBe(4);
    expect(Object.keys(bytesBelow(temp('report')))).toEqual(['report.json', 'report.txt']);
  });

  it.each([
    ['a file that is no part of a report', 'thesis.doc', 'thesis.doc'],
    ['a folder of cases that is not its own', 'cases/0001.txt', '0001.txt'],
  ])('touches nothing in a folder that holds %s', async (_what, file, named) => {
    mkdirSync(temp('own', 'cases'), { recursive: true });
    writeFileSync(temp('own', ...file.split('/')), 'precious');
    const before = bytesBelow(temp('own'));
    const { code, out, err } = await run(['verify', '--random-only', '--runs', '1', '--out', temp('own')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `zbootkit: ${temp('own')}: the folder contains "${named}", which is not part of a report; name another with --out.\n`,
    );
    expect(bytesBelow(temp('own'))).toEqual(before);
  });

  it.each([
    ['report.json', 'regular file'],
    ['report.txt', 'regular file'],
    ['cases', 'folder'],
  ])('replaces nothing outside by a link in the place of %s', async (name, wanted) => {
    mkdirSync(temp('report'));
    mkdirSync(temp('elsewhere'));
    symlinkSync(temp('elsewhere'), temp('report', name));
    const { code, err } = await run(['verify', '--random-only', '--runs', '1', '--out', temp('report')]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('report', name)}: it is not a ${wanted}, as in a report; name another folder with --out.\n`,
    );
    expect(readdirSync(temp('elsewhere'))).toEqual([]);
  });

  it('gives the verdict when the report cannot be written, and says so', async () => {
    mkdirSync(temp('report'));
    // By the time that it is written something else is in its place.
    const command = [...shellCommand('[ -e "$4" ] || mkdir "$4"; cp "$1" "$2"'), temp('report', 'report.json')];
    const { code, out, err } = await run([
      ...['verify', '--random-only', '--runs', '1', '--jobs', '1', '--rule', 'PR-COF-001'],
      ...['--out', temp('report'), '--', ...command],
    ]);
    expect(code).toBe(3);
    expect(out).toContain('NONCONFORMANT  1 of 1 rule failed');
    expect(err).toContain(`zbootkit: the report is incomplete: ${temp('report', 'report.json')}: `);
  });

  it('says nothing of listeners, however many calls run at a time', () => {
    const argv = [
      'verify',
      '--keep-going',
      '--random-only',
      '--runs',
      '40',
      '--jobs',
      '20',
      '--quiet',
      '--out',
      temp('report'),
    ];
    const program = [built('src', 'cli', 'bin.js'), ...argv, '--', ...shellCommand('exit 1')];
    const { stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
    expect(stderr).toMatch(/^zbootkit [^\n]*\n$/);
  });

  it('says before the run that the folder cannot be created', async () => {
    writeFileSync(temp('file'), '');
    const { code, err } = await run(['verify', '--random-only', '--runs', '1', '--out', temp('file', 'report')]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('file', 'report')}: the folder cannot be read: a part of its path is not a folder.\n`,
    );
  });
});

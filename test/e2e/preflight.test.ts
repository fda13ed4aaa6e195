/** What a campaign asks before it begins, and `doctor` alone: whether the command does anything at all. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const QUICK = ['--random-only', '--runs', '2', '--rule', 'PR-COF-001'];

const TITLES = [
  'an arm64 image of one section',
  'an arm64 image of three sections',
  'an x86-64 image of two sections',
] as const;

/** What is said of a subject of which no image got an output. */
function hopeless(command: string, said: string, advice: string): string {
  const lines = TITLES.map((title) => `  ${title}: ${said}\n`).join('');
  return (
    'zbootkit: the subject failed on every plain image, so nothing was judged:\n' +
    `  ${command}\n${lines}${advice} --keep-going runs the campaign anyway.\n`
  );
}

const ADVICE = 'Check the command; "zbootkit doctor" tries it again.';
const PLACES = 'rewriter {in} {out} {section}';

describe('a command with a word in braces that stands for nothing', () => {
  it('is tried with it as it is, and that is told', async () => {
    const { err } = await run(['doctor', '--', 'false', '{in}', '{out}', '{section}', '{nam}', '${tmp}${x}', '{nam}']);
    expect(err).toBe(
      'zbootkit: {nam} is not a placeholder and is passed on as it is; there are {in}, {section}, {out}, {name}, {characteristics}, {tmp}.\n',
    );
  });
});

describe('a campaign whose time is up while the plain images are tried', () => {
  it('has judged nothing, and does not wait for the calls', async () => {
    const [limits, command] = [['--max-time', '300ms', '--time-limit', '10m'], shellCommand('exec sleep 600')];
    const { code, err } = await run(['verify', ...QUICK, ...limits, '--out', temp('report'), '--', ...command]);
    expect(code).toBe(3);
    expect(err).toContain('zbootkit: nothing was judged: time ran out while trying plain images.\n');
  });
});

describe('a campaign against a command that fails on every plain image', () => {
  it.each([
    ['refuses', 'echo no such option >&2; exit 2', 'no output: exit status 2: no such option', ADVICE],
    ['says success and writes nothing', 'exit 0', 'no output: exit status 0: nothing was printed', ADVICE],
    ['crashes', 'kill -SEGV $$', 'crashed: ended by SIGSEGV: nothing was printed', ADVICE],
    ['prints escapes', "printf '\\033[31mred'; exit 1", 'no output: exit status 1: \\x1b[31mred', ADVICE],
    [
      'never ends',
      'exec sleep 600',
      'no end: still running after 0.5 s: nothing was printed',
      'No call ended within 0.5 s; allow more with --time-limit 1s.',
    ],
  ])('is not begun when it %s', async (_, script, said, advice) => {
    const command = shellCommand(script);
    const { code, out, err } = await run([
      ...['verify', ...QUICK, '--time-limit', '500ms', '--out', temp('report')],
      ...['--', ...command],
    ]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    const [header, ...rest] = err.split('\n');
    expect(header).toMatch(/^zbootkit .* · subject sh -c /);
    const shown = script.includes("'") ? String.raw`'printf '\''\033[31mred'\''; exit 1'` : `'${script}'`;
    expect(rest.join('\n')).toBe(hopeless(`sh -c ${shown} ${PLACES}`, said, advice));
    expect(existsSync(temp('report', 'report.json'))).toBe(false);
  });

  it('keeps the report of an earlier run', async () => {
    await run(['verify', ...QUICK, '--out', temp('report')]);
    const before = readFileSync(temp('report', 'report.json'), 'utf8');
    const { code, err } = await run(['verify', ...QUICK, '--out', temp('report'), '--', ...shellCommand('exit 1')]);
    expect(code).toBe(3);
    expect(readFileSync(temp('report', 'report.json'), 'utf8')).toBe(before);
    expect(err).toContain(`Nothing was judged; the report in ${temp('report')} is from an earlier run.\n`);
  });

  it('is begun all the same with --keep-going', async () => {
    const { code } = await run([
      ...['verify', ...QUICK, '--keep-going', '--out', temp('report')],
      ...['--', ...shellCommand('exit 1')],
    ]);
    expect(code).not.toBe(3);
    expect(reportIn(temp('report')).answers.map(({ kind }) => kind)).toEqual(['refused']);
  });
});

describe('a campaign against a command that does something', () => {
  it.each([
    ['writes what is wrong', 'cp "$1" "$2"'],
    ['takes the smallest alone', '[ "$(wc -c < "$1")" -gt 5000 ] && exit 1; cp "$1" "$2"'],
  ])('is begun when it %s', async (_, script) => {
    const { err } = await run(['verify', ...QUICK, '--out', temp('report'), '--', ...shellCommand(script)]);
    expect(err).not.toContain('plain image');
    expect(reportIn(temp('report')).run.executed).toBe(2);
  });

  it('ends at once and in a line where the command cannot be run', async () => {
    const { code, out, err } = await run([
      ...['verify', ...QUICK, '--out', temp('report')],
      ...['--', temp('missing'), '{in}', '{out}', '{section}'],
    ]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(`zbootkit: nothing was judged: no such command: "${temp('missing')}".\n`);
    expect(existsSync(temp('report', 'report.json'))).toBe(false);
  });
});

describe('doctor', () => {
  it('names versions and tools, and tries the builtin rewriter', async () => {
    const { code, out, err } = await run(['doctor']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [versions, ...rest] = out.split('\n');
    expect(versions).toMatch(/^zbootkit \S+ · node 20\.19\.0 · \S+ \S+$/);
    const names = ['objcopy', 'llvm-objcopy', 'ukify', 'prlimit'];
    expect(rest.slice(1, 5).map((line) => line.split(' ')[0])).toEqual(names);
    expect(rest.slice(1, 5).every((line) => /\d|not found$/.test(line))).toBe(true);
    for (const title of TITLES) expect(out).toMatch(new RegExp(`^  ${title}: an output, \\d+ -> \\d+ bytes$`, 'm'));
    expect(out).toMatch(/^It can be judged: /m);
  });

  it('tries a command', async () => {
    const command = rewriterCommand(temp('right.mjs'));
    const { code, out } = await run(['doctor', '--', ...command]);
    expect(code).toBe(0);
    expect(out).toContain('right.mjs {in} {out} {section}');
  });

  it.each([
    ['failed', 'exit 1', 'It cannot be judged when called this way.'],
    ['late', 'exec sleep 600', 'No call ended within 0.5 s; allow more with --time-limit 1s.'],
  ])('ends with status 3 when the command has %s', async (_, script, conclusion) => {
    const { code, out } = await run(['doctor', '--time-limit', '500ms', '--', ...shellCommand(script)]);
    expect(code).toBe(3);
    expect(out.trimEnd().split('\n').at(-1)).toBe(conclusion);
  });

  it('says that a command cannot be called', async () => {
    const { code, out } = await run(['doctor', '--', temp('missing'), '{in}', '{out}', '{section}']);
    expect(code).toBe(3);
    expect(out.trimEnd().split('\n').at(-1)).toBe('It cannot be run.');
    expect(out).toContain('not called: ');
  });

  it('wants placeholders, as verify does', async () => {
    const { code, err } = await run(['doctor', '--', 'mytool']);
    expect(code).toBe(2);
    expect(err).toBe(
      'zbootkit: The command lacks {in} and {out} and {section}; write, for example: zbootkit doctor -- mytool {in} {section} {out}.\n',
    );
  });
});

describe('--memory-limit', () => {
  it('is refused where nothing would keep it', async () => {
    for (const verb of ['verify', 'doctor']) {
      const { code, err } = await run([verb, '--memory-limit', '1000000', '--', ...shellCommand('exit 0')]);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining('--memory-limit is only for --harness; ') as string,
      });
    }
  });
});

describe('--tool', () => {
  it('stands for the call that users of the tool make, which is printed', async () => {
    for (const [tool, call] of [
      [
        'objcopy',
        'objcopy --add-section={name}={section} --set-section-flags={name}=alloc,load,readonly,data {in} {out}',
      ],
      [
        'llvm-objcopy',
        'llvm-objcopy --add-section={name}={section} --set-section-flags={name}=alloc,load,readonly,data {in} {out}',
      ],
      ['ukify', 'ukify build --stub={in} --section={name}:@{section} --output={out}'],
    ] as const) {
      expect((await run(['doctor', '--tool', tool])).out).toContain(`\n${call}\n`);
    }
    const { err } = await run(['verify', ...QUICK, '--tool', 'ukify', '--keep-going', '--out', temp('report')]);
    expect(err).toContain(' · subject ukify build --stub={in} --section={name}:@{section} --output={out}\n');
  });

  it('excludes a command', async () => {
    for (const verb of ['verify', 'doctor']) {
      const { code, err } = await run([verb, '--tool', 'objcopy', '--', ...shellCommand('exit 0')]);
      expect({ code, err }).toEqual({
        code: 2,
        err: 'zbootkit: --tool and a command after -- cannot be combined; drop one of them.\n',
      });
    }
  });
});

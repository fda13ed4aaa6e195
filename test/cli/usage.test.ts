import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const COMMANDS = [
  'verify',
  'doctor',
  'merge',
  'check',
  'append',
  'extract',
  'generate',
  'replay',
  'inspect',
  'rules',
  'explain',
];

describe('the program without a command', () => {
  it('prints its help as a complaint', async () => {
    const { code, out, err } = await run([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Usage: zbootkit /);
  });

  it.each([['--help'], ['-h'], ['help']])('prints its help as data for %s', async (flag) => {
    const { code, out, err } = await run([flag]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(out).toContain('Examples:\n');
    expect(out).toContain('Exit status: 0 conformant, 1 nonconformant');
  });

  it('prints its version alone', async () => {
    const { code, out, err } = await run(['--version']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the help of each command', () => {
  it.each(COMMANDS)('fits a page of 80 columns for %s', async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: zbootkit ${command} `));
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(COMMANDS.map((command) => [command, '--help']).concat([['--help']]))(
    'breaks nothing but commands to copy on a page of 40 columns or less, for %s',
    async (...argv) => {
      const { out } = await run(argv, { columns: 40 });
      const [text = '', examples = ''] = out.split('\nExamples:\n');
      expect(text.split('\n').filter((line) => line.length > 40)).toEqual([]);
      const wide = examples.split('\n').filter((line) => line.length > 40);
      expect(wide.filter((line) => !/^ {2}.*\bzbootkit /.test(line))).toEqual([]);
      expect((await run(argv, { columns: 7 })).out).toBe(out);
      // Every word is still there, whatever the width.
      const words = (page: string): readonly string[] => page.split(/\s+/).filter((word) => word !== '');
      expect(words(out)).toEqual(words((await run(argv, { columns: 300 })).out));
    },
  );

  it.each(COMMANDS)('has the arguments of %s that the help of the program has', async (command) => {
    const wide = { columns: 300 };
    const words = /^Usage: zbootkit \S+ \[options\](.*)\n/.exec((await run([command, '--help'], wide)).out)?.[1];
    expect((await run(['--help'], wide)).out).toContain(`\n  ${command}${words ?? ' ?'}  `);
  });

  it.each(COMMANDS)('gives the commands to judge of %s every name that they need', async (command) => {
    const { out } = await run([command, '--help'], { columns: 300 });
    const judged = out.split('\n').filter((line) => / {2}.*zbootkit .* -- .*\{in\}/.test(line));
    expect(judged.filter((line) => !line.includes('{section}') || !line.includes('{out}'))).toEqual([]);
  });

  it('fits a page of 80 columns for the program', async () => {
    const { out } = await run(['--help']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

/** Calls that cannot be carried out, and what the first line of the complaint has to say. */
const WRONG: readonly (readonly [what: string, argv: readonly string[], said: RegExp])[] = [
  ['an unknown command', ['verfy'], /unknown command 'verfy'\n\(Did you mean verify\?\)/],
  ['an unknown option', ['verify', '--frob'], /unknown option '--frob'/],
  [
    'an option of a command without -- before it',
    ['verify', 'objcopy', '--add-section', 'x', '{in}'],
    /unknown option '--add-section'\n\(the command to judge goes after --, as in: zbootkit verify -- mytool/,
  ],
  ['an unknown profile', ['verify', '--profile', 'uefi'], /'uefi' is invalid.* one of spec, edk2, .*zboot\./],
  ['no runs', ['verify', '--runs', '0'], /'0' is invalid.* whole number of at least 1\./],
  ['a fraction of a run', ['verify', '--runs', '1.5'], /'1\.5' is invalid/],
  ['a seed beyond 32 bits', ['verify', '--seed', '0x100000000'], /whole number from 0 to 4294967295\./],
  ['nothing after -- of verify', ['verify', '--runs', '1', '--'], /No command follows --; give the command to judge/],
  ['nothing after -- of replay', ['replay', 'all', '--'], /No command follows --/],
  ['nothing after -- of merge', ['merge', 'shard-1', '--'], /No command follows --/],
  ['nothing after -- of doctor', ['doctor', '--'], /No command follows --/],
  ['nothing after -- of doctor with options', ['doctor', '--time-limit', '1s', '--'], /No command follows --/],
  [
    'a stored command and another',
    ['replay', 'none', '--stored-command', '--', 'x', '{in}', '{out}', '{section}'],
    /case.json/,
  ],
  ['a time without a number', ['verify', '--max-time', 'soon'], /a duration such as 90s, 10m or 2h\./],
  ['a time limit of nothing', ['verify', '--time-limit', '0s'], /a duration such as 90s, 10m or 2h\./],
  ['no jobs', ['verify', '--jobs', '0'], /whole number from 1 to 256\./],
  [
    'a command without an output',
    ['verify', '--', 'mytool', '{in}'],
    /lacks \{out\} and \{section\}; write, for example: zbootkit verify -- mytool \{in\} \{section\} \{out\}\./,
  ],
  [
    'time to shrink a shard',
    ['verify', '--shard', '1/2', '--shrink', '9s'],
    /--shrink cannot be used with --shard; pass it to/,
  ],
  [
    'the report of a shard',
    ['verify', '--shard', '1/2', '--json'],
    /--json cannot be used with --shard; pass it to merge\./,
  ],
  [
    'all of the report of a shard',
    ['verify', '--shard', '1/2', '--verbose'],
    /--verbose cannot be used with --shard; pass it/,
  ],
  [
    'a tool and a command',
    ['merge', 'x', '--tool', 'ukify', '--', 'y'],
    /--tool and a command after -- cannot be combined/,
  ],
  ['an image that is not named', ['check'], /missing required argument 'image'/],
  [
    'too few files',
    ['append', 'a.efi', 'b.bin'],
    /append takes an image, a content and an output, but only a\.efi and b\.bin were given/,
  ],
  ['no folder for fixtures', ['generate'], /required option '--out <folder>' not specified/],
  ['more arguments than a command takes', ['extract', 'a.efi', 'b', 'c'], /too many arguments for 'extract'/],
  ['an original without its content', ['check', 'a.efi', '--against', 'b.efi'], /--against and --content belong/],
  ['a content without its original', ['check', 'a.efi', '--content', 'b.bin'], /--against and --content belong/],
  ['a plan and a seed', ['generate', '--out', 'x', '--seed', '1', '--plan', 'p'], /cannot be used with .*--seed/],
];

describe('a call that cannot be carried out', () => {
  it.each(WRONG)('is a usage error for %s', async (_what, argv, said) => {
    const { code, out, err } = await run([...argv]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(err).not.toContain('internal error');
  });

  it.each(COMMANDS)('names the help of %s where the mistake is in its arguments', async (name) => {
    const { err } = await run([name, '--frob']);
    expect(err).toBe(`error: unknown option '--frob'\n(zbootkit ${name} --help lists its arguments and options)\n`);
  });

  it('names the help of the program where there is no such command', async () => {
    const { err } = await run(['frob']);
    expect(err).toBe("error: unknown command 'frob'\n(zbootkit --help lists the commands and options)\n");
  });

  it.each(COMMANDS)(
    'is a usage error for %s, where nothing follows -- although its help has a command there',
    async (name) => {
      const { out: help } = await run([name, '--help'], { columns: 300 });
      const takesCommand = /^ {2}(?:command|shard) .* --(?: |$)/m.test(help);
      expect(takesCommand).toBe(['verify', 'doctor', 'merge', 'replay'].includes(name));
      if (!takesCommand) return;
      const { code, err } = await run([name, 'x', '--']);
      expect(code).toBe(2);
      expect(err).toContain('No command follows --; give the command to judge');
    },
  );

  it('says where there are no stored cases and what to do', async () => {
    const { code, err } = await run(['replay', 'all', '--out', temp()]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('cases')}: there are no stored cases; run "zbootkit verify" first or name a folder.\n`,
    );
  });
});

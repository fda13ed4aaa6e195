import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../reports/index.ts';
import { SHARD_COUNT_MAX } from '../../src/campaign/index.ts';
import type { Shard } from '../../src/campaign/index.ts';
import { shareOf } from '../../src/cli/options.ts';
import { shellCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { ROOT } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const FEW = ['--random-only', '--runs', '12', '--quiet'];
/** Leaves an image that no loader takes, at once. */
const WRONG = shellCommand('printf MZ > "$2"');

/** The example of a harness, which needs nothing but Node. */
const HARNESS = [process.execPath, join(ROOT, 'examples', 'harness', 'harness.mjs')];

function shardIn(folder: string): Shard {
  return JSON.parse(readFileSync(join(folder, 'shard.json'), 'utf8')) as Shard;
}

/** A tool whose words are known, and which leaves an image that no loader takes. */
const UKIFY = `#!/bin/sh
for word; do case $word in --output=*) printf MZ > "\${word#--output=}" ;; esac; done
`;

/** A report without what differs from run to run. */
function timeless(folder: string): unknown {
  return { ...parseReport(readFileSync(join(folder, 'report.json'), 'utf8')), time: null };
}

/** Runs shards of some words and returns their folders. */
async function shards(count: number, words: readonly string[]): Promise<readonly string[]> {
  const folders = Array.from({ length: count }, (_, at) => temp(`shard-${at + 1}`));
  for (const [at, folder] of folders.entries()) {
    const argv = ['verify', ...FEW, '--shard', `${at + 1}/${count}`, '--out', folder, ...words];
    expect((await run(argv)).code).toBe(0);
    expect(existsSync(join(folder, 'report.json'))).toBe(false);
  }
  return folders;
}

describe('verify --shard and merge', () => {
  it('come to what one run of the builtin rewriter does, its outcome and its status', async () => {
    const alone = await run(['verify', ...FEW, '--strip-signature', '--out', temp('report')]);
    const before = timeless(temp('report'));
    const folders = await shards(3, ['--strip-signature']);
    const merged = await run(['merge', '--quiet', '--out', temp('report'), ...folders]);
    expect(merged).toEqual({ ...alone, err: merged.err });
    expect(timeless(temp('report'))).toEqual(before);
  });

  it('come to what one run of a command does, which is run only when it is given', async () => {
    const words = ['--rule', 'PE-DOS-00*', '--', ...WRONG];
    const alone = await run(['verify', ...FEW, '--out', temp('report'), ...words]);
    expect(alone.code).toBe(1);
    const before = timeless(temp('report'));
    const [one = '', two = ''] = await shards(2, words);
    const merge = (...more: readonly string[]) => run(['merge', '--quiet', '--out', temp('report'), two, one, ...more]);
    const asked = await merge();
    expect(asked.code).toBe(2);
    expect(asked.err).toContain('not run without your consent: sh -c');
    const other = await merge('--', 'mytool', '{in}', '{section}', '{out}');
    expect(other.code).toBe(2);
    expect(other.err).toContain('not of mytool {in} {section} {out}; pass the command that they were run with');
    expect(await merge('--', ...WRONG)).toMatchObject({ code: 1, out: alone.out });
    expect(timeless(temp('report'))).toEqual(before);
  });

  it('come to what one run of a harness does, which says its name before it is compared', async () => {
    const words = ['--rule', 'PR-ZB-*', '--harness', '--memory-limit', 'none', '--', ...HARNESS];
    const alone = await run(['verify', ...FEW, '--out', temp('report'), ...words]);
    const before = timeless(temp('report'));
    expect(before).toMatchObject({ subject: { id: 'harness', version: 'example in Node' } });
    const folders = await shards(2, words);
    const merged = await run(['merge', '--quiet', '--out', temp('report'), ...folders, '--', ...HARNESS]);
    expect(merged).toEqual({ ...alone, err: merged.err });
    expect(timeless(temp('report'))).toEqual(before);
  });

  it('ask a harness for its name though it has none of the cases', async () => {
    const words = ['--runs', '1', '--keep-going', '--harness', '--', ...HARNESS];
    const folders = await shards(2, words);
    const sizes = folders.map((folder) => Object.keys(shardIn(folder).tally.rules).length);
    expect(Math.min(...sizes)).toBe(0);
    for (const folder of folders) expect(shardIn(folder).subject.version).toBe('example in Node');
    const { code, err } = await run(['merge', '--quiet', '--out', temp('report'), ...folders, '--', ...HARNESS]);
    expect({ code, err }).toMatchObject({ code: 4 });
  });

  it('refuse a command that could not be asked for an append', async () => {
    const [folder = ''] = await shards(1, ['--rule', 'PE-DOS-00*', '--', ...WRONG]);
    const shard = shardIn(folder);
    const command = ['mytool', '{in}'];
    writeFileSync(join(folder, 'shard.json'), JSON.stringify({ ...shard, subject: { ...shard.subject, command } }));
    const { code, err } = await run(['merge', '--out', temp('report'), folder, '--', ...command]);
    expect(code).toBe(2);
    expect(err).toContain('lacks {out} and {section}; write, for example: zbootkit merge <shard> -- mytool {in}');
  });

  it('end with status 3 where a harness cannot say what it is', async () => {
    const [folder = ''] = await shards(1, ['--harness', '--', ...HARNESS]);
    const file = join(folder, 'shard.json');
    const none = [temp('none')];
    writeFileSync(file, JSON.stringify({ ...shardIn(folder), subject: { ...shardIn(folder).subject, command: none } }));
    const { code, err } = await run(['merge', '--out', temp('report'), folder, '--', ...none]);
    expect(code).toBe(3);
    expect(err).toContain('could not be run: no such program:');
    expect(existsSync(temp('report', 'report.json'))).toBe(false);
    const argv = ['verify', ...FEW, '--runs', '1', '--keep-going', '--out', temp('share'), '--shard', '2/2'];
    const shares = [await run([...argv, '--harness', '--', ...none])];
    shares.push(await run([...argv.slice(0, -1), '1/2', '--harness', '--', ...none]));
    expect(shares.map((each) => each.code)).toEqual([3, 3]);
  });

  it('take the name of a tool, and no longer to shrink and to store than one run does', async () => {
    const words = ['--rule', 'PE-DOS-00*', '--tool', 'ukify'];
    mkdirSync(temp('bin'));
    writeFileSync(temp('bin', 'ukify'), UKIFY, { mode: 0o755 });
    const { PATH = '' } = process.env;
    process.env['PATH'] = `${temp('bin')}:${PATH}`;
    try {
      const folders = await shards(2, words);
      const alone = await run(['verify', ...FEW, ...words, '--shrink', 'none', '--out', temp('report')]);
      const before = timeless(temp('report'));
      const argv = ['merge', '--quiet', '--tool', 'ukify', '--out', temp('report'), ...folders];
      expect(await run([...argv, '--shrink', 'none'])).toMatchObject({ code: 1, out: alone.out });
      expect(timeless(temp('report'))).toEqual(before);
      expect((await run([...argv, '--max-time', '1s'], { tick: 2000 })).code).toBe(1);
      expect(reportIn(temp('report')).notes.join()).toContain('run again, to be shrunk and stored: time ran out');
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('end calls when --max-time is over, though one call may take an hour', async () => {
    const script = `if [ -e ${temp('hang')} ]; then exec sleep 3600; fi; printf MZ > "$2"`;
    const words = ['--time-limit', '1h', '--rule', 'PE-DOS-00*', '--', ...shellCommand(script)];
    const folders = await shards(2, words);
    writeFileSync(temp('hang'), '');
    const bounds = ['--max-time', '500ms', '--out', temp('report')];
    const merged = await run(['merge', '--quiet', ...bounds, ...folders, '--', ...shellCommand(script)]);
    expect(merged.code).toBe(1);
  });

  it('name what is missing, and keep what is there as one shard', async () => {
    const [one = '', two = '', three = ''] = await shards(3, []);
    const part = await run(['merge', '--out', temp('part'), three, one]);
    expect(part.code).toBe(3);
    expect(part.err).toContain('zbootkit: shard 2 of 3 is missing; the merged rest is in ');
    expect(existsSync(temp('part', 'report.json'))).toBe(false);
    const whole = await run(['merge', '--quiet', '--out', temp('whole'), two, temp('part', 'shard.json')]);
    expect(whole.code).not.toBe(3);
    expect(existsSync(temp('whole', 'report.json'))).toBe(true);
    const twice = await run(['merge', '--out', temp('twice'), one, temp('part')]);
    expect(twice.code).toBe(2);
    expect(twice.err).toContain('shard 1/3 is given twice; name it once.');
    expect(existsSync(temp('twice'))).toBe(false);
  });

  it('leave no shard where the share is not whole, nor one of an earlier run', async () => {
    const [folder = ''] = await shards(1, []);
    const argv = [
      'verify',
      ...FEW,
      '--shard',
      '1/1',
      '--out',
      folder,
      '--',
      temp('none'),
      '{in}',
      '{section}',
      '{out}',
    ];
    const { code, err } = await run(argv);
    expect(code).toBe(3);
    expect(err).toContain('zbootkit: nothing was judged: no such command:');
    expect(existsSync(join(folder, 'shard.json'))).toBe(false);
    expect((await run(['merge', '--out', temp('out'), folder])).code).toBe(2);
  });

  it('never take the place of another share, which could not be merged any more', async () => {
    const share = (part: string) => run(['verify', ...FEW, '--shard', part, '--out', temp('one')]);
    expect((await share('1/2')).code).toBe(0);
    const before = readFileSync(temp('one', 'shard.json'), 'utf8');
    const second = await share('2/2');
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toContain('shard.json: it is shard 1/2 of a run; merge it, or name another folder with --out.');
    expect((await share('1/3')).code).toBe(2);
    expect((await run(['verify', ...FEW, '--out', temp('one')])).code).toBe(2);
    const [, other = ''] = await shards(2, []);
    expect((await run(['merge', '--out', temp('one'), other])).code).toBe(2);
    expect(readFileSync(temp('one', 'shard.json'), 'utf8')).toBe(before);
    expect(readdirSync(temp('one'))).toEqual(['shard.json']);
    expect((await share('1/2')).code).toBe(0);
    expect((await run(['merge', '--quiet', '--out', temp('one'), temp('one'), other])).code).not.toBe(2);
    expect(readdirSync(temp('one'))).toEqual(['report.json', 'report.txt']);
  });

  it('leave of an earlier run nothing that could be taken for theirs', async () => {
    const wrong = ['--rule', 'PE-DOS-00*', '--', ...WRONG];
    const out = ['--out', temp('out')];
    const kept = ['cases', 'report.json', 'report.txt'];
    await run(['verify', ...FEW, ...out, ...wrong]);
    expect(readdirSync(temp('out'))).toEqual(kept);
    expect((await run(['verify', ...FEW, ...out, '--shard', '1/1', ...wrong])).code).toBe(0);
    expect(readdirSync(temp('out'))).toEqual(['shard.json']);
    await run(['verify', ...FEW, ...out, ...wrong]);
    expect(readdirSync(temp('out'))).toEqual(kept);
    const [one = ''] = await shards(2, wrong);
    expect((await run(['merge', ...out, one])).code).toBe(3);
    expect(readdirSync(temp('out'))).toEqual(['shard.json']);
    writeFileSync(temp('out', 'shard.json'), '{"schema": "urn:zbootkit:shard:v0"}');
    await run(['verify', ...FEW, ...out, ...wrong]);
    expect(readdirSync(temp('out'))).toEqual(kept);
  });

  it('do not follow a link in a folder of somebody else', async () => {
    const [folder = ''] = await shards(1, []);
    copyFileSync(join(folder, 'shard.json'), temp('elsewhere.json'));
    mkdirSync(temp('linked'));
    symlinkSync(temp('elsewhere.json'), temp('linked', 'shard.json'));
    expect((await run(['merge', '--out', temp('out'), temp('linked')])).code).toBe(2);
    expect((await run(['merge', '--quiet', '--out', temp('out'), temp('elsewhere.json')])).code).not.toBe(2);
  });

  it.each(['0/3', '4/3', '1/0', '1', '1/', '/3', '1/3/5', '-1/3', '1/4097', '01/3', '1.5/3'])(
    'refuse the share %s',
    async (share) => {
      const { code, err } = await run(['verify', '--shard', share, '--out', temp('report')]);
      expect(code).toBe(2);
      expect(err).toContain('It must be i/n such as 2/8');
    },
  );

  it('know shares to the last', () => {
    expect(shareOf(`${SHARD_COUNT_MAX}/${SHARD_COUNT_MAX}`)).toEqual({
      count: SHARD_COUNT_MAX,
      parts: [SHARD_COUNT_MAX],
    });
    expect(() => shareOf(`1/${SHARD_COUNT_MAX + 1}`)).toThrow('i/n');
  });
});

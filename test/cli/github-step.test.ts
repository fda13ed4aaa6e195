// Under GitHub Actions a run tells its step what it found, without an option, and whatever goes wrong there changes no status.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const place = useTempFolder();
const MEBIBYTE = 1024 * 1024;
const SHORT = ['verify', '--random-only', '--runs', '3', '--rule', 'PE-DOS-*', '--quiet'];

const step = (summary: string): { readonly env: Readonly<Record<string, string>> } => ({
  env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
});

/** What is asked of the program, each time in a folder of its own. */
const verifying = (name: string): readonly string[] => [...SHORT, '--out', place(name)];

describe('under GitHub Actions', () => {
  it('verify writes annotations to standard error and appends the summary', async () => {
    const summary = place('verify.md');
    writeFileSync(summary, 'of the command before');
    const { code, err, out } = await run(verifying('a'), step(summary));
    const bare = await run(verifying('b'));
    expect([code, out]).toEqual([bare.code, bare.out]);
    expect(err).toMatch(/^::(notice|warning) title=\w+%3A /m);
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^of the command before\n\n# \w+: /);
    expect(text).toContain('## What was asked, and what was not tried');
  });

  it('check does too', async () => {
    const summary = place('check.md');
    const { image } = writeAppend(place);
    const { code, err } = await run(['check', image, place('absent.efi')], step(summary));
    expect(code).toBe(2);
    expect(err).toMatch(/^::error title=.*absent\.efi%3A not judged::/m);
    expect(readFileSync(summary, 'utf8')).toContain('## Not judged');
  });

  it.each([
    ['a rule that there is not', ['verify', '--rule', 'XX-*'], 2, 'XX-*'],
    ['a shard that is not there', ['merge', 'no-such-shard.json'], 2, 'no-such-shard.json'],
  ])('says that nothing was judged of %s', async (_, argv, status, said) => {
    const [verb = '', ...rest] = argv;
    const { code, err } = await run([verb, '--out', place('unjudged'), ...rest], step(place('unjudged.md')));
    expect(code).toBe(status);
    const told = err.split('\n').filter((line) => line.startsWith('::'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^::error title=zbootkit judged nothing::/);
    expect(told[0]).toContain(said);
    const silent = await run([verb, '--no-ci', '--out', place('unjudged'), ...rest], step(place('unjudged.md')));
    expect([silent.code, silent.err.includes('::')]).toEqual([status, false]);
  });

  it('merge does too', async () => {
    const summary = place('merge.md');
    await run([...SHORT, '--shard', '1/1', '--out', place('shard')], step(summary));
    expect(existsSync(summary)).toBe(false);
    const { err } = await run(['merge', place('shard'), '--out', place('merged')], step(summary));
    expect(err).toMatch(/^::(notice|warning) title=/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^# /);
  });

  it.each(['--json', '--no-ci'])('nothing is written with %s', async (option) => {
    const summary = place(`none${option}.md`);
    const argv = verifying(`none${option}`).filter((word) => word !== '--quiet');
    const { err } = await run([...argv, option], step(summary));
    expect(err).not.toContain('::');
    expect(existsSync(summary)).toBe(false);
  });

  it('nothing is written elsewhere', async () => {
    const summary = place('elsewhere.md');
    const { err } = await run(verifying('elsewhere'), { env: { GITHUB_STEP_SUMMARY: summary } });
    expect(err).not.toContain('::');
    expect(existsSync(summary)).toBe(false);
  });

  it('no more than 1 MiB comes to be in the summary', async () => {
    const summary = place('full.md');
    writeFileSync(summary, 'x'.repeat(MEBIBYTE - 1500));
    await run(verifying('full'), step(summary));
    const text = readFileSync(summary, 'utf8');
    expect(text.length).toBeLessThanOrEqual(MEBIBYTE);
    expect(text).toMatch(/Cut here.*All of it is in .*report\.json`\.\n$/);
  });

  it('a summary that cannot be written is told, and the status stays', async () => {
    const usual = await run(verifying('usual'));
    mkdirSync(place('folder.md'));
    writeFileSync(place('brim.md'), 'x'.repeat(MEBIBYTE));
    for (const [name, said] of [
      ['folder.md', 'it is not a regular file'],
      ['brim.md', 'has no room left'],
      ['no/such/folder.md', 'there is no such file'],
    ] as const) {
      const { code, err } = await run(verifying('told'), step(place(name)));
      expect([name, code]).toEqual([name, usual.code]);
      expect(err).toContain('the summary of the step was not written: ');
      expect(err).toContain(said);
    }
  });
});

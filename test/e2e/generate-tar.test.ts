import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();
const BLOCK = 512;

/** A file in an archive with the fields of its header that are not about its place. */
interface Entry {
  readonly path: string;
  readonly bytes: Buffer;
  readonly header: string;
}

const text = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0.*$/s, '');

/** Reads an archive as the ustar format says, strictly. */
function entriesOf(archive: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  let offset = 0;
  while (archive[offset] !== 0) {
    const header = archive.subarray(offset, offset + BLOCK);
    const summed = Buffer.from(header);
    summed.fill(' ', 148, 156);
    expect(parseInt(text(header.subarray(148, 156)), 8)).toBe(summed.reduce((sum, byte) => sum + byte, 0));
    const size = parseInt(text(header.subarray(124, 136)), 8);
    const start = offset + BLOCK;
    entries.push({
      path: `${text(header.subarray(345, 500))}/${text(header.subarray(0, 100))}`,
      bytes: archive.subarray(start, start + size),
      header: [
        ...[header.subarray(100, 108), header.subarray(108, 116), header.subarray(116, 124)].map(text),
        ...[header.subarray(136, 148), header.subarray(156, 157), header.subarray(257, 265)].map((field) =>
          field.toString('latin1').replaceAll('\0', '.'),
        ),
        ...[header.subarray(157, 257), header.subarray(265, 329)].map(text),
      ].join(' '),
    });
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
    expect(archive.subarray(start + size, offset).every((byte) => byte === 0)).toBe(true);
  }
  expect(archive.length - offset).toBe(2 * BLOCK);
  expect(archive.subarray(offset).every((byte) => byte === 0)).toBe(true);
  return entries;
}

const generate = async (...argv: readonly string[]): ReturnType<typeof run> =>
  run(['generate', '--count', '5', '--pairs', ...argv]);

describe('generate --tar', () => {
  it('writes one archive of the same files below a folder of its name', async () => {
    const { code, err } = await generate('--tar', '--out', temp('new', 'fixtures.tar'));
    expect(code).toBe(0);
    expect(err).toMatch(/fixtures\.tar: 5 images, 5 contents, \d expected outputs and manifest\.json written\.\n$/);
    await generate('--out', temp('folder'));
    const entries = entriesOf(readFileSync(temp('new', 'fixtures.tar')));
    const held = Object.fromEntries(entries.map(({ path, bytes }) => [path, bytes.toString('hex')]));
    const wanted = Object.entries(bytesBelow(temp('folder'))).map(([path, hex]) => [`fixtures/${path}`, hex] as const);
    expect(held).toEqual(Object.fromEntries(wanted));
    expect(readdirSync(temp('new'))).toEqual(['fixtures.tar']);
  });

  it('writes headers without owner, time or anything else that differs from run to run', async () => {
    await generate('--tar', '--out', temp('a', 'x.tar'));
    await generate('--tar', '--out', temp('b', 'x.tar'));
    expect(readFileSync(temp('a', 'x.tar')).equals(readFileSync(temp('b', 'x.tar')))).toBe(true);
    const headers = new Set(entriesOf(readFileSync(temp('a', 'x.tar'))).map(({ header }) => header));
    expect([...headers]).toEqual(['0000644 0000000 0000000 00000000000. 0 ustar.00  ']);
  });

  const withTar = installed('tar') !== null;
  it(withTar ? 'writes what tar lists and extracts' : 'writes an archive, but tar is NOT INSTALLED here', async () => {
    await generate('--tar', '--out', temp('fixtures.tar'));
    if (!withTar) {
      expect(installed('tar')).toBeNull();
      return;
    }
    const listing = spawnSync('tar', ['-tvf', temp('fixtures.tar')], { encoding: 'utf8', env: { TZ: 'UTC' } });
    expect({ status: listing.status, stderr: listing.stderr }).toEqual({ status: 0, stderr: '' });
    for (const line of listing.stdout.trim().split('\n')) {
      expect(line).toMatch(/^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00 fixtures\/[\w.-]+$/);
    }
    const extracted = spawnSync('tar', ['-xf', temp('fixtures.tar'), '-C', temp()], { encoding: 'utf8' });
    expect({ status: extracted.status, stderr: extracted.stderr }).toEqual({ status: 0, stderr: '' });
    const check = await run(['generate', '--check', temp('fixtures', 'manifest.json')]);
    expect(check.code).toBe(0);
  });

  it('replaces an archive only when it is told to', async () => {
    writeFileSync(temp('a.tar'), 'precious');
    const { code, err } = await generate('--tar', '--out', temp('a.tar'));
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('a.tar')}: the file exists already; name another, or add --force.\n`);
    expect(readFileSync(temp('a.tar'), 'utf8')).toBe('precious');
    expect((await generate('--tar', '--force', '--out', temp('a.tar'))).code).toBe(0);
    expect(entriesOf(readFileSync(temp('a.tar'))).length).toBeGreaterThan(10);
    expect(readdirSync(temp())).toEqual(['a.tar']);
  });

  it('replaces what a link leads to and keeps the link', async () => {
    writeFileSync(temp('real.tar'), 'old');
    symlinkSync('real.tar', temp('link.tar'));
    expect((await generate('--tar', '--force', '--out', temp('link.tar'))).code).toBe(0);
    expect(lstatSync(temp('link.tar')).isSymbolicLink()).toBe(true);
    expect(entriesOf(readFileSync(temp('real.tar')))[0]?.path).toMatch(/^link\/0000-/);
  });

  it.each([
    ['without the ending', 'fixtures', 'the name of an archive must end with .tar; name one such as fixtures.tar.'],
    ['of nothing but the ending', '.tar', 'the name of an archive must end with .tar; name one such as'],
    [
      'that leads out of where it is unpacked',
      '...tar',
      'members of the archive would start with ../; name one such as',
    ],
    ['of the place where it is unpacked', '..tar', 'members of the archive would start with ./; name one such as'],
    [
      'that is too long',
      `${'x'.repeat(156)}.tar`,
      'the name is longer than an archive can hold; choose a shorter one.',
    ],
  ])('refuses a name %s', async (_what, name, said) => {
    const { code, err } = await generate('--tar', '--out', temp(name));
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp(name)}: ${said}`);
    expect(readdirSync(temp())).toEqual([]);
  });

  it('does not replace a folder', async () => {
    mkdirSync(temp('a.tar'));
    const { code, err } = await generate('--tar', '--force', '--out', temp('a.tar'));
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('a.tar')}: it is not a regular file; name another with --out.\n`);
  });
});

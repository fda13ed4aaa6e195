/** Where `generate` writes: all or nothing, and nothing of anybody else's. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { manifestIn } from '../../src/fixtures/format/index.ts';
import { run } from '../support/fake-io.ts';
import type { Surroundings } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();

async function generate(...argv: readonly string[]): Promise<{ code: number; err: string }> {
  const { code, err } = await run(['generate', '--count', '3', ...argv]);
  return { code, err };
}

/** Interrupts the program as soon as it has shown a line that matches. */
function interruptedAt(pattern: RegExp): Surroundings {
  return {
    errIsTerminal: true,
    tick: 200,
    onErr: (text, interrupt) => {
      if (pattern.test(text)) interrupt();
    },
  };
}

describe('generate into a folder that holds something', () => {
  it('touches nothing', async () => {
    writeFileSync(temp('precious'), 'precious');
    expect(await generate('--out', temp())).toEqual({
      code: 2,
      err:
        `zbootkit: ${temp()}: the folder is not empty (it holds "precious"); ` +
        'name an empty or a new one, or add --force.\n',
    });
    expect(readdirSync(temp())).toEqual(['precious']);
  });

  it('replaces what an earlier call wrote there when it is told to, and leaves the rest alone', async () => {
    await generate('--pairs', '--out', temp('out'));
    const earlier = readdirSync(temp('out'));
    mkdirSync(temp('out', 'sub'));
    writeFileSync(temp('out', 'note.txt'), 'mine');
    const { code, err } = await generate('--seed', '9', '--force', '--out', temp('out'));
    expect({ code, err }).toEqual({
      code: 0,
      err:
        `${temp('out')}: 3 images and manifest.json written.\n` +
        `${temp('out')}: left alone, because they are not part of this collection: "note.txt", "sub".\n`,
    });
    const images = manifestIn(temp('out')).files.map(({ path }) => path);
    expect(images).toHaveLength(3);
    expect(images.some((path) => earlier.includes(path))).toBe(false);
    expect(readdirSync(temp('out')).sort()).toEqual(
      [...images, 'SHA256SUMS', 'manifest.json', 'manifest.tsv', 'note.txt', 'sub'].sort(),
    );
    expect(readFileSync(temp('out', 'note.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(temp())).toEqual(['out']);
  });

  it('replaces files of the same name', async () => {
    await generate('--out', temp('out'));
    const before = bytesBelow(temp('out'));
    const [first = ''] = readdirSync(temp('out'));
    writeFileSync(temp('out', first), 'spoilt');
    expect((await generate('--force', '--out', temp('out'))).code).toBe(0);
    expect(bytesBelow(temp('out'))).toEqual(before);
  });

  it('removes nothing for the sake of a manifest that is not ours', async () => {
    mkdirSync(temp('out'));
    writeFileSync(temp('out', 'a.efi'), 'mine');
    writeFileSync(temp('out', 'manifest.json'), JSON.stringify({ files: [{ path: 'a.efi' }] }));
    const { code, err } = await generate('--force', '--out', temp('out'));
    expect(code).toBe(0);
    expect(err).toContain('left alone, because they are not part of this collection: "a.efi".\n');
    expect(readFileSync(temp('out', 'a.efi'), 'utf8')).toBe('mine');
    expect(manifestIn(temp('out')).count).toBe(3);
  });

  it('counts what is left alone when that is much', async () => {
    mkdirSync(temp('out'));
    for (const name of 'abcdefg') writeFileSync(temp('out', name), '');
    const { err } = await generate('--force', '--out', temp('out'));
    expect(err).toContain('this collection: "a", "b", "c", "d", "e", 2 more.\n');
  });

  it('moves nothing when a folder is in the way of a file', async () => {
    await generate('--out', temp('out'));
    const before = bytesBelow(temp('out'));
    rmSync(temp('out', 'manifest.tsv'));
    mkdirSync(temp('out', 'manifest.tsv'));
    const { code, err } = await generate('--seed', '2', '--force', '--out', temp('out'));
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('out', 'manifest.tsv')}: a folder has the name of a file to be written; move it, or name another with --out.\n`,
    );
    expect({ ...bytesBelow(temp('out')), 'manifest.tsv': before['manifest.tsv'] }).toEqual(before);
    expect(readdirSync(temp())).toEqual(['out']);
  });
});

describe('generate where it cannot write', () => {
  it('says that the target is a file', async () => {
    writeFileSync(temp('file'), 'x');
    expect(await generate('--out', temp('file'))).toEqual({
      code: 2,
      err: `zbootkit: ${temp('file')}: it is not a folder; name another with --out.\n`,
    });
  });

  it('says that the target is a link that leads nowhere', async () => {
    symlinkSync('nowhere', temp('link'));
    expect((await generate('--out', temp('link'))).err).toBe(
      `zbootkit: ${temp('link')}: it is not a folder; name another with --out.\n`,
    );
  });

  it('says that the target cannot be looked at', async () => {
    symlinkSync('loop', temp('loop'));
    expect((await generate('--out', temp('loop'))).err).toBe(
      `zbootkit: ${temp('loop')}: it cannot be examined: its symbolic links form a loop.\n`,
    );
  });

  it('follows a link to a folder', async () => {
    mkdirSync(temp('real'));
    symlinkSync('real', temp('link'));
    expect((await generate('--out', temp('link'))).code).toBe(0);
    expect(readdirSync(temp('real'))).toHaveLength(6);
    expect(readdirSync(temp())).toEqual(['link', 'real']);
  });

  it('says which part of the path is not a folder', async () => {
    writeFileSync(temp('file'), 'x');
    const { code, err } = await generate('--out', temp('file', 'sub', 'out'));
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('file', 'sub', 'out')}: the folder ${temp('file', 'sub')} cannot be created: ` +
        'a part of its path is not a folder.\n',
    );
  });

  it('needs a place', async () => {
    const { code, err } = await generate();
    expect(code).toBe(2);
    expect(err).toMatch(/^error: required option '--out <folder>' not specified\n/);
  });
});

describe('generate when it is interrupted', () => {
  it('leaves nothing behind, not even the folders above', async () => {
    const argv = ['generate', '--count', '500', '--out', temp('new', 'deep', 'out')];
    const { code, out, err } = await run(argv, interruptedAt(/20\d of 500 images/));
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toMatch(/\r\u001b\[Kzbootkit: interrupted; nothing was written\.\n$/);
    expect(readdirSync(temp())).toEqual([]);
  });

  it('leaves an archive and a folder as they were', async () => {
    await generate('--out', temp('out'));
    writeFileSync(temp('a.tar'), 'old');
    const before = bytesBelow(temp());
    for (const place of [[temp('out')], [temp('a.tar'), '--tar']]) {
      const argv = ['generate', '--count', '500', '--force', '--pairs', '--out', ...place];
      expect((await run(argv, interruptedAt(/10\d of 500 images/))).code).toBe(130);
    }
    expect(bytesBelow(temp())).toEqual(before);
  });

  it('ends a search too', async () => {
    const argv = ['generate', '--feature', 'arm64', '--feature', 'pe32', '--out', temp('out')];
    expect((await run(argv, interruptedAt(/0 of 10 images found/))).code).toBe(130);
    expect(readdirSync(temp())).toEqual([]);
  });
});

const SMALL = mkdtempSync(join(tmpdir(), 'zbootkit-small-'));
const MOUNTED =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'zbootkit-test', SMALL], { stdio: 'ignore' }).status === 0;

describe('generate on a full disk', () => {
  afterAll(() => {
    if (MOUNTED) spawnSync('umount', [SMALL]);
    rmSync(SMALL, { recursive: true, force: true });
  });

  if (!MOUNTED) {
    it('is NOT EXERCISED here, for no small disk can be mounted', () => {
      expect(readdirSync(SMALL)).toEqual([]);
    });
    return;
  }

  it.each([
    ['a new folder', ['--out', join(SMALL, 'out')], /\/out\/\d{4}-[a-z0-9.-]+\.efi: the file/],
    ['the disk itself', ['--out', SMALL], /\/\d{4}-[a-z0-9.-]+\.efi: the file/],
    ['an archive', ['--tar', '--out', join(SMALL, 'out.tar')], /\/out\.tar: the file/],
  ])('keeps nothing of %s', async (_what, argv, place) => {
    const { code, out, err } = await run(['generate', '--count', '200', ...argv]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^zbootkit: [^\n]* cannot be written, and nothing was kept: the disk is full\.\n$/);
    expect(err).toMatch(place);
    expect(readdirSync(SMALL)).toEqual([]);
  });

  it('writes into a disk that is empty, though beside it is another disk', async () => {
    expect((await run(['generate', '--count', '2', '--out', SMALL])).code).toBe(0);
    expect(readdirSync(SMALL)).toHaveLength(5);
    expect((await run(['generate', '--count', '2', '--seed', '2', '--force', '--out', SMALL])).code).toBe(0);
    expect(readdirSync(SMALL)).toHaveLength(5);
    for (const name of readdirSync(SMALL)) rmSync(join(SMALL, name));
  });

  it('keeps nothing in a folder above that is read-only', async () => {
    expect(spawnSync('mount', ['-o', 'remount,ro', SMALL]).status).toBe(0);
    const { code, err } = await run(['generate', '--out', join(SMALL, 'a', 'b')]);
    expect(spawnSync('mount', ['-o', 'remount,rw', SMALL]).status).toBe(0);
    expect(code).toBe(2);
    expect(err).toMatch(/b: [^\n]*\/a cannot be created: the file system is read-only\.\n$/);
    expect(readdirSync(SMALL)).toEqual([]);
  });
});

describe('generate below a folder without permission', () => {
  it('says so, unless the user may write everywhere', async () => {
    mkdirSync(temp('closed'), { mode: 0o555 });
    const { code, err } = await generate('--out', temp('closed', 'out'));
    chmodSync(temp('closed'), 0o755);
    if (process.getuid?.() === 0) {
      expect(code).toBe(0);
      return;
    }
    expect(code).toBe(2);
    expect(err).toContain(`: a folder in ${temp('closed')} cannot be created: permission is denied.\n`);
    expect(readdirSync(temp('closed'))).toEqual([]);
  });
});

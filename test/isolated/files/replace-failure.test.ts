/** Goal: a file that cannot be replaced stays as it was, and the message says why. */
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/files/index.ts';
import type { OutputFile } from '../../../src/files/index.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { mountSmallDisk, succeeds } from '../../support/small-disk.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

async function writeText(output: OutputFile): Promise<void> {
  await output.write(Buffer.from('the new file'), 0);
}

function unwritable(path: string, reason: string): string {
  return `${path}: the output cannot be written: ${reason}.`;
}

describe('replaceFile when it fails', () => {
  it.each([
    ['an error', new Error('no more')],
    ['the reason of an abort', new DOMException('no more', 'AbortError')],
  ])('passes on %s and leaves no trace', async (_what, reason) => {
    writeFileSync(temp('old'), 'old');
    for (const name of ['new', 'old']) {
      const call = replaceFile(temp(name), 0o644, async (output) => {
        await writeText(output);
        throw reason;
      });
      await expect(call).rejects.toBe(reason);
    }
    expect(readdirSync(temp())).toEqual(['old']);
    expect(readFileSync(temp('old'), 'utf8')).toBe('old');
  });

  it('leaves no trace when a folder comes in the way of the finished file', async () => {
    const said = await fileErrorFrom(
      replaceFile(temp('out'), 0o644, async (output) => {
        await writeText(output);
        mkdirSync(temp('out'));
      }),
    );
    expect(said).toBe(unwritable(temp('out'), 'it is a folder'));
    expect(readdirSync(temp(), { recursive: true })).toEqual(['out']);
  });

  it('says that the folder is gone when it is removed meanwhile', async () => {
    mkdirSync(temp('folder'));
    const said = await fileErrorFrom(
      replaceFile(temp('folder', 'out'), 0o644, async (output) => {
        await writeText(output);
        rmSync(temp('folder'), { recursive: true });
      }),
    );
    expect(said).toBe(unwritable(temp('folder', 'out'), 'its folder does not exist'));
    expect(readdirSync(temp())).toEqual([]);
  });

  it.each([
    ['a folder', 'folder', 'it is a folder'],
    ['a link to a folder', 'to-folder', 'it is a folder'],
    ['a device', '/dev/null', 'it is not a regular file'],
    ['a link to a device', 'to-device', 'it is not a regular file'],
    ['a link that leads to no file', 'to-nothing', 'it is a dangling symbolic link'],
    ['a link to itself', 'to-itself', 'it is a dangling symbolic link'],
    ['a file in a folder that is not there', 'absent/out', 'its folder does not exist'],
    ['a file below a file', 'file/out', 'a part of its path is not a folder'],
    ['a file with a slash behind its name', 'file/', 'a part of its path is not a folder'],
    ['a new file with a slash behind its name', 'new/', 'a part of its path is not a folder'],
    ['a name that is too long', 'a'.repeat(300), 'its name is too long'],
  ])('refuses %s', async (_what, place, reason) => {
    mkdirSync(temp('folder'));
    writeFileSync(temp('file'), 'file');
    for (const [name, target] of [
      ['to-folder', 'folder'],
      ['to-device', '/dev/null'],
      ['to-nothing', 'nothing'],
      ['to-itself', 'to-itself'],
    ] as const) {
      symlinkSync(target, temp(name));
    }
    const before = readdirSync(temp()).sort();
    const path = place.startsWith('/') ? place : `${temp()}/${place}`;
    expect(await fileErrorFrom(replaceFile(path, 0o644, writeText))).toBe(unwritable(path, reason));
    expect(readdirSync(temp()).sort()).toEqual(before);
    expect(readFileSync(temp('file'), 'utf8')).toBe('file');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says so where this user may not write, unless the user may write everywhere', async () => {
    mkdirSync(temp('closed'), { mode: 0o555 });
    const call = replaceFile(temp('closed', 'out'), 0o644, writeText);
    if (process.getuid?.() === 0) {
      await call;
      return;
    }
    expect(await fileErrorFrom(call)).toBe(unwritable(temp('closed', 'out'), 'permission is denied'));
    expect(readdirSync(temp('closed'))).toEqual([]);
  });
});

const DISK = mountSmallDisk('256k');

describe('replaceFile on a small disk', () => {
  if (DISK === null) {
    it('is NOT EXERCISED here, for no small disk can be mounted', () => {
      expect(DISK).toBeNull();
    });
    return;
  }
  const disk = DISK;

  it('leaves no trace when the disk is full', async () => {
    const produce = (output: OutputFile): Promise<void> => output.write(new Uint8Array(0x8_0000).fill(1), 0);
    writeFileSync(disk.path('old'), 'old');
    for (const name of ['new', 'old']) {
      expect(await fileErrorFrom(replaceFile(disk.path(name), 0o644, produce))).toBe(
        unwritable(disk.path(name), 'the disk is full'),
      );
    }
    expect(readdirSync(disk.path())).toEqual(['old']);
    expect(readFileSync(disk.path('old'), 'utf8')).toBe('old');
  });

  it('leaves no trace on a disk that is read-only', async () => {
    writeFileSync(disk.path('old'), 'old');
    await disk.whileReadOnly(async () => {
      for (const name of ['new', 'old']) {
        expect(await fileErrorFrom(replaceFile(disk.path(name), 0o644, writeText))).toBe(
          unwritable(disk.path(name), 'the file system is read-only'),
        );
      }
    });
    expect(readdirSync(disk.path())).toEqual(['old']);
    expect(readFileSync(disk.path('old'), 'utf8')).toBe('old');
  });

  it('leaves no trace when a disk is mounted over the file meanwhile', async () => {
    // A file that something is mounted on cannot be renamed over, so the last step fails.
    writeFileSync(disk.path('old'), 'old');
    expect(succeeds('mount', '--bind', disk.path('old'), disk.path('old'))).toBe(true);
    const said = await fileErrorFrom(replaceFile(disk.path('old'), 0o644, writeText)).finally(() =>
      succeeds('umount', disk.path('old')),
    );
    expect(said).toBe(unwritable(disk.path('old'), 'something is mounted there or still in use'));
    expect(readdirSync(disk.path())).toEqual(['old']);
    expect(readFileSync(disk.path('old'), 'utf8')).toBe('old');
  });
});

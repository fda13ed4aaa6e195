/** Goal: what killed processes left is removed, and nothing that anybody may still need. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lutimesSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { replaceFile } from '../../../src/files/index.ts';
import { removeLeftovers, temporaryName } from '../../../src/files/temporaries.ts';
import { succeeds } from '../../support/small-disk.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** A name like this process's own: of the same machine, but maybe of another process. */
function nameOf(pid: number, count: number): string {
  return temporaryName().replace(/-\d+-\d+\.tmp$/, `-${pid}-${count}.tmp`);
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

/** Seconds since 1970 at which this process had not begun yet. */
const LONG_AGO = 1_000_000_000;

/** What is left in the folder besides the file that asks. */
async function remaining(own: string = temporaryName()): Promise<readonly string[]> {
  writeFileSync(temp(own), '', { flag: 'a' });
  await removeLeftovers(temp(), own);
  return readdirSync(temp())
    .filter((name) => name !== own)
    .sort();
}

describe('removeLeftovers', () => {
  it('removes what a process left that has ended', async () => {
    writeFileSync(temp(nameOf(deadProcess(), 1)), 'left');
    writeFileSync(temp(nameOf(deadProcess(), 7)), '');
    expect(await remaining()).toEqual([]);
  });

  it('removes a folder with all that it holds, and follows no link in it', async () => {
    writeFileSync(temp('kept'), 'not ours');
    const folder = nameOf(deadProcess(), 1);
    mkdirSync(temp(folder, 'deep', 'closed'), { recursive: true });
    writeFileSync(temp(folder, 'deep', 'closed', 'in.efi'), 'left');
    symlinkSync(temp(), temp(folder, 'deep', 'up'));
    chmodSync(temp(folder, 'deep', 'closed'), 0o555);
    expect(await remaining()).toEqual(['kept']);
  });

  it.each([0, LONG_AGO])('keeps what a living process is writing, however long it takes', async (age) => {
    const name = nameOf(process.ppid, 1);
    writeFileSync(temp(name), 'in use');
    if (age > 0) utimesSync(temp(name), age, age);
    expect(await remaining()).toEqual([name]);
  });

  it('keeps a folder that belongs to another user, or this is NOT EXERCISED by anybody but root', async () => {
    const isRoot = process.getuid?.() === 0;
    const folder = nameOf(deadProcess(), 1);
    mkdirSync(temp(folder));
    if (isRoot) chownSync(temp(folder), 65534, 65534);
    expect(await remaining()).toEqual(isRoot ? [folder] : []);
  });

  it('keeps what this process is writing, and removes what an earlier one of its number left', async () => {
    const [current, earlier] = [nameOf(process.pid, 1_000_001), nameOf(process.pid, 1_000_002)];
    for (const name of [current, earlier]) writeFileSync(temp(name), '');
    utimesSync(temp(earlier), LONG_AGO, LONG_AGO);
    // The folder's present is as old, so that age alone is no reason.
    const own = temporaryName();
    writeFileSync(temp(own), '');
    utimesSync(temp(own), LONG_AGO, LONG_AGO);
    expect(await remaining(own)).toEqual([current]);
  });

  it('touches nothing of another name or kind, however old', async () => {
    const dead = deadProcess();
    const foreign = [
      '.zbootkit-backup-2024-12.tmp',
      '.zbootkit-notes-2024-11.tmp',
      `x${nameOf(dead, 1)}`,
      `${nameOf(dead, 1)}.bak`,
      nameOf(dead, 1).toUpperCase(),
      nameOf(dead, 1).slice(1),
      '.zbootkit-host-1.tmp',
      '.zbootkit-host-x-1.tmp',
      '.zbootkit-.tmp',
      'vmlinuz.efi',
    ];
    for (const name of foreign) writeFileSync(temp(name), 'not ours');
    const link = nameOf(dead, 3);
    symlinkSync('vmlinuz.efi', temp(link));
    for (const name of [...foreign, link]) lutimesSync(temp(name), LONG_AGO, LONG_AGO);
    expect(await remaining()).toEqual([...foreign, link].sort());
    expect(readFileSync(temp('vmlinuz.efi'), 'utf8')).toBe('not ours');
  });

  it('is done by every call of replaceFile, in the folder of the file', async () => {
    mkdirSync(temp('other'));
    const name = nameOf(deadProcess(), 1);
    for (const path of [temp(name), temp('other', name)]) writeFileSync(path, 'left');
    await replaceFile(temp('out'), 0o644, () => Promise.resolve());
    expect(readdirSync(temp(), { recursive: true }).sort()).toEqual(['other', `other/${name}`, 'out']);
  });
});

describe('a leftover that cannot be removed', () => {
  it('is in nobody’s way, or this is NOT EXERCISED where nothing can be mounted', async () => {
    const name = nameOf(deadProcess(), 1);
    writeFileSync(temp(name), 'left');
    // The system removes no file that something is mounted on, not even for a user who may do everything.
    const isMounted = succeeds('mount', '--bind', temp(name), temp(name));
    const call = replaceFile(temp('out'), 0o644, () => Promise.resolve());
    await call.finally(() => succeeds('umount', temp(name)));
    expect(readdirSync(temp()).sort()).toEqual(isMounted ? [name, 'out'] : ['out']);
  });
});

describe('two instances in one process, as two threads have', () => {
  it('give names that the other one may have given, and work beside each other', async () => {
    const instance = async (): Promise<typeof replaceFile> => {
      vi.resetModules();
      return (await import('../../../src/files/index.ts')).replaceFile;
    };
    const [first, second] = [await instance(), await instance()];
    await first(temp('one'), 0o644, async (output) => {
      await second(temp('two'), 0o644, (other) => other.write(Buffer.from('second'), 0));
      await output.write(Buffer.from('first'), 0);
    });
    expect(['one', 'two'].map((name) => readFileSync(temp(name), 'utf8'))).toEqual(['first', 'second']);
    expect(readdirSync(temp()).sort()).toEqual(['one', 'two']);
  });
});

/** Goal: what is a leftover, and when what is left goes, by what the system says of processes and their owners. */
import promises from 'node:fs/promises';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import threads from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { forgetTemporary, makeTemporaryFolder, removeLeftovers, retiredIn } from '../../../src/files/index.ts';
import { removeTemporaries, temporaryName } from '../../../src/files/temporaries.ts';
import { systemError, useChanges } from '../../support/changed-system.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

/** A number that Linux gives to no process. */
const DEAD = 2 ** 22 + 1;

function nameOf(pid: number, count: number): string {
  return temporaryName().replace(/-\d+-\d+\.tmp$/, `-${pid}-${count}.tmp`);
}

/** What stays in the folder besides what has just been made there. */
async function remaining(): Promise<readonly string[]> {
  const own = temporaryName();
  writeFileSync(temp(own), '');
  await removeLeftovers(temp(), own);
  rmSync(temp(own));
  return readdirSync(temp()).sort();
}

describe('what has the number of this process', () => {
  /** Seconds since 1970 at which the process began. */
  const BEGAN = 1_500_000_000;

  it.each([
    ['the only thread', true, BEGAN - 0.001, 'goes'],
    ['the only thread', true, BEGAN, 'stays'],
    ['the only thread', true, BEGAN + 1, 'stays'],
    ['one thread of several', false, BEGAN - 1000, 'stays'],
  ] as const)('for %s (%s), when it was made at %d, %s', async (_what, isMainThread, time, fate) => {
    change(threads, 'isMainThread', isMainThread);
    change(performance, 'timeOrigin', BEGAN * 1000);
    const name = nameOf(process.pid, 1_000_000);
    writeFileSync(temp(name), '');
    utimesSync(temp(name), time, time);
    expect(await remaining()).toEqual(fate === 'goes' ? [] : [name]);
  });

  it('stays when this process has made it and not given it up, whatever its time', async () => {
    change(threads, 'isMainThread', true);
    const [kept, given] = [await makeTemporaryFolder(temp()), await makeTemporaryFolder(temp())];
    forgetTemporary(given);
    for (const path of [kept, given]) utimesSync(path, 1_000_000_000, 1_000_000_000);
    const left = await remaining();
    forgetTemporary(kept);
    expect(left).toEqual([basename(kept)]);
  });
});

describe('what a process left', () => {
  it.each([
    ['ESRCH', 'goes'],
    ['EPERM', 'stays'],
    ['EINVAL', 'stays'],
  ])('that may be asked for its life with the answer %s %s', async (code, fate) => {
    change(process, 'kill', () => {
      throw systemError(code);
    });
    const name = nameOf(DEAD, 1);
    writeFileSync(temp(name), '');
    expect(await remaining()).toEqual(fate === 'goes' ? [] : [name]);
  });

  it('stays where the system tells nothing of a living one', async () => {
    change(process, 'kill', () => true);
    const name = nameOf(DEAD, 1);
    writeFileSync(temp(name), '');
    expect(await remaining()).toEqual([name]);
  });

  it.each(['cat', 'a) S b'])('named %s goes when it has ended, though nobody has asked for its end', async (name) => {
    mkdirSync(temp('bin'));
    symlinkSync('/bin/cat', temp('bin', name));
    // The shell becomes a program that never asks for the ends of its children.
    const parent = spawn('sh', ['-c', '"$1" <&3 & echo $!; exec cat 3<&-', 'parent', temp('bin', name)], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    });
    const told = (): Promise<string> =>
      new Promise((resolve) => {
        parent.stdout?.once('data', (bytes: Buffer) => {
          resolve(bytes.toString());
        });
      });
    const child = Number(await told());
    parent.stdin?.write('there?');
    expect(await told()).toBe('there?');
    const [ended, living] = [nameOf(child, 1), nameOf(parent.pid ?? 0, 1)];
    for (const left of [ended, living]) writeFileSync(temp(left), '');
    expect(await remaining()).toEqual(['bin', ended, living].sort());
    (parent.stdio[3] as Writable).end();
    await vi.waitFor(() => {
      expect(readFileSync(`/proc/${child}/stat`, 'latin1')).toMatch(/\) Z /);
    }, 10_000);
    expect(await remaining()).toEqual(['bin', living].sort());
    parent.stdin?.end();
  });
});

describe('a folder that a dead process left', () => {
  it.each([
    ['belongs to this user', process.getuid, []],
    ['belongs to another user', () => 4_000_000_000, ['stays']],
    ['belongs to somebody, on a system that tells no users', undefined, ['stays']],
  ])('and that %s', async (_whose, getuid, left) => {
    const [folder, file] = [nameOf(DEAD, 1), nameOf(DEAD, 2)];
    mkdirSync(temp(folder));
    writeFileSync(temp(file), '');
    change(process, 'getuid', getuid);
    expect((await remaining()).map((name) => (name === folder ? 'stays' : name))).toEqual(left);
  });

  it('may have gone when its turn comes', async () => {
    const [gone, there] = [nameOf(DEAD, 1), nameOf(DEAD, 2)];
    writeFileSync(temp(there), '');
    const { readdir } = promises;
    const listing = async (path: string): Promise<readonly string[]> => [gone, ...(await readdir(path))];
    change(promises, 'readdir', listing as typeof readdir);
    expect(await remaining()).toEqual([]);
  });

  it('is nobody’s trouble when it cannot be removed', async () => {
    const [folder, file, other] = [nameOf(DEAD, 1), nameOf(DEAD, 2), nameOf(DEAD, 3)];
    mkdirSync(temp(folder));
    for (const name of [file, other]) writeFileSync(temp(name), '');
    const { rm } = promises;
    change(promises, 'rmdir', () => Promise.reject(systemError('EBUSY')));
    change(promises, 'rm', (path, options) =>
      path === temp(file) ? Promise.reject(systemError('EPERM')) : rm(path, options),
    );
    expect(await remaining()).toEqual([folder, file]);
  });
});

describe('folders for what was moved aside', () => {
  it('are sorted, in whatever order the system tells them', async () => {
    const names = [1, 2, 3].map((count) => nameOf(DEAD, count).replace(/tmp$/, 'old'));
    for (const name of names) mkdirSync(temp(name));
    change(promises, 'readdir', (() => Promise.resolve([...names].reverse())) as unknown as typeof promises.readdir);
    expect(await retiredIn(temp())).toEqual(names.map((name) => temp(name)));
  });
});

describe('the end of the process', () => {
  const waiting = (): number => process.listeners('exit').filter((listener) => listener === removeTemporaries).length;

  it('removes what was made, for as long as there is something', async () => {
    expect(waiting()).toBe(0);
    const first = await makeTemporaryFolder(temp());
    expect(waiting()).toBe(1);
    const second = await makeTemporaryFolder(temp());
    expect(waiting()).toBe(1);
    forgetTemporary(first);
    expect(waiting()).toBe(1);
    forgetTemporary(second);
    expect(waiting()).toBe(0);
  });

  it('goes on where something cannot be removed', async () => {
    mkdirSync(temp('closed'));
    const [stuck, free] = [await makeTemporaryFolder(temp('closed')), await makeTemporaryFolder(temp())];
    writeFileSync(`${stuck}/file`, '');
    const fs = await import('node:fs');
    const { rmSync } = fs.default;
    change(fs.default, 'rmSync', (path, options) => {
      if (path === stuck) throw systemError('EACCES');
      rmSync(path, options);
    });
    removeTemporaries();
    for (const path of [stuck, free]) forgetTemporary(path);
    expect([stuck, free].map((path) => existsSync(path))).toEqual([true, false]);
  });
});

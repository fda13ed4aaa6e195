/** Goal: what somebody changes or mounts while a tree is removed is nobody's loss, and what cannot be removed is told. */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../../src/files/index.ts';
import { systemError, useChanges } from '../../support/changed-system.ts';
import { openBelow } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

/** A tree of a few levels, and beside it what nobody asks to remove. */
function makeTree(): void {
  mkdirSync(temp('tree', 'folder', 'deep', 'empty'), { recursive: true });
  mkdirSync(temp('tree', 'full'));
  for (const path of [temp('tree', 'file'), temp('tree', 'full', 'file'), temp('tree', 'folder', 'deep', 'file')]) {
    writeFileSync(path, '');
  }
  mkdirSync(temp('kept'));
  writeFileSync(temp('kept', 'file'), 'not ours');
  symlinkSync('../kept', temp('tree', 'link'));
}

const nameOf = (path: unknown): string => basename(String(path));

/** Lets calls of the system that are given paths fail, as long as there is an answer for the path. */
function failing(name: 'opendir' | 'lstat' | 'rmdir' | 'unlink', answer: (path: string) => Error | null): void {
  const real = promises[name] as (...args: readonly unknown[]) => Promise<unknown>;
  const call = (...args: readonly unknown[]): Promise<unknown> => {
    const error = answer(String(args[0]));
    return error === null ? real(...args) : Promise.reject(error);
  };
  change(promises, name, call as never);
}

/** An answer for the first call with a path of a name, and none later. */
function once(name: string, error: Error): (path: string) => Error | null {
  let asked = 0;
  return (path) => (nameOf(path) === name && (asked += 1) === 1 ? error : null);
}

describe('removeTree', () => {
  it('removes a tree and nothing else, and leaves nothing open', async () => {
    makeTree();
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(readdirSync(temp('kept'))).toEqual(['file']);
    expect(openBelow(temp())).toEqual([]);
  });

  it('says what keeps it from looking, where it is not that nothing is there', async () => {
    writeFileSync(temp('file'), '');
    await expect(removeTree(temp('file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(removeTree(temp('absent'))).resolves.toBeUndefined();
  });

  it('takes a file that has gone meanwhile for removed', async () => {
    writeFileSync(temp('file'), '');
    const { lstat } = promises;
    const vanishing = async (path: string): Promise<unknown> => {
      const state = await lstat(path);
      unlinkSync(path);
      return state;
    };
    change(promises, 'lstat', vanishing as never);
    await removeTree(temp('file'));
    expect(readdirSync(temp())).toEqual([]);
  });

  it('takes an entry that has gone meanwhile for removed', async () => {
    makeTree();
    const { unlink } = promises;
    change(promises, 'unlink', async (path) => {
      unlinkSync(path);
      await unlink(path);
    });
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
  });

  it('looks again after a file and a folder, for something may have come', async () => {
    mkdirSync(temp('tree', 'folder'), { recursive: true });
    writeFileSync(temp('tree', 'file'), '');
    const { unlink } = promises;
    change(promises, 'unlink', async (path) => {
      await unlink(path);
      if (nameOf(path) === 'file') writeFileSync(temp('tree', 'late'), '');
    });
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual([]);
  });
});

describe('removeTree where something cannot be removed', () => {
  it.each([
    ['a file, for the system says so', 'unlink', 'EPERM'],
    ['a file that is there although the system says that something is not', 'unlink', 'ENOENT'],
    ['a folder, for the system says so', 'rmdir', 'EPERM'],
    ['a folder, for something is mounted there', 'rmdir', 'EBUSY'],
  ] as const)('tells the failure: %s', async (_what, call, code) => {
    makeTree();
    const error = systemError(code);
    failing(call, once(call === 'unlink' ? 'file' : 'folder', error));
    await expect(removeTree(temp('tree'))).rejects.toBe(error);
    expect(openBelow(temp())).toEqual([]);
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
  });

  it('tells a failure of the system even where the file has gone', async () => {
    makeTree();
    const error = systemError('EIO');
    change(promises, 'unlink', (path) => {
      unlinkSync(path);
      return Promise.reject(error);
    });
    await expect(removeTree(temp('tree'))).rejects.toBe(error);
  });

  it.each(['ENOTEMPTY', 'EEXIST', 'EACCES'])(
    'empties a folder that the system does not remove for %s',
    async (code) => {
      makeTree();
      failing('rmdir', once('empty', systemError(code)));
      await removeTree(temp('tree'));
      expect(readdirSync(temp())).toEqual(['kept']);
    },
  );

  it('gives up in the end where somebody writes as fast as it removes, and tells in time', async () => {
    mkdirSync(temp('tree'));
    writeFileSync(temp('tree', 'file'), '');
    const { unlink } = promises;
    let removed = 0;
    change(promises, 'unlink', async (path) => {
      removed += 1;
      await unlink(path);
      writeFileSync(path, '');
    });
    const busy: number[] = [];
    const call = removeTree(temp('tree'), () => busy.push(removed));
    await expect(call).rejects.toMatchObject({
      message: 'EBUSY: something is still writing there',
      code: 'EBUSY',
      syscall: 'rmdir',
    });
    expect(removed).toBe(1000);
    expect(busy).toEqual([2]);
  });
});

describe('a folder that is given to somebody while it is emptied', () => {
  /** Puts a link to what is kept in the place of a folder as soon as that is open. */
  function swapWhenOpen(name: string): void {
    const { open } = promises;
    change(promises, 'open', async (path, ...rest) => {
      const handle = await open(path, ...rest);
      if (nameOf(path) === name) {
        renameSync(path, temp('moved'));
        symlinkSync(temp('kept'), path);
      }
      return handle;
    });
  }

  it.each(['tree', 'full'])('stays the folder that is emptied, and not what %s leads to then', async (name) => {
    makeTree();
    swapWhenOpen(name);
    await expect(removeTree(temp('tree'))).rejects.toThrow();
    expect(readFileSync(temp('kept', 'file'), 'utf8')).toBe('not ours');
    expect(openBelow(temp())).toEqual([]);
  });
});

describe('removeTree on a system without paths to open files', () => {
  it('removes by the paths that there are, and opens nothing', async () => {
    makeTree();
    change(process, 'platform', 'darwin');
    change(promises, 'open', () => Promise.reject(systemError('EINVAL')));
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(readdirSync(temp('kept'))).toEqual(['file']);
  });

  it('does so on Linux too where the folder of processes is not there', async () => {
    makeTree();
    const absent = (path: string): Error | null => (path.startsWith('/proc/') ? systemError('ENOENT') : null);
    for (const name of ['lstat', 'opendir', 'rmdir', 'unlink'] as const) failing(name, absent);
    change(promises, 'readFile', (() => Promise.reject(systemError('ENOENT'))) as typeof promises.readFile);
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(openBelow(temp())).toEqual([]);
  });
});

describe('a mount', () => {
  /** Lets the system tell of open folders what a test says, by their last names. */
  function tellMounts(told: (name: string) => string): void {
    const read = (path: string): Promise<string> => {
      const descriptor = /^\/proc\/self\/fdinfo\/(\d+)$/.exec(path)?.[1];
      if (descriptor === undefined) return Promise.reject(systemError('ENOENT'));
      return Promise.resolve(told(nameOf(fs.readlinkSync(`/proc/self/fd/${descriptor}`))));
    };
    change(promises, 'readFile', read as typeof promises.readFile);
  }

  /** What Linux tells of an open folder. [proc(5), fdinfo] */
  const infoOf = (mount: number): string => `pos:\t0\nflags:\t012200000\nmnt_id:\t${mount}\nino:\t17\n`;

  it.each([
    ['another one', 31, 30],
    ['one whose number begins alike', 3, 30],
    ['one whose number ends alike', 130, 30],
  ])('in the tree is left alone where it is %s', async (_what, mount, around) => {
    makeTree();
    tellMounts((name) => infoOf(name === 'full' ? mount : around));
    await expect(removeTree(temp('tree'))).rejects.toMatchObject({
      name: 'SomethingMounted',
      message: expect.stringMatching(/^EBUSY: something is mounted at \/.*\/full$/) as string,
      code: 'EBUSY',
      syscall: 'rmdir',
    });
    expect(readdirSync(temp('tree', 'full'))).toEqual(['file']);
    expect(openBelow(temp())).toEqual([]);
  });

  it('at the tree itself is left alone', async () => {
    makeTree();
    tellMounts((name) => infoOf(name === 'tree' ? 31 : 30));
    await expect(removeTree(temp('tree'))).rejects.toThrow(`EBUSY: something is mounted at ${temp('tree')}`);
    expect(readdirSync(temp('tree')).sort()).toEqual(['file', 'folder', 'full', 'link']);
  });

  it.each([
    ['the mount around the tree', () => ''],
    ['any mount, as Linux before 3.15', () => 'pos:\t0\nflags:\t012200000\n'],
    ['any other mount than the one', () => infoOf(30)],
  ])('does not keep a tree where the system does not tell %s', async (_what, told) => {
    makeTree();
    tellMounts(told);
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
  });

  it('is not looked for in the tree where the system does not tell the one around it', async () => {
    makeTree();
    tellMounts((name) => (name === basename(temp()) ? '' : infoOf(30)));
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
  });
});

/** Goal: whatever the system declines or loses while a file is replaced, the file is right and the message true. */
import { chmodSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { closeSync, unlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isTemporary, replaceFile } from '../../../src/files/index.ts';
import type { OutputFile } from '../../../src/files/index.ts';
import { removeTemporaries } from '../../../src/files/temporaries.ts';
import { fileHandlePrototype, systemError, useChanges } from '../../support/changed-system.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { openBelow } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

/** Has the calls of every open file. */
let handles: FileHandle;
beforeAll(async () => {
  handles = await fileHandlePrototype();
});

async function writeText(output: OutputFile): Promise<void> {
  await output.write(Buffer.from('the new file'), 0);
}

function unwritable(path: string, reason: string): string {
  return `${path}: the output cannot be written: ${reason}.`;
}

/** The path of the temporary file in the folder. */
function temporary(): string {
  return temp(readdirSync(temp()).find((name) => isTemporary(name)) ?? 'none');
}

describe('a symbolic link', () => {
  it('is replaced itself when the caller says so, and followed when not', async () => {
    writeFileSync(temp('far'), 'the old file');
    symlinkSync('far', temp('out'));
    await replaceFile(temp('out'), 0o644, writeText, 'replaced');
    expect(lstatSync(temp('out')).isFile()).toBe(true);
    expect(readFileSync(temp('far'), 'utf8')).toBe('the old file');
    symlinkSync('far', temp('link'));
    await replaceFile(temp('link'), 0o644, writeText, 'followed');
    expect(lstatSync(temp('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(temp('far'), 'utf8')).toBe('the new file');
  });

  it('that leads nowhere is replaced itself too', async () => {
    symlinkSync('absent', temp('out'));
    await replaceFile(temp('out'), 0o644, writeText, 'replaced');
    expect(readdirSync(temp())).toEqual(['out']);
    expect(readFileSync(temp('out'), 'utf8')).toBe('the new file');
  });
});

describe('a file that has no path any more', () => {
  it('cannot be replaced by one that leads to it all the same', async () => {
    writeFileSync(temp('gone'), '');
    const descriptor = openSync(temp('gone'), 'r');
    unlinkSync(temp('gone'));
    const path = `/proc/self/fd/${descriptor}`;
    const said = await fileErrorFrom(replaceFile(path, 0o644, writeText));
    closeSync(descriptor);
    expect(said).toBe(unwritable(path, 'there is no such file'));
  });
});

describe('the temporary file', () => {
  it('is named when it cannot be removed', async () => {
    let path = '';
    const said = await fileErrorFrom(
      replaceFile(temp('out'), 0o644, () => {
        path = temporary();
        unlinkSync(path);
        mkdirSync(path);
        throw systemError('EFBIG');
      }),
    );
    const reason = 'the file system does not support a file of that size';
    expect(said).toBe(unwritable(temp('out'), `${reason}, and ${path} cannot be removed`));
    expect(readdirSync(temp())).toEqual([basename(path)]);
  });

  it.each([
    ['a file that was replaced', () => Promise.resolve()],
    ['a failure', () => Promise.reject(systemError('EIO'))],
  ])('is forgotten after %s, so that what has its name later is not removed in the end', async (_what, end) => {
    let path = '';
    await replaceFile(temp('out'), 0o644, () => {
      path = temporary();
      return end();
    }).catch(() => undefined);
    writeFileSync(path, 'of somebody else');
    removeTemporaries();
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
  });

  it('is closed, and so is its folder, whatever happens', async () => {
    await replaceFile(temp('out'), 0o644, writeText);
    expect(openBelow(temp())).toEqual([]);
    await fileErrorFrom(replaceFile(temp('out'), 0o644, () => Promise.reject(systemError('EIO'))));
    expect(openBelow(temp())).toEqual([]);
  });
});

describe('the owner of what is replaced', () => {
  interface Owner {
    readonly uid: number;
    readonly gid: number;
  }

  /** Replaces a file as root, whose new file has an owner; to whom the system is asked to give it, if to anybody. */
  async function givenTo(own: (old: Owner) => Owner, refusal: Error | null = null): Promise<readonly Owner[]> {
    const asked: Owner[] = [];
    change(process, 'getuid', () => 0);
    const stat = (): unknown => Promise.resolve(own(statSync(temp('old'))));
    change(handles, 'stat', stat as FileHandle['stat']);
    change(handles, 'chown', (uid, gid) => {
      asked.push({ uid, gid });
      return refusal === null ? Promise.resolve() : Promise.reject(refusal);
    });
    writeFileSync(temp('old'), 'the old file');
    await replaceFile(temp('old'), 0o640, writeText);
    return asked;
  }

  it.each([
    ['another user', (old: Owner) => ({ ...old, uid: old.uid + 1 })],
    ['another group', (old: Owner) => ({ ...old, gid: old.gid + 1 })],
    ['another user and group', (old: Owner) => ({ uid: old.uid + 1, gid: old.gid + 1 })],
  ])('gets the new file where that is of %s', async (_whose, own) => {
    const asked = await givenTo(own);
    const { uid, gid } = statSync(temp('old'));
    expect(asked).toEqual([{ uid, gid }]);
  });

  it('has the new file already where the owners are equal', async () => {
    expect(await givenTo((old) => old)).toEqual([]);
  });

  it.each(['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS'])(
    'does not get it where the system declines with %s',
    async (code) => {
      expect(await givenTo((old) => ({ ...old, uid: old.uid + 1 }), systemError(code))).toHaveLength(1);
      expect(readFileSync(temp('old'), 'utf8')).toBe('the new file');
      expect(statSync(temp('old')).mode & 0o777).toBe(0o640);
    },
  );

  it('not being given for another reason is a failure', async () => {
    const call = givenTo((old) => ({ ...old, uid: old.uid + 1 }), systemError('EDQUOT'));
    expect(await fileErrorFrom(call)).toBe(unwritable(temp('old'), 'the disk quota is exhausted'));
    expect(readFileSync(temp('old'), 'utf8')).toBe('the old file');
    expect(readdirSync(temp())).toEqual(['old']);
  });

  it('is nobody where nothing is replaced', async () => {
    change(process, 'getuid', () => 0);
    change(handles, 'chown', () => Promise.reject(systemError('EIO')));
    await replaceFile(temp('new'), 0o644, writeText);
    expect(readFileSync(temp('new'), 'utf8')).toBe('the new file');
  });

  it.each([
    ['by somebody else than root', () => 1000],
    ['on a system that tells no users', undefined],
  ])('is not asked for %s', async (_where, getuid) => {
    change(process, 'getuid', getuid);
    change(handles, 'stat', (() => Promise.reject(systemError('EIO'))) as FileHandle['stat']);
    writeFileSync(temp('old'), 'the old file');
    await replaceFile(temp('old'), 0o644, writeText);
    expect(readFileSync(temp('old'), 'utf8')).toBe('the new file');
  });
});

describe('the folder of the file', () => {
  /** Lets no folder be flushed. */
  function failFolders(code: string): void {
    change(handles, 'sync', async function (this: FileHandle) {
      if ((await this.stat()).isDirectory()) throw systemError(code);
    });
  }

  it.each([
    ['EIO', 'EIO'],
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is exhausted'],
  ])('that loses the new name with %s is told, and the file is there', async (code, reason) => {
    failFolders(code);
    expect(await fileErrorFrom(replaceFile(temp('out'), 0o644, writeText))).toBe(
      `${temp('out')}: the output is in place, but its name cannot be flushed to disk: ${reason}; check it after a restart.`,
    );
    expect(readFileSync(temp('out'), 'utf8')).toBe('the new file');
    expect(openBelow(temp())).toEqual([]);
  });

  it.each(['EINVAL', 'EBADF', 'EROFS'])('need not be one that can be flushed: %s', async (code) => {
    failFolders(code);
    await replaceFile(temp('out'), 0o644, writeText);
    expect(readFileSync(temp('out'), 'utf8')).toBe('the new file');
    expect(openBelow(temp())).toEqual([]);
  });

  it('need not be one that may be opened, which for root every folder may', async () => {
    mkdirSync(temp('closed'));
    chmodSync(temp('closed'), 0o333);
    await replaceFile(temp('closed', 'out'), 0o644, writeText).finally(() => {
      chmodSync(temp('closed'), 0o755);
    });
    expect(readdirSync(temp('closed'))).toEqual(['out']);
  });
});

describe('a file that takes its time', () => {
  it('is flushed while it is made, until it is whole', async () => {
    let flushed = 0;
    await replaceFile(temp('out'), 0o644, async () => {
      await new Promise<void>((resolve) => {
        change(handles, 'datasync', () => {
          flushed += 1;
          if (flushed === 2) resolve();
          return Promise.resolve();
        });
      });
    });
    expect(flushed).toBe(2);
  }, 10_000);

  it('is not put into place when it cannot be flushed', async () => {
    const call = replaceFile(temp('out'), 0o644, async () => {
      await new Promise<void>((resolve) => {
        change(handles, 'datasync', () => {
          resolve();
          return Promise.reject(systemError('ENOSPC'));
        });
      });
    });
    expect(await fileErrorFrom(call)).toBe(unwritable(temp('out'), 'the disk is full'));
    expect(readdirSync(temp())).toEqual([]);
  }, 10_000);
});

/** Goal: a failure of the system has a code for the program and a reason for people. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileError, attempt, attemptAsync, codeOf, ignore, reasonOf } from '../../../src/files/index.ts';
import { fileErrorFrom, fileErrorOf } from '../../support/file-error.ts';

/** A failure as Node reports one of the system. */
function systemError(code: string): Error {
  return Object.assign(new Error('said by the system'), { code, syscall: 'open' });
}

describe('the reason of a failure', () => {
  it.each([
    ['ENOENT', 'there is no such file'],
    ['EACCES', 'permission is denied'],
    ['EPERM', 'permission is denied'],
    ['EISDIR', 'it is a folder'],
    ['ENOTDIR', 'a part of its path is not a folder'],
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the file system is read-only'],
    ['EEXIST', 'it already exists'],
    ['ENOTEMPTY', 'a folder that is not empty already exists there'],
    ['ENAMETOOLONG', 'its name is too long'],
    ['EDQUOT', 'the disk quota is exhausted'],
    ['EFBIG', 'the file system does not support a file of that size'],
    ['EBUSY', 'something is mounted there or still in use'],
    ['ELOOP', 'its symbolic links form a loop'],
  ])('is said in words for %s', (code, words) => {
    expect(reasonOf(systemError(code))).toBe(words);
  });

  it('is the code where there are no words for it', () => {
    expect(reasonOf(systemError('EIO'))).toBe('EIO');
    expect(reasonOf(Object.assign(new Error('no system'), { code: 7 }))).toBe('7');
  });

  it.each([
    [new TypeError('is no file'), 'TypeError: is no file'],
    ['a text', 'a text'],
    [null, 'null'],
    [{ code: 'ENOENT' }, '[object Object]'],
  ])('is what was thrown where that has no code: %s', (cause, text) => {
    expect(reasonOf(cause)).toBe(text);
  });
});

describe('the code of a failure', () => {
  it('is the one of the system, also where a FileError says it in words', () => {
    expect(codeOf(systemError('EIO'))).toBe('EIO');
    expect(codeOf(new FileError('in words', { cause: systemError('EIO') }))).toBe('EIO');
    const twice = new FileError('again', { cause: new FileError('in words', { cause: systemError('ENOENT') }) });
    expect(codeOf(twice)).toBe('ENOENT');
  });

  it.each([
    ['a FileError without a cause', new FileError('in words')],
    ['another error that has the cause', new Error('in words', { cause: systemError('EIO') })],
    ['an error with a code that no call of the system has', Object.assign(new Error('aborted'), { code: 'ABORT_ERR' })],
    ['an error of a call without a code', Object.assign(new Error('odd'), { syscall: 'open' })],
    ['an object that is no error', { code: 'EIO', syscall: 'open' }],
    ['a text', 'EIO'],
    ['nothing', undefined],
  ])('is empty for %s', (_what, cause) => {
    expect(codeOf(cause)).toBe('');
  });
});

describe('a FileError', () => {
  it('is an error of that name', () => {
    expect(new FileError('a: it is gone.')).toBeInstanceOf(Error);
    expect(String(new FileError('a: it is gone.'))).toBe('FileError: a: it is gone.');
  });
});

describe('ignore', () => {
  it('makes nothing of a failure', async () => {
    await expect(Promise.reject(new Error('whatever')).catch(ignore)).resolves.toBeUndefined();
  });
});

describe('an attempt', () => {
  it('gives what the operation gives', async () => {
    expect(attempt('a', () => 7)).toBe(7);
    expect(await attemptAsync('a', () => Promise.resolve(7))).toBe(7);
  });

  it('puts its sentence in front of the reason of a failure', async () => {
    const fail = (): Buffer => readFileSync('/absent');
    expect(fileErrorOf(() => attempt('/absent: it cannot be read', fail))).toBe(
      '/absent: it cannot be read: there is no such file.',
    );
    expect(await fileErrorFrom(attemptAsync('/absent: it cannot be read', async () => Promise.resolve(fail())))).toBe(
      '/absent: it cannot be read: there is no such file.',
    );
  });

  it('passes on what already is a sentence', async () => {
    const said = new FileError('a: it was said.');
    const call = (): number => {
      throw said;
    };
    expect(() => attempt('not this', call)).toThrow(said);
    await expect(attemptAsync('not this', () => Promise.reject(said))).rejects.toBe(said);
  });
});

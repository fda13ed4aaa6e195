/** Goal: links are followed or refused as the caller says, nothing is waited for, and no cover hides a change. */
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { constants, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf, openInput } from '../../../src/files/index.ts';
import type { InputFile } from '../../../src/files/index.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { openBelow } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

const LONG_AGO = 1_000_000_000;
const A_LINK = 'it is a symbolic link, which may lead anywhere; copy its target';
const IN_CIRCLE = 'its symbolic links form a loop';

function cannotRead(path: string, reason: string): string {
  return `${path}: the image cannot be read: ${reason}.`;
}

function textOf(input: InputFile): string {
  const buffer = new Uint8Array(input.length);
  input.read(buffer, 0);
  input.close();
  return Buffer.from(buffer).toString();
}

/** A file, a link to it, one to itself and one to its folder. */
function makeEntries(): void {
  mkdirSync(temp('folder'));
  writeFileSync(temp('folder', 'file'), 'text');
  symlinkSync('folder/file', temp('to-file'));
  symlinkSync('to-itself', temp('to-itself'));
  symlinkSync('folder', temp('to-folder'));
}

describe('a symbolic link', () => {
  it('is followed unless the caller says otherwise', () => {
    makeEntries();
    expect(textOf(openInput(temp('to-file'), 'image'))).toBe('text');
    expect(textOf(openInput(temp('to-file'), 'image', 'followed'))).toBe('text');
    expect(fileErrorOf(() => openInput(temp('to-itself'), 'image'))).toBe(cannotRead(temp('to-itself'), IN_CIRCLE));
  });

  it('is refused where it may lead anywhere', () => {
    makeEntries();
    for (const name of ['to-file', 'to-itself', 'to-folder']) {
      expect(fileErrorOf(() => openInput(temp(name), 'image', 'refused'))).toBe(cannotRead(temp(name), A_LINK));
    }
  });

  it('is none where only a folder on the way is one', () => {
    makeEntries();
    expect(textOf(openInput(temp('to-folder', 'file'), 'image', 'refused'))).toBe('text');
  });

  it('is not what keeps other things from being read where links are refused', () => {
    makeEntries();
    expect(textOf(openInput(temp('folder', 'file'), 'image', 'refused'))).toBe('text');
    for (const [name, reason] of [
      ['folder', 'it is a folder'],
      ['absent', 'there is no such file'],
      ['folder/file/below', 'a part of its path is not a folder'],
    ] as const) {
      expect(fileErrorOf(() => openInput(temp(name), 'image', 'refused'))).toBe(cannotRead(temp(name), reason));
    }
  });
});

describe('an input', () => {
  it('is opened without a wait for whoever else has it, as a pipe in its place would have it', () => {
    makeEntries();
    const input = openInput(temp('to-file'), 'image');
    const [, flags = ''] =
      /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${input.descriptor}`, 'latin1')) ?? [];
    input.close();
    expect(Number.parseInt(flags, 8) & constants.O_NONBLOCK).toBe(constants.O_NONBLOCK);
  });

  it('has a failure whose code a program can tell', () => {
    const codes = ['absent', '.'].map((name) => {
      try {
        openInput(temp(name), 'image').close();
        return 'opened';
      } catch (cause) {
        return codeOf(cause);
      }
    });
    // That it is a folder the system did not say.
    expect(codes).toEqual(['ENOENT', '']);
  });

  it('is open until it is closed, and what is refused is not', () => {
    makeEntries();
    const input = openInput(temp('to-file'), 'image');
    expect(openBelow(temp())).toEqual([temp('folder', 'file')]);
    input.close();
    expect(openBelow(temp())).toEqual([]);
    expect(() => openInput(temp('folder'), 'image')).toThrow('it is a folder');
    expect(openBelow(temp())).toEqual([]);
  });
});

describe('an input that has lost a name, which changes its times too', () => {
  /** Opens a file of two names, lets somebody act on it and takes one name away. */
  function changedBy(act: (path: string) => void): () => void {
    writeFileSync(temp('a'), '0123456789');
    utimesSync(temp('a'), LONG_AGO, LONG_AGO);
    linkSync(temp('a'), temp('b'));
    const input = openInput(temp('a'), 'image');
    act(temp('a'));
    rmSync(temp('b'));
    return () => {
      try {
        input.confirmUnchanged();
      } finally {
        input.close();
      }
    };
  }

  const CHANGED = 'it changed while being read; try again when it is complete';

  it('is what it was when nothing else happened', () => {
    expect(changedBy(() => undefined)).not.toThrow();
  });

  it.each([
    ['its length alone tells that it was cut off', 9, LONG_AGO],
    ['its time alone tells that it was written', 10, LONG_AGO + 1],
  ])('is found out where %s', (_what, length, time) => {
    const confirm = changedBy((path) => {
      truncateSync(path, length);
      utimesSync(path, LONG_AGO, time);
      expect(statSync(path)).toMatchObject({ size: length, mtimeMs: time * 1000 });
    });
    expect(fileErrorOf(confirm)).toBe(cannotRead(temp('a'), CHANGED));
  });
});

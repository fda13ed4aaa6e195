/** Goal: what lies at a path is told of what a link leads to or of the link, and nothing is no failure. */
import type { Stats } from 'node:fs';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entryAt, isSameFile, stateAt } from '../../../src/files/index.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** What stands at a path, in one word; nothing stays what it was given as. */
function kindOf(found: Stats | null | undefined): 'file' | 'link' | 'other' | null | undefined {
  if (found === null || found === undefined) return found;
  if (found.isSymbolicLink()) return 'link';
  return found.isFile() ? 'file' : 'other';
}

/** A file, a folder, a link to each and one that leads nowhere. */
function makeEntries(): void {
  writeFileSync(temp('file'), '');
  mkdirSync(temp('folder'));
  symlinkSync('file', temp('to-file'));
  symlinkSync('absent', temp('to-nothing'));
  symlinkSync('to-itself', temp('to-itself'));
}

describe('entryAt', () => {
  it.each([
    ['file', 'file', 'file'],
    ['folder', 'other', 'other'],
    ['to-file', 'file', 'link'],
    ['to-nothing', undefined, 'link'],
    ['absent', undefined, undefined],
    ['absent/below', undefined, undefined],
    ['file/below', undefined, undefined],
  ])('finds at %s, with links followed, %s, and else %s', (name, followed, itself) => {
    makeEntries();
    expect(kindOf(entryAt(temp(name), 'followed'))).toBe(followed);
    expect(kindOf(entryAt(temp(name), 'themselves'))).toBe(itself);
  });

  it.each([
    ['to-itself', 'its symbolic links form a loop'],
    ['a'.repeat(300), 'its name is too long'],
  ])('says why it cannot look at %s', (name, reason) => {
    makeEntries();
    expect(fileErrorOf(() => entryAt(temp(name), 'followed'))).toBe(`${temp(name)}: it cannot be examined: ${reason}.`);
  });

  it('looks at a link in a circle itself', () => {
    makeEntries();
    expect(kindOf(entryAt(temp('to-itself'), 'themselves'))).toBe('link');
  });
});

describe('stateAt', () => {
  it.each([
    ['file', 'file', 'file'],
    ['folder', 'other', 'other'],
    ['to-file', 'file', 'link'],
    ['to-nothing', null, 'link'],
    ['to-itself', null, 'link'],
    ['absent', null, null],
    ['file/below', null, null],
  ])('finds at %s, with links followed, %s, and else %s', async (name, followed, itself) => {
    makeEntries();
    expect(kindOf(await stateAt(temp(name)))).toBe(followed);
    expect(kindOf(await stateAt(temp(name), 'followed'))).toBe(followed);
    expect(kindOf(await stateAt(temp(name), 'itself'))).toBe(itself);
  });

  it('takes a path of bytes that are no text', async () => {
    const path = Buffer.concat([Buffer.from(temp('name-')), Buffer.from([0xff])]);
    writeFileSync(path, '');
    expect(kindOf(await stateAt(path))).toBe('file');
  });
});

describe('isSameFile', () => {
  it.each([
    ['file', 'file', true],
    ['file', 'to-file', true],
    ['to-file', 'hard', true],
    ['folder', 'folder/.', true],
    ['file', 'other', false],
    ['file', 'folder', false],
    ['file', 'absent', false],
    ['absent', 'file', false],
    ['absent', 'absent', false],
    ['absent', 'missing', false],
    ['to-nothing', 'to-nothing', false],
  ])('of %s and %s is %s', async (left, right, same) => {
    makeEntries();
    writeFileSync(temp('other'), '');
    linkSync(temp('file'), temp('hard'));
    expect(await isSameFile(temp(left), temp(right))).toBe(same);
  });

  it('does not take the tops of two file systems for one, whose numbers in them are equal', async () => {
    expect(await isSameFile('/proc', '/sys')).toBe(false);
  });
});

import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFolder, namesIn } from '../../../src/files/index.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

describe('namesIn', () => {
  it('lists files, folders and hidden ones, sorted as texts whatever bytes they have on the disk', async () => {
    for (const name of ['b', '\uFF5E', 'a2', '.hidden', '\u{1F600}', 'B', 'a10']) writeFileSync(temp(name), '');
    mkdirSync(temp('folder'));
    writeFileSync(temp('folder', 'inner'), '');
    expect(await namesIn(temp())).toEqual(['.hidden', 'B', 'a10', 'a2', 'b', 'folder', '\u{1F600}', '\uFF5E']);
  });

  it('finds none in an empty folder', async () => {
    expect(await namesIn(temp())).toEqual([]);
  });

  it.each([['absent'], ['absent/below']])('finds none in a folder that does not exist: %s', async (place) => {
    expect(await namesIn(temp(place))).toEqual([]);
  });

  it.each([
    ['a file', 'file', 'a part of its path is not a folder'],
    ['what would lie below a file', 'file/below', 'a part of its path is not a folder'],
    ['a name that is too long', 'a'.repeat(300), 'its name is too long'],
  ])('refuses %s', async (_what, place, reason) => {
    writeFileSync(temp('file'), '');
    expect(await fileErrorFrom(namesIn(temp(place)))).toBe(`${temp(place)}: the folder cannot be read: ${reason}.`);
  });
});

describe('makeFolder', () => {
  it('makes a folder and everything above it', async () => {
    await makeFolder(temp('a', 'b', 'c'));
    expect(readdirSync(temp(), { recursive: true }).sort()).toEqual(['a', 'a/b', 'a/b/c']);
    expect(statSync(temp('a', 'b', 'c')).isDirectory()).toBe(true);
  });

  it('leaves a folder that is there as it is', async () => {
    mkdirSync(temp('a'));
    writeFileSync(temp('a', 'file'), 'kept');
    await makeFolder(temp('a'));
    expect(readdirSync(temp('a'))).toEqual(['file']);
  });

  it.each([
    ['where a file is', 'file', 'it already exists'],
    ['below a file', 'file/below', 'a part of its path is not a folder'],
    ['under a name that is too long', 'a'.repeat(300), 'its name is too long'],
  ])('makes none %s', async (_where, place, reason) => {
    writeFileSync(temp('file'), '');
    expect(await fileErrorFrom(makeFolder(temp(place)))).toBe(
      `${temp(place)}: the folder cannot be created: ${reason}.`,
    );
    expect(readdirSync(temp())).toEqual(['file']);
  });

  it.each(['/proc/none', '/proc/none/below', '/proc/sys/none'])('ends where nothing can be made: %s', async (place) => {
    // Node's own recursive mkdir never returns from here.
    expect(await fileErrorFrom(makeFolder(place))).toBe(
      `${place}: the folder cannot be created: there is no such file.`,
    );
  });

  it('takes a link to a folder for one, and no link that leads nowhere', async () => {
    mkdirSync(temp('a'));
    symlinkSync('a', temp('link'));
    symlinkSync('none', temp('dangling'));
    await makeFolder(temp('link', 'below'));
    expect(readdirSync(temp('a'))).toEqual(['below']);
    expect(await fileErrorFrom(makeFolder(temp('dangling')))).toBe(
      `${temp('dangling')}: the folder cannot be created: it already exists.`,
    );
  });
});

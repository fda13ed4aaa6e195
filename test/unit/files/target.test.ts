/** Goal: a place that fixtures cannot go to comes to light before anything is made, and says what is wrong with it. */
import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/files/index.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

beforeEach(() => {
  mkdirSync(temp('empty'));
  mkdirSync(temp('full'));
  // In two orders: by their bytes on the disk and by their texts.
  for (const name of ['\uFF5E', '\u{1F600}']) writeFileSync(temp('full', name), '');
  mkdirSync(temp('folder.tar'));
  writeFileSync(temp('file'), '');
  writeFileSync(temp('old.tar'), '');
  for (const [link, to] of [
    ['to-empty', 'empty'],
    ['to-full', 'full'],
    ['to-old.tar', 'old.tar'],
    ['to-nothing', 'nothing'],
    ['to-nothing.tar', 'nothing'],
    ['to-itself.tar', 'to-itself.tar'],
    ['to-device.tar', '/dev/null'],
  ] as const) {
    symlinkSync(to, temp(link));
  }
});

/** The path of a place in the temporary folder as somebody may give it: from where the process stands. */
function given(place: string): string {
  return relative(process.cwd(), temp(place));
}

describe('the target of fixtures as files', () => {
  it.each([
    ['a new folder', 'new'],
    ['a new folder in a new one', 'new/below'],
    ['a new folder whose name is that of an archive', 'new.tar'],
  ])('is %s', (_what, place) => {
    const kind = 'new-folder';
    expect(targetOf(given(place), {})).toEqual({ kind, shown: given(place), path: temp(place) });
    expect(targetOf(given(place), { force: true })).toEqual({ kind, shown: given(place), path: temp(place) });
    expect(readdirSync(temp())).not.toContain('new');
  });

  it.each([
    ['an empty folder', 'empty', 'empty'],
    ['what a link to one leads to', 'to-empty', 'empty'],
  ])('is %s', (_what, place, real) => {
    const target = { kind: 'old-folder', shown: given(place), path: realpathSync(temp(real)) };
    expect(targetOf(given(place), {})).toEqual(target);
    expect(targetOf(given(place), { force: true })).toEqual(target);
  });

  it.each([
    ['a folder that is not empty', 'full'],
    ['a link to one', 'to-full'],
  ])('is %s by force only', (_what, place) => {
    expect(targetOf(given(place), { force: true })).toEqual({
      kind: 'old-folder',
      shown: given(place),
      path: realpathSync(temp('full')),
    });
    expect(fileErrorOf(() => targetOf(given(place), {}))).toBe(
      `${given(place)}: the folder is not empty (it holds "\u{1F600}"); name an empty or a new one, or add --force.`,
    );
  });

  it.each([
    ['a file', 'file'],
    ['a link that leads to nothing', 'to-nothing'],
    ['a device', 'to-device.tar'],
  ])('is never %s', (_what, place) => {
    for (const force of [{}, { force: true }] as const) {
      expect(fileErrorOf(() => targetOf(given(place), force))).toBe(
        `${given(place)}: it is not a folder; name another with --out.`,
      );
    }
  });

  it('is no place that cannot be looked at', () => {
    expect(fileErrorOf(() => targetOf(temp('to-itself.tar'), { force: true }))).toBe(
      `${temp('to-itself.tar')}: it cannot be examined: its symbolic links form a loop.`,
    );
  });

  it('is no folder that only links lead to, for its own path is too long', () => {
    // Two paths of 2,200 bytes, of which the second starts where the first ends.
    const half = join(...Array.from({ length: 11 }, () => 'n'.repeat(199)));
    mkdirSync(temp('far', half), { recursive: true });
    symlinkSync(join('far', half), temp('to-half'));
    mkdirSync(temp('to-half', half), { recursive: true });
    symlinkSync(join('to-half', half), temp('to-far'));
    const said = fileErrorOf(() => targetOf(temp('to-far'), {}));
    // Whoever removes the rest goes by whole paths.
    rmSync(temp('to-half', 'n'.repeat(199)), { recursive: true });
    expect(said).toBe(`${temp('to-far')}: its place cannot be found: its name is too long.`);
  });

  it('is no folder that this user may not list, unless the user may list all', () => {
    mkdirSync(temp('closed'), { mode: 0o333 });
    const call = (): unknown => targetOf(temp('closed'), {});
    if (process.getuid?.() === 0) {
      expect(call()).toEqual({ kind: 'old-folder', shown: temp('closed'), path: realpathSync(temp('closed')) });
      return;
    }
    expect(fileErrorOf(call)).toBe(`${temp('closed')}: the folder cannot be read: permission is denied.`);
  });
});

describe('the target of fixtures as an archive', () => {
  const LONGEST = `${'n'.repeat(155)}.tar`;

  it.each([
    ['a new file', 'new.tar', 'new'],
    ['a file in a new folder', 'new/fixtures.tar', 'fixtures'],
    ['a file with the ending twice', 'new.tar.tar', 'new.tar'],
    ['a hidden file', '.new.tar', '.new'],
    ['a file of three dots', '....tar', '...'],
    ['a file of the longest name', LONGEST, 'n'.repeat(155)],
    ['a file of the longest name that is no ASCII', `${'ü'.repeat(77)}n.tar`, `${'ü'.repeat(77)}n`],
    ['a file whose name is not resolved', 'below/../new.tar', 'new'],
  ])('is %s, after which its folder is named', (_what, place, folder) => {
    const shown = `${given('')}/${place}`;
    const target = { kind: 'archive', shown, path: temp(place), folder };
    expect(targetOf(shown, { tar: true })).toEqual(target);
    expect(targetOf(shown, { tar: true, force: true })).toEqual(target);
  });

  it.each([
    ['a file that exists', 'old.tar', 'old'],
    ['a link to one', 'to-old.tar', 'to-old'],
  ])('is %s by force only', (_what, place, folder) => {
    expect(targetOf(given(place), { tar: true, force: true })).toEqual({
      kind: 'archive',
      shown: given(place),
      path: realpathSync(temp('old.tar')),
      folder,
    });
    expect(fileErrorOf(() => targetOf(given(place), { tar: true }))).toBe(
      `${given(place)}: the file exists already; name another, or add --force.`,
    );
  });

  const ENDING = 'the name of an archive must end with .tar; name one such as fixtures.tar.';
  const TOO_LONG = 'the name is longer than an archive can hold; choose a shorter one.';
  const NO_FILE = 'it is not a regular file; name another with --out.';

  it.each([
    ['a name without the ending', 'new', ENDING],
    ['a name that starts with it', '.tarnew', ENDING],
    ['a name that is nothing else', '.tar', ENDING],
    ['another ending of that length', 'new.zip', ENDING],
    ['an ending in capitals', 'new.TAR', ENDING],
    [
      'a folder that is where it is unpacked',
      '..tar',
      'members of the archive would start with ./; name one such as fixtures.tar.',
    ],
    ['a folder that is above', '...tar', 'members of the archive would start with ../; name one such as fixtures.tar.'],
    ['a name that is one byte too long', `n${LONGEST}`, TOO_LONG],
    ['a name of few characters and many bytes', `${'ü'.repeat(78)}.tar`, TOO_LONG],
    ['a folder', 'folder.tar', NO_FILE],
    ['a device', 'to-device.tar', NO_FILE],
    ['a link that leads to nothing', 'to-nothing.tar', NO_FILE],
  ])('is never %s', (_what, place, reason) => {
    for (const force of [{}, { force: true }] as const) {
      expect(fileErrorOf(() => targetOf(given(place), { tar: true, ...force }))).toBe(`${given(place)}: ${reason}`);
    }
  });

  it('is no place that cannot be looked at', () => {
    expect(fileErrorOf(() => targetOf(temp('to-itself.tar'), { tar: true }))).toBe(
      `${temp('to-itself.tar')}: it cannot be examined: its symbolic links form a loop.`,
    );
  });
});

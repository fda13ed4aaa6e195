import { symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../src/files/index.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { openCount } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

describe('readWhole', () => {
  it.each([
    ['no bytes', 0],
    ['a few bytes', 3],
    ['as many bytes as are read of one', 100],
  ])('reads a file of %s', (_what, length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => 255 - index));
    writeFileSync(temp('in'), bytes);
    expect(readWhole(temp('in'), 'image', 100)).toEqual(bytes);
    expect(openCount(temp('in'))).toBe(0);
  });

  it('refuses a file of one byte more, and does not leave it open', () => {
    writeFileSync(temp('in'), Buffer.alloc(101));
    expect(fileErrorOf(() => readWhole(temp('in'), 'content', 100))).toBe(
      `${temp('in')}: the content has 101 bytes, more than the 100 that are read.`,
    );
    expect(openCount(temp('in'))).toBe(0);
  });

  it('follows a symbolic link, unless it is told not to', () => {
    writeFileSync(temp('in'), 'text');
    symlinkSync('in', temp('link'));
    expect(readWhole(temp('link'), 'image', 100).toString()).toBe('text');
    expect(readWhole(temp('link'), 'image', 100, 'followed').toString()).toBe('text');
    expect(fileErrorOf(() => readWhole(temp('link'), 'image', 100, 'refused'))).toBe(
      `${temp('link')}: the image cannot be read: it is a symbolic link, which may lead anywhere; copy its target.`,
    );
  });

  it.each([
    ['a folder', '', 'it is a folder'],
    ['a file that does not exist', 'absent', 'there is no such file'],
  ])('refuses %s', (_what, place, reason) => {
    expect(fileErrorOf(() => readWhole(temp(place), 'plan', 100))).toBe(
      `${temp(place)}: the plan cannot be read: ${reason}.`,
    );
  });

  it('refuses a device, which has no end', () => {
    expect(fileErrorOf(() => readWhole('/dev/zero', 'image', 100))).toBe(
      '/dev/zero: the image cannot be read: it is not a regular file; copy it to one first.',
    );
  });
});

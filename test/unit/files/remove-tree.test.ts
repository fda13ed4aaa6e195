/** Goal: whatever somebody has made of a folder, its owner can remove it, and nothing beside it. */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

describe('removeTree', () => {
  it('has nothing to do where nothing is', async () => {
    await removeTree(temp('missing'));
    expect(readdirSync(temp())).toEqual([]);
  });

  it('removes what lies deeper than a path can say, and follows no link there', async () => {
    mkdirSync(temp('kept'));
    writeFileSync(temp('kept', 'file'), 'not ours');
    execFileSync('mkdir', ['-p', temp('tree', 'd/'.repeat(2500))]);
    const halfway = temp('tree', 'd/'.repeat(1000));
    symlinkSync(temp('kept'), `${halfway}way`);
    writeFileSync(`${halfway}file`, '');
    // Names of the folders that those from below are moved to must not meet any.
    mkdirSync(`${halfway}0`);
    mkdirSync(temp('tree', '0'));
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(readFileSync(temp('kept', 'file'), 'utf8')).toBe('not ours');
  });

  it('removes nothing but a link where one leads to a folder', async () => {
    mkdirSync(temp('kept'));
    writeFileSync(temp('kept', 'file'), 'not ours');
    symlinkSync(temp('kept'), temp('link'));
    await removeTree(temp('link'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(readdirSync(temp('kept'))).toEqual(['file']);
  });
});

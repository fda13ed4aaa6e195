/** Goal: whatever somebody has made of a folder, its owner can remove it, and nothing beside it. */
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** A name of which few make a path that is too long. */
const LONG = 'd'.repeat(100);

describe('removeTree', () => {
  it('has nothing to do where nothing is', async () => {
    await removeTree(temp('missing'));
    expect(readdirSync(temp())).toEqual([]);
  });

  it('removes what lies deeper than a path can say, and follows no link there', async () => {
    mkdirSync(temp('kept'));
    writeFileSync(temp('kept', 'file'), 'not ours');
    execFileSync('mkdir', ['-p', temp('tree', `${LONG}/`.repeat(50))]);
    const halfway = temp('tree', `${LONG}/`.repeat(20));
    symlinkSync(temp('kept'), `${halfway}way`);
    writeFileSync(`${halfway}file`, '');
    // Names of the folders that those from below are moved to must not meet any.
    mkdirSync(`${halfway}0`);
    mkdirSync(temp('tree', '0'));
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual(['kept']);
    expect(readFileSync(temp('kept', 'file'), 'utf8')).toBe('not ours');
  });

  it('fails where something is left, and does not take what is missing for what has gone', async () => {
    // A folder that is a mount of its own cannot be moved or removed.
    mkdirSync(temp('tree', 'mount'), { recursive: true });
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'zbootkit-test', temp('tree', 'mount')]).status === 0;
    if (isMounted) {
      await expect(removeTree(temp('tree'))).rejects.toThrow('EBUSY');
      spawnSync('umount', [temp('tree', 'mount')]);
    }
    await removeTree(temp('tree'));
    expect(readdirSync(temp())).toEqual([]);
  });

  it('leaves alone what is mounted over the folder or in it, even from the same disk', async () => {
    for (const name of ['tree/in', 'over', 'victim']) mkdirSync(temp(name), { recursive: true });
    writeFileSync(temp('victim', 'file'), 'not ours');
    chmodSync(temp('victim'), 0o755);
    const places = [temp('tree', 'in'), temp('over')];
    const mounted = places.filter((place) => spawnSync('mount', ['--bind', temp('victim'), place]).status === 0);
    for (const place of mounted) {
      await expect(removeTree(place === temp('over') ? place : temp('tree'))).rejects.toThrow('EBUSY');
      expect(statSync(temp('victim')).mode & 0o777).toBe(0o755);
      spawnSync('umount', [place]);
    }
    expect(readFileSync(temp('victim', 'file'), 'utf8')).toBe('not ours');
    await removeTree(temp('tree'));
    await removeTree(temp('over'));
    expect(readdirSync(temp())).toEqual(['victim']);
  });

  it('removes more files than it looks at in one go, and says that a folder was not empty after the first', async () => {
    for (const [files, times] of [
      [3, 0],
      [5000, 1],
    ] as const) {
      mkdirSync(temp('tree', 'folder'), { recursive: true });
      for (let count = 0; count < files; count += 1) writeFileSync(temp('tree', 'folder', String(count)), '');
      let said = 0;
      await removeTree(temp('tree'), () => {
        said += 1;
      });
      expect({ files, said, left: readdirSync(temp()) }).toEqual({ files, said: times, left: [] });
    }
  });

  it('needs no room for folders that are empty or hold files alone', async () => {
    mkdirSync(temp('disk'));
    const options = ['-t', 'tmpfs', '-o', 'nr_inodes=40', 'zbootkit-test', temp('disk')];
    const isMounted = spawnSync('mount', options).status === 0;
    mkdirSync(temp('disk', 'tree'));
    for (let count = 0; count < 60; count += 1) {
      try {
        mkdirSync(temp('disk', 'tree', String(count)));
      } catch {
        break;
      }
    }
    await removeTree(temp('disk', 'tree'));
    expect(readdirSync(temp('disk'))).toEqual([]);
    if (isMounted) spawnSync('umount', [temp('disk')]);
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

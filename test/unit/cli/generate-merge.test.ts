import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { attempt } from '../../../src/cli/generate/attempt.ts';
import { mergeInto } from '../../../src/cli/generate/merge.ts';
import { retiredName } from '../../../src/files/temporaries.ts';
import { useTempFolder } from '../../support/temp-folder.ts';
import { bytesBelow } from '../../support/tree.ts';
import { SAMPLE, VALID, writeSample } from '../fixtures/sample.ts';

const temp = useTempFolder();
const STAGED = ['SHA256SUMS', 'manifest.json', 'manifest.tsv', 'new.efi'];

/** A folder with the sample in it, and a staging folder with files to go into it. */
function folders(staged: readonly string[] = STAGED): { folder: string; staged: string } {
  mkdirSync(temp('folder'));
  mkdirSync(temp('staged'));
  writeSample(temp('folder'));
  for (const name of staged) writeFileSync(temp('staged', name), `new ${name}`);
  return { folder: temp('folder'), staged: temp('staged') };
}

describe('mergeInto', () => {
  it('puts new files into place, and removes what only the earlier manifest lists', async () => {
    writeFileSync(temp('stay'), '');
    const merge = folders();
    writeFileSync(temp('folder', 'mine'), 'mine');
    expect(await mergeInto({ ...merge, shown: 'out', names: STAGED })).toEqual(['mine']);
    expect(readdirSync(temp('folder')).sort()).toEqual([...STAGED, 'mine'].sort());
    expect(readFileSync(temp('folder', 'manifest.json'), 'utf8')).toBe('new manifest.json');
    expect(readdirSync(temp('staged'))).toEqual([]);
    expect(readdirSync(temp()).sort()).toEqual(['folder', 'staged', 'stay']);
  });

  it('leaves alone what an earlier manifest lists in folders below', async () => {
    const merge = folders();
    mkdirSync(temp('folder', 'sub'));
    writeFileSync(temp('folder', 'sub', 'x.efi'), 'mine');
    writeSample(temp('folder'), { ...SAMPLE, files: [{ ...VALID, path: 'sub/x.efi' }] });
    const besides = await mergeInto({ ...merge, shown: 'out', names: STAGED });
    expect(besides).toContain('sub');
    expect(existsSync(temp('folder', 'sub', 'x.efi'))).toBe(true);
  });

  it('removes what the manifest lists that a killed run had moved aside', async () => {
    const merge = folders();
    // No process has this number, and a namespace has a mark of its own.
    const left = temp('folder', retiredName().replace(/-\d+-(\d+)\.old$/, '-4194305-$1.old'));
    mkdirSync(left);
    for (const name of ['manifest.json', 'manifest.tsv', 'SHA256SUMS'])
      renameSync(temp('folder', name), join(left, name));
    // A call that fails meanwhile does not lose them.
    mkdirSync(temp('folder', 'manifest.tsv'));
    await expect(mergeInto({ ...merge, shown: 'out', names: STAGED })).rejects.toThrow('a folder is in the way');
    rmdirSync(temp('folder', 'manifest.tsv'));
    expect(await mergeInto({ ...merge, shown: 'out', names: STAGED })).toEqual([]);
    expect(readdirSync(temp('folder')).sort()).toEqual([...STAGED].sort());
  });

  it('leaves nothing behind when a folder is in the way', async () => {
    const merge = folders();
    mkdirSync(temp('folder', 'new.efi'));
    const before = readdirSync(temp('folder')).sort();
    await expect(mergeInto({ ...merge, shown: 'out', names: STAGED })).rejects.toThrow('a folder is in the way');
    expect(readdirSync(temp('folder')).sort()).toEqual(before);
  });

  it('takes every move back when one fails', async () => {
    const merge = folders();
    const before = bytesBelow(temp());
    const merging = (): Promise<unknown> => mergeInto({ ...merge, shown: 'out', names: ['absent.efi', ...STAGED] });
    await expect(merging()).rejects.toThrow(UsageError);
    await expect(merging()).rejects.toThrow(
      'out: the files cannot be put into place, and nothing was changed: there is no such file.',
    );
    expect(bytesBelow(temp())).toEqual(before);
    expect(readdirSync(temp()).sort()).toEqual(['folder', 'staged']);
  });
});

describe('attempt', () => {
  it('gives what the operation gives', () => {
    expect(attempt('it fails', () => 7)).toBe(7);
  });

  it('turns a failure into a sentence and lets one of ours through', () => {
    const full = Object.assign(new Error('x'), { code: 'ENOSPC' });
    const failing = (cause: Error) => (): unknown =>
      attempt('it fails', () => {
        throw cause;
      });
    expect(failing(full)).toThrow(new UsageError('it fails: the disk is full.'));
    expect(failing(new UsageError('as it is'))).toThrow(new UsageError('as it is'));
  });
});

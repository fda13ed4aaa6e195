/** What no real disk does on demand: renaming that fails in both directions. */
import type * as fs from 'node:fs';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { mergeInto } from '../../../src/cli/generate/merge.ts';
import { isRetired } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const { left } = vi.hoisted(() => ({ left: { renames: Infinity } }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    renameSync: (from: string, to: string): void => {
      left.renames -= 1;
      if (left.renames < 0) throw Object.assign(new Error('the disk is gone'), { code: 'EIO' });
      real.renameSync(from, to);
    },
  };
});

const temp = useTempFolder();

describe('mergeInto when nothing can be taken back', () => {
  it('says where the earlier files are and keeps them', async () => {
    mkdirSync(temp('folder'));
    mkdirSync(temp('staged'));
    for (const name of ['a.efi', 'b.efi']) {
      writeFileSync(temp('folder', name), 'old');
      writeFileSync(temp('staged', name), 'new');
    }
    left.renames = 3;
    const [folder, staged] = [temp('folder'), temp('staged')];
    const merging = mergeInto({ folder, staged, shown: 'out', names: ['a.efi', 'b.efi'] });
    const failure: unknown = await merging.catch((error: unknown) => error);
    const retired = temp('folder', readdirSync(folder).find((name) => isRetired(name)) ?? '');
    expect(failure).toEqual(
      new UsageError(`out: it is half replaced (EIO); what it held before is in ${retired}: EIO.`),
    );
    expect(readdirSync(retired).sort()).toEqual(['a.efi', 'b.efi']);
    expect(readFileSync(join(retired, 'b.efi'), 'utf8')).toBe('old');
    expect(readFileSync(temp('folder', 'a.efi'), 'utf8')).toBe('new');
  });
});

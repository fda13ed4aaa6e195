import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imagesIn } from '../../../src/cli/commands/check/inputs.ts';
import type { Inputs } from '../../../src/cli/commands/check/inputs.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** What was found, with paths below the folder of the test. */
async function found(...names: readonly string[]): Promise<Record<keyof Inputs, readonly string[]>> {
  const { images, others, failures } = await imagesIn(names.map((name) => temp(name)));
  const below = (path: string): string => path.replaceAll(temp(''), '').replace(/^\//, '');
  return {
    images: images.map(below),
    others: others.map(below),
    failures: failures.map(({ path, reason }) => below(`${path}: ${reason}`)),
  };
}

/** A folder with images and others at several depths. */
function fill(): void {
  mkdirSync(temp('boot/b/deep'), { recursive: true });
  for (const path of ['boot/z.efi', 'boot/b/deep/kernel', 'boot/b/a.efi', 'boot/B.efi'])
    writeFileSync(temp(path), 'MZ');
  for (const path of ['boot/a.txt', 'boot/b/empty']) writeFileSync(temp(path), path.endsWith('.txt') ? 'ZM' : '');
}

describe('the images of a call', () => {
  it('are the files that are named, whatever they hold and whether or not they are there', async () => {
    writeFileSync(temp('text'), 'text');
    expect(await found('text', 'absent')).toEqual({ images: ['text', 'absent'], others: [], failures: [] });
  });

  it('are all files below a folder that start with MZ, in the order of their names', async () => {
    fill();
    expect(await found('boot')).toEqual({
      images: ['boot/B.efi', 'boot/b/a.efi', 'boot/b/deep/kernel', 'boot/z.efi'],
      others: ['boot/a.txt', 'boot/b/empty'],
      failures: [],
    });
  });

  it('are found through links to files, and not through links to folders or to nothing', async () => {
    fill();
    symlinkSync('../boot/z.efi', temp('boot/linked.efi'));
    symlinkSync('../boot', temp('boot/loop'));
    symlinkSync('nowhere', temp('boot/nothing'));
    const { images, others } = await found('boot');
    expect(images).toContain('boot/linked.efi');
    expect(images).toHaveLength(5);
    expect(others).toEqual(['boot/a.txt', 'boot/b/empty', 'boot/loop', 'boot/nothing']);
  });

  it('are not passed over in silence where nobody can open them', async () => {
    fill();
    symlinkSync('nowhere', temp('boot/gone.efi'));
    symlinkSync('b', temp('boot/folder.efi'));
    writeFileSync(Buffer.concat([Buffer.from(`${temp('boot')}/vmlinuz-`), Buffer.of(0xe9)]), 'MZ');
    const { images, failures } = await found('boot');
    expect(images).toHaveLength(4);
    expect(failures).toEqual([
      'boot/folder.efi: it is called an image, but is not a regular file.',
      'boot/gone.efi: it is called an image, but is a link that leads to nothing.',
      'boot/vmlinuz-\ufffd: nothing is found by its name; rename it if it is not UTF-8.',
    ]);
  });

  it('are those of a folder that a link in the call leads to', async () => {
    fill();
    symlinkSync('boot', temp('link'));
    expect((await found('link')).images).toHaveLength(4);
  });

  it('are missed in a folder without any, and the rest is found', async () => {
    fill();
    mkdirSync(temp('empty'));
    mkdirSync(temp('texts'));
    writeFileSync(temp('texts/a'), 'a');
    const { images, failures } = await found('empty', 'texts', 'boot');
    expect(images).toHaveLength(4);
    expect(failures).toEqual([
      'empty: the folder contains no image: it is empty; name a file to have it judged whatever it contains.',
      'texts: the folder contains no image: none of its 1 files starts with MZ or is called .efi; name a file to have it judged whatever it contains.',
    ]);
  });

  it('are found although parts of a folder cannot be read', async () => {
    fill();
    chmodSync(temp('boot/b'), 0o000);
    chmodSync(temp('boot/B.efi'), 0o000);
    const { images, failures } = await found('boot');
    chmodSync(temp('boot/b'), 0o755);
    // Whoever may read everything, such as root, misses nothing.
    const everything = process.getuid?.() === 0;
    expect(images).toEqual(
      everything ? ['boot/B.efi', 'boot/b/a.efi', 'boot/b/deep/kernel', 'boot/z.efi'] : ['boot/z.efi'],
    );
    expect(failures).toHaveLength(everything ? 0 : 2);
  });
});

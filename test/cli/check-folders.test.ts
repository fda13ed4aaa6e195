import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../support/check-document.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { SOUND_PLAN } from '../support/sound-plan.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('check of folders', () => {
  /** A folder with two images and two other files. */
  function fill(): string {
    const { image } = writeAppend(temp, SOUND_PLAN);
    mkdirSync(temp('boot/sub'), { recursive: true });
    writeFileSync(temp('boot/sub/a.efi'), readFileSync(image));
    writeFileSync(temp('boot/b.efi'), readFileSync(image));
    for (const name of ['boot/config', 'boot/sub/initrd']) writeFileSync(temp(name), 'no image');
    return temp('boot');
  }

  it('judges the images in and below them in order and counts the rest', async () => {
    const { code, out, err } = await run(['check', fill()], { columns: 200 });
    expect(code).toBe(0);
    expect([...out.matchAll(/^(\S+): sound/gm)].map(([, path]) => path)).toEqual([
      temp('boot/b.efi'),
      temp('boot/sub/a.efi'),
    ]);
    expect(err).toBe('2 files in folders are not images and were skipped; --verbose names them.\n');
  });

  it('names a file that is called an image and is none, and ends with status 2', async () => {
    const folder = fill();
    writeFileSync(join(folder, 'c.EFI'), '');
    const { code, out, err } = await run(['check', folder, '--quiet']);
    expect(code).toBe(2);
    expect(out).toContain('b.efi: sound');
    expect(err).toBe(`zbootkit: ${join(folder, 'c.EFI')}: it is not a PE image: it is empty.\n`);
  });

  it('names the rest with --verbose and keeps silent with --quiet', async () => {
    const folder = fill();
    expect((await run(['check', folder, '--verbose'])).err).toBe(
      `${temp('boot/config')}: not an image, skipped\n${temp('boot/sub/initrd')}: not an image, skipped\n`,
    );
    expect((await run(['check', folder, '--quiet'])).err).toBe('');
    expect((await run(['check', temp('boot/sub')])).err).toMatch(/^1 file in folders is not an image and was skipped/);
  });

  it('judges what can be read, names the rest and ends with status 2', async () => {
    const folder = fill();
    const { code, out, err } = await run(['check', temp('absent'), folder, '--quiet'], { columns: 200 });
    expect(code).toBe(2);
    expect(out.match(/: sound/g)).toHaveLength(2);
    expect(err).toBe(`zbootkit: ${temp('absent')}: the image cannot be read: there is no such file.\n`);
  });

  it('prints JSON of what could be judged, and names there what could not', async () => {
    const folder = fill();
    writeFileSync(join(folder, 'c.EFI'), 'no image');
    mkdirSync(temp('hollow'));
    const { code, out, err } = await run(['check', '--json', temp('absent'), folder, temp('hollow')]);
    expect(code).toBe(2);
    const { images, unjudged } = checkDocument(out);
    expect(images).toHaveLength(2);
    expect(unjudged.map(({ path }) => path).sort()).toEqual(
      [temp('absent'), join(folder, 'c.EFI'), temp('hollow')].sort(),
    );
    for (const { path, reason } of unjudged) expect(err).toContain(`zbootkit: ${path}: ${reason}\n`);
  });
});

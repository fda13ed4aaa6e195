/**
 * Goal: the reader's model of an image takes memory in proportion to the headers.
 * Method: memory is measured in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../support/effort.ts';
import { MOST_SECTIONS, crowdedImage, withSharedData } from '../support/crowded-image.ts';
import { ROOT } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

describe('an image of 65,535 sections', () => {
  const folder = useTempFolder();

  const named = (nameOf: (index: number) => string) => () => crowdedImage(MOST_SECTIONS, nameOf);

  const ALL: readonly (readonly [what: string, make: () => Uint8Array])[] = [
    ['that are sound', named((index) => `s${index}`)],
    ['whose long names lead nowhere', named(() => '/4')],
    ['that all have one name', named(() => '.text')],
    ['that all have the same data', () => withSharedData(crowdedImage(MOST_SECTIONS, () => '.data'))],
  ];

  it.each(sampleOf(ALL, { quick: 2 }))(
    'takes memory of four times its headers and 8 MiB at most, with sections %s',
    (_, make) => {
      const path = folder('crowded.efi');
      const image = make();
      writeFileSync(path, image);
      const script = join(ROOT, 'test/support/model-memory.js');
      const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script, path], { encoding: 'utf8' });
      expect(stderr).toBe('');
      const { kept, headers } = JSON.parse(stdout) as { kept: number; headers: number };
      expect(headers).toBeGreaterThan(40 * MOST_SECTIONS);
      expect(kept).toBeLessThanOrEqual(4 * headers + 8 * 2 ** 20);
    },
  );
});

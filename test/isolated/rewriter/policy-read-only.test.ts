// The inputs of an append from file to file are never opened for writing: seen by recording every file that is opened.
import type * as Fs from 'node:fs';
import { chmodSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import type * as FsPromises from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { appendSectionsFile } from '../../../src/rewriter/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';
import { append, buildImage, request, sha256, tightImage } from '../../unit/rewriter/image.ts';

const opened = vi.hoisted(() => ({ flags: [] as (readonly [path: string, flags: string])[] }));

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof Fs>();
  return {
    ...actual,
    openSync: (...[path, flags, mode]: Parameters<typeof Fs.openSync>) => {
      opened.flags.push([path.toString(), String(flags)]);
      return actual.openSync(path, flags, mode);
    },
  };
});

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof FsPromises>();
  return {
    ...actual,
    open: (...[path, flags, mode]: Parameters<typeof FsPromises.open>) => {
      opened.flags.push([path.toString(), String(flags)]);
      return actual.open(path, flags, mode);
    },
  };
});

const temp = useTempFolder();

/** The flags of a call that say for what it opens a file; a mode in letters is no number and equals none of them. */
const ACCESS = constants.O_RDONLY | constants.O_WRONLY | constants.O_RDWR;

beforeEach(() => {
  opened.flags.length = 0;
});

describe('the inputs of appendSectionsFile', () => {
  it.each([
    ['whose data stays', buildImage()],
    ['whose data moves', tightImage()],
  ])('are only opened for reading, for an image %s', async (_, image) => {
    const [from, content, output] = [temp('in.efi'), temp('content'), temp('out.efi')];
    writeFileSync(from, image);
    writeFileSync(content, request().content);
    chmodSync(from, 0o444);
    const { mtimeNs, ctimeNs } = statSync(from, { bigint: true });
    const result = await appendSectionsFile(from, output, [{ ...request(), content }]);
    expect(result.kind).toBe('rewritten');
    const inputs = opened.flags.filter(([path]) => path === from || path === content);
    expect(inputs.map(([path, flags]) => [basename(path), Number(flags) & ACCESS])).toEqual([
      ['in.efi', constants.O_RDONLY],
      ['content', constants.O_RDONLY],
    ]);
    // Beside the output its folder is opened, to be flushed.
    const others = opened.flags.filter(([path]) => !inputs.some(([input]) => input === path));
    expect(others.map(([path, flags]) => [path === temp() ? 'folder' : 'output', flags])).toEqual([
      ['output', 'wx+'],
      ['folder', String(constants.O_RDONLY | constants.O_DIRECTORY)],
    ]);
    expect(statSync(from, { bigint: true })).toMatchObject({ mtimeNs, ctimeNs });
    expect(sha256(readFileSync(output))).toBe(sha256(append(image)));
  });
});

/** Goal: a file has the permissions that it is to have, whatever the process would give it. */
import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingFile, modeOfNew, openStaging, replaceFile, sinkFor } from '../../../src/files/index.ts';
import type { Target } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

let own = 0;
beforeEach(() => {
  own = process.umask(0o022);
});
afterEach(() => {
  process.umask(own);
});

function modeAt(path: string): number {
  return statSync(path).mode & 0o7777;
}

describe('replaceFile', () => {
  it.each([0o600, 0o644, 0o664, 0o755, 0o777, 0o444])(
    'gives the file exactly the permissions %o, whatever the mask of the process',
    async (mode) => {
      for (const mask of [0o077, 0o000]) {
        process.umask(mask);
        await replaceFile(temp('out'), mode, (output) => output.write(Buffer.from('new'), 0));
        expect(modeAt(temp('out'))).toBe(mode);
      }
    },
  );
});

describe.each([
  { mask: 0o000, file: 0o644, folder: 0o777 },
  { mask: 0o022, file: 0o644, folder: 0o755 },
  { mask: 0o027, file: 0o640, folder: 0o750 },
  { mask: 0o077, file: 0o600, folder: 0o700 },
])('under the mask $mask', ({ mask, file, folder }) => {
  const target = (): Target => ({ kind: 'new-folder', shown: 'out', path: temp('out') });

  it('something new has what the mask leaves, and the mask stays', () => {
    process.umask(mask);
    expect(modeOfNew('file')).toBe(0o666 & ~mask);
    expect(modeOfNew('folder')).toBe(folder);
    expect(process.umask(mask)).toBe(mask);
  });

  it('a file that grows is for nobody else to write', () => {
    process.umask(mask);
    new GrowingFile(temp('out')).flush();
    expect(modeAt(temp('out'))).toBe(file);
  });

  it('a folder of fixtures is private until it is in place, and its files are for nobody else to write', async () => {
    process.umask(mask);
    const staging = await openStaging(target());
    sinkFor(target(), staging).add('file', Buffer.from('content'));
    expect(modeAt(staging.folder)).toBe(0o700);
    staging.moveToTarget();
    expect(modeAt(temp('out'))).toBe(folder);
    expect(modeAt(temp('out', 'file'))).toBe(file);
  });
});

/** Goal: a file has the permissions that it is to have, whatever the process would give it. */
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

describe('replaceFile', () => {
  it.each([0o600, 0o644, 0o664, 0o755, 0o777, 0o444])(
    'gives the file exactly the permissions %o, whatever the mask of the process',
    async (mode) => {
      for (const mask of [0o077, 0o000]) {
        const before = process.umask(mask);
        await replaceFile(temp('out'), mode, (output) => output.write(Buffer.from('new'), 0)).finally(() =>
          process.umask(before),
        );
        expect(statSync(temp('out')).mode & 0o7777).toBe(mode);
      }
    },
  );
});

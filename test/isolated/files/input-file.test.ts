/** Goal: an input is one regular file, stays that file, and is found out when somebody writes to it. */
import fs from 'node:fs';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../../src/files/index.ts';
import type { InputFile } from '../../../src/files/index.ts';
import { systemError, useChanges } from '../../support/changed-system.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { succeeds } from '../../support/small-disk.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

const CHANGED = 'it changed while being read; try again when it is complete';

/** Lets a test use an input and closes it whatever happens. */
function withInput(path: string, use: (input: InputFile) => void): void {
  const input = openInput(path, 'image');
  try {
    use(input);
  } finally {
    input.close();
  }
}

function textOf(input: InputFile, offset = 0, length = input.length): string {
  const buffer = new Uint8Array(length);
  input.read(buffer, offset);
  return Buffer.from(buffer).toString();
}

/** A file that was last written long ago, so that any later writing shows in its times however coarse they are. */
function oldFile(name: string, text: string): string {
  writeFileSync(temp(name), text);
  utimesSync(temp(name), 1_000_000_000, 1_000_000_000);
  return temp(name);
}

describe('openInput', () => {
  it('tells path, length and permissions', () => {
    const path = oldFile('a', 'twelve bytes');
    chmodSync(path, 0o4751);
    withInput(path, ({ path: told, length, mode }) => {
      expect({ told, length, mode }).toEqual({ told: path, length: 12, mode: 0o751 });
    });
  });

  it('opens an empty file', () => {
    withInput(oldFile('a', ''), (input) => {
      expect(input.length).toBe(0);
      expect(textOf(input)).toBe('');
    });
  });

  it('reads at any offset', () => {
    withInput(oldFile('a', '0123456789'), (input) => {
      expect(textOf(input)).toBe('0123456789');
      expect(textOf(input, 7, 3)).toBe('789');
      expect(textOf(input, 0, 1)).toBe('0');
      expect(textOf(input, 10, 0)).toBe('');
    });
  });

  it('reads holes as zeros', () => {
    writeFileSync(temp('sparse'), 'head');
    truncateSync(temp('sparse'), 2 ** 20);
    withInput(temp('sparse'), (input) => {
      expect(input.length).toBe(2 ** 20);
      expect(textOf(input, 0, 6)).toBe('head\0\0');
    });
  });

  it.each([
    ['a file that is not there', 'absent', 'there is no such file'],
    ['a folder', 'folder', 'it is a folder'],
    ['a path below a file', 'file/below', 'a part of its path is not a folder'],
    ['a device', '/dev/null', 'it is not a regular file; copy it to one first'],
    ['a name that is too long', 'a'.repeat(300), 'its name is too long'],
  ])('says why it does not open %s', (_what, place, reason) => {
    mkdirSync(temp('folder'));
    writeFileSync(temp('file'), '');
    const path = place.startsWith('/') ? place : temp(place);
    expect(fileErrorOf(() => openInput(path, 'content'))).toBe(`${path}: the content cannot be read: ${reason}.`);
  });

  it('opens no pipe', () => {
    expect(succeeds('mkfifo', temp('pipe'))).toBe(true);
    // With a writer at its other end a pipe is opened at once.
    const writer = openSync(temp('pipe'), constants.O_RDWR);
    expect(fileErrorOf(() => openInput(temp('pipe'), 'image'))).toBe(
      `${temp('pipe')}: the image cannot be read: it is not a regular file; copy it to one first.`,
    );
    closeSync(writer);
  });

  it('names the code of a failure that has no words', () => {
    const input = openInput(oldFile('a', 'text'), 'image');
    input.close();
    expect(fileErrorOf(() => textOf(input))).toBe(`${temp('a')}: the image cannot be read: EBADF.`);
  });
});

describe('an open input', () => {
  it('cannot be read beyond its end', () => {
    withInput(oldFile('a', '0123456789'), (input) => {
      for (const [offset, length] of [
        [0, 11],
        [9, 2],
        [10, 1],
        [5000, 1],
      ] as const) {
        expect(fileErrorOf(() => textOf(input, offset, length))).toBe(
          `${temp('a')}: the image cannot be read: ${CHANGED}.`,
        );
      }
    });
  });

  it.each<readonly [string, (path: string) => void]>([
    [
      'grows',
      (path) => {
        appendFileSync(path, 'x');
      },
    ],
    [
      'is cut off',
      (path) => {
        truncateSync(path, 4);
      },
    ],
    [
      'is written again with other bytes',
      (path) => {
        writeFileSync(path, '9876543210');
      },
    ],
    [
      'is written again with the same bytes',
      (path) => {
        writeFileSync(path, '0123456789', { flag: 'r+' });
      },
    ],
  ])('notices that it %s', (_what, act) => {
    withInput(oldFile('a', '0123456789'), (input) => {
      input.confirmUnchanged();
      act(temp('a'));
      expect(
        fileErrorOf(() => {
          input.confirmUnchanged();
        }),
      ).toBe(`${temp('a')}: the image cannot be read: ${CHANGED}.`);
    });
  });

  it('is changed when it was written to, even if its length and its time are what they were', () => {
    withInput(oldFile('a', '0123456789'), (input) => {
      const { atime, mtime } = statSync(temp('a'));
      writeFileSync(temp('a'), '9876543210');
      utimesSync(temp('a'), atime, mtime);
      expect(() => {
        input.confirmUnchanged();
      }).toThrow('it changed while being read');
    });
  });

  it('is not changed by being read or by losing a name', () => {
    linkSync(oldFile('a', '0123456789'), temp('b'));
    withInput(temp('a'), (input) => {
      readFileSync(temp('b'));
      rmSync(temp('b'));
      expect(() => {
        input.confirmUnchanged();
      }).not.toThrow();
    });
  });

  it.each([
    [
      'another name',
      () => {
        renameSync(temp('a'), temp('b'));
      },
    ],
    [
      'one more name',
      () => {
        linkSync(temp('a'), temp('b'));
      },
    ],
    [
      'other permissions',
      () => {
        chmodSync(temp('a'), 0o640);
      },
    ],
  ])('is taken for changed when it gets %s, for its times say no more', (_, change) => {
    withInput(oldFile('a', '0123456789'), (input) => {
      change();
      expect(() => {
        input.confirmUnchanged();
      }).toThrow('it changed while being read');
    });
  });

  it('stays the same file when another one takes its path', () => {
    withInput(oldFile('a', 'the old one'), (input) => {
      writeFileSync(temp('b'), 'the new one, which is longer');
      renameSync(temp('b'), temp('a'));
      expect(textOf(input)).toBe('the old one');
      expect(() => {
        input.confirmUnchanged();
      }).not.toThrow();
    });
  });

  it('has lost nothing when it cannot be closed', () => {
    const { closeSync: close } = fs;
    change(fs, 'closeSync', (descriptor) => {
      close(descriptor);
      throw systemError('EIO');
    });
    const input = openInput(oldFile('a', 'text'), 'image');
    expect(textOf(input)).toBe('text');
    expect(() => {
      input.close();
    }).not.toThrow();
  });
});

/** Goal: an output is whole where the system takes or gives less than it is asked for, and a clone is asked for rightly. */
import promises, { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../../src/files/index.ts';
import { outputFile } from '../../../src/files/output-file.ts';
import { systemError, useChanges } from '../../support/changed-system.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

/** Lets a test use an open file, and gives back what it then holds. */
async function written(use: (handle: FileHandle) => Promise<void>): Promise<string> {
  const handle = await open(temp('out'), 'w+', 0o600);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
  return readFileSync(temp('out'), 'utf8');
}

/** A handle that writes and reads at most so many bytes in one go. */
function inPieces(handle: FileHandle, most: number): FileHandle {
  type Ask = [bytes: Uint8Array, from: number, length: number, offset: number];
  const within = ([bytes, from, length, offset]: Ask): Ask => {
    expect(from + length).toBeLessThanOrEqual(bytes.length);
    return [bytes, from, Math.min(most, length), offset];
  };
  const write = (...ask: Ask): unknown => handle.write(...within(ask));
  const read = (...ask: Ask): unknown => handle.read(...within(ask));
  return { write, read } as unknown as FileHandle;
}

describe('an output in pieces', () => {
  it.each([1, 3, 10, 11])('of at most %i bytes is what was written', async (most) => {
    const found = await written(async (handle) => {
      const output = outputFile(inPieces(handle, most));
      await output.write(Buffer.from('0123456789'), 5);
      const again = Buffer.alloc(9);
      await output.read(again, 6);
      expect(again.toString()).toBe('123456789');
      await expect(output.read(Buffer.alloc(11), 5)).rejects.toThrow(RangeError);
    });
    expect(found).toBe('\0\0\0\0\x000123456789');
  });
});

describe('a clone', () => {
  /** Makes an input open to all, and answers every request for a clone of it as the system would. */
  async function clonedBy(answer: (from: string, to: string, flags: number) => Promise<void>): Promise<string> {
    writeFileSync(temp('in'), 'the input', { mode: 0o644 });
    const input = openInput(temp('in'), 'image');
    let outcome = '';
    change(promises, 'copyFile', (from, to, flags) => answer(String(from), String(to), Number(flags)));
    await written(async (handle) => {
      outcome = await outputFile(handle).clone(input);
    }).finally(() => {
      input.close();
    });
    return outcome;
  }

  it('is asked for by the files that are open, at once or not at all', async () => {
    const asked: unknown[] = [];
    const outcome = await clonedBy((from, to, flags) => {
      asked.push(readlinkSync(from), readlinkSync(to), flags);
      return promises.chmod(to, 0o644);
    });
    expect(outcome).toBe('cloned');
    expect(asked).toEqual([temp('in'), temp('out'), constants.COPYFILE_FICLONE_FORCE]);
    expect(statSync(temp('out')).mode & 0o777).toBe(0o600);
  });

  it('is nothing where the system makes none, and open to nobody else all the same', async () => {
    const outcome = await clonedBy(async (_from, to) => {
      await promises.chmod(to, 0o644);
      throw systemError('ENOTSUP');
    });
    expect(outcome).toBe('empty');
    expect(statSync(temp('out')).mode & 0o777).toBe(0o600);
  });

  it('is not asked for on a system that has no paths to open files', async () => {
    change(process, 'platform', 'darwin');
    let asked = 0;
    const outcome = await clonedBy(() => {
      asked += 1;
      return Promise.resolve();
    });
    expect({ outcome, asked }).toEqual({ outcome: 'empty', asked: 0 });
  });
});

import { lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { writeWhole } from '../../../src/files/index.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** Bytes between which an interrupt is heard. */
const PIECE = 4 * 2 ** 20;

/** Bytes of which those at the ends of pieces differ from their neighbours. */
function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 7 + (index >>> 16) * 31 + 1) & 0xff;
  return bytes;
}

/** The length of the file in the making, the only one in the folder. */
function lengthSoFar(): number {
  const [name = '', ...others] = readdirSync(temp());
  expect(others).toEqual([]);
  return statSync(temp(name)).size;
}

describe('writeWhole', () => {
  it.each([
    ['one byte', 1],
    ['one piece', PIECE],
    ['a piece and a byte', PIECE + 1],
    ['several pieces', 2 * PIECE + 5],
    ['no bytes', 0],
  ])('writes %s and nothing else', async (_what, length) => {
    const bytes = pattern(length);
    await writeWhole(temp('out'), bytes, { mode: 0o640 });
    expect(Buffer.compare(readFileSync(temp('out')), bytes)).toBe(0);
    expect(statSync(temp('out')).mode & 0o7777).toBe(0o640);
    expect(readdirSync(temp())).toEqual(['out']);
  });

  it('writes only the part of a buffer that it is given', async () => {
    await writeWhole(temp('out'), pattern(100).subarray(10, 20), { mode: 0o644 });
    expect(new Uint8Array(readFileSync(temp('out')))).toEqual(pattern(100).slice(10, 20));
  });

  it('writes a text in UTF-8', async () => {
    await writeWhole(temp('out'), 'größe €\n', { mode: 0o644 });
    expect(readFileSync(temp('out')).toString('hex')).toBe('6772c3b6c39f6520e282ac0a');
  });

  it.each([
    [undefined, true],
    ['followed', true],
    ['replaced', false],
  ] as const)('has a symbolic link %s', async (links, isKept) => {
    writeFileSync(temp('real'), 'old');
    symlinkSync('real', temp('link'));
    await writeWhole(temp('link'), 'new', { mode: 0o644, ...(links === undefined ? {} : { links }) });
    expect(lstatSync(temp('link')).isSymbolicLink()).toBe(isKept);
    expect(readFileSync(temp('link'), 'utf8')).toBe('new');
    expect(readFileSync(temp('real'), 'utf8')).toBe(isKept ? 'new' : 'old');
  });

  it('says why a file cannot be written', async () => {
    const path = temp('absent', 'out');
    expect(await fileErrorFrom(writeWhole(path, 'new', { mode: 0o644 }))).toBe(
      `${path}: the output cannot be written: its folder does not exist.`,
    );
    expect(readdirSync(temp())).toEqual([]);
  });
});

describe('an interrupt of writeWhole', () => {
  it('is heard before each piece and when all is written', async () => {
    const { signal } = new AbortController();
    const lengths: number[] = [];
    vi.spyOn(signal, 'throwIfAborted').mockImplementation(() => {
      lengths.push(lengthSoFar());
    });
    await writeWhole(temp('out'), pattern(PIECE + 1), { mode: 0o644, signal });
    expect(lengths).toEqual([0, PIECE, PIECE + 1]);
  });

  it.each([
    ['before the first piece', 1],
    ['between two pieces', 2],
    ['behind the last piece', 3],
  ])('ends it with its reason %s, and leaves the old file and no trace', async (_when, check) => {
    writeFileSync(temp('out'), 'old');
    const controller = new AbortController();
    const reason = new Error('no more');
    const { signal } = controller;
    const throwIfAborted = signal.throwIfAborted.bind(signal);
    let checks = 0;
    vi.spyOn(signal, 'throwIfAborted').mockImplementation(() => {
      checks += 1;
      if (checks === check) controller.abort(reason);
      throwIfAborted();
    });
    await expect(writeWhole(temp('out'), pattern(PIECE + 1), { mode: 0o644, signal })).rejects.toBe(reason);
    expect(readFileSync(temp('out'), 'utf8')).toBe('old');
    expect(readdirSync(temp())).toEqual(['out']);
  });

  it('is heard for an empty file too', async () => {
    const reason = new Error('no more');
    const call = writeWhole(temp('out'), '', { mode: 0o644, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
    expect(readdirSync(temp())).toEqual([]);
  });
});
